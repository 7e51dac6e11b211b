import type { Port } from "../core/port.ts";

/** A port whose `postMessage` says whether anybody is at the other end, as Node's does. */
interface TellingPort extends Port {
  postMessage(message: null): unknown;
  on(event: "message", listener: () => void): void;
}

/**
 * How a thread that blocks, and so hears of no event, sees that one it has made has ended without a word: out of
 * memory, or terminated by somebody else.
 *
 * Node closes the ports of a thread that ends, however it ends. Sending through a port whose other end is closed gives
 * `false` instead of `true`, at once; Node does not document that, so a lifeline that does not say `true` while its
 * other end is certainly there is not believed.
 *
 * Source: `SiblingGroup::Dispatch` in Node's `src/node_messaging.cc`.
 */
export class Lifeline {
  /** The other end; the thread takes it with it. */
  readonly there: Port;
  readonly #here: TellingPort;
  readonly #tells: boolean;

  /** @param ports Two connected ports. */
  constructor([here, there]: readonly [Port, Port]) {
    this.#here = here as TellingPort;
    this.there = there;
    this.#tells = this.#isHeld();
  }

  /** Whether the thread at the other end is known to have ended. Sends it a message, which {@linkcode hold} drops. */
  isCut(): boolean {
    return this.#tells && !this.#isHeld();
  }

  #isHeld(): boolean {
    return this.#here.postMessage(null) === true;
  }
}

/**
 * Takes the other end of a lifeline: what comes through it is dropped when the event loop turns.
 *
 * @param there What the thread was given.
 */
export function hold(there: Port): void {
  (there as TellingPort).on("message", () => {});
}
