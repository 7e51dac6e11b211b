import type { Doorbell } from "../sync/doorbell.ts";
import type { Channel, SendOptions } from "./channel.ts";

class LoopbackEnd<Out, In> implements Channel<Out, In> {
  readonly incoming: In[] = [];
  #peer: Out[] = [];
  readonly #bell: Doorbell;

  constructor(bell: Doorbell) {
    this.#bell = bell;
  }

  connect(peer: Out[]): void {
    this.#peer = peer;
  }

  send(message: Out, options?: SendOptions): void {
    this.#peer.push(structuredClone(message, { transfer: [...options?.transfer ?? []] }));
    if (options?.quiet !== true) this.#bell.ring();
  }

  receive(): In | undefined {
    return this.incoming.shift();
  }

  close(): void {}
}

/**
 * A channel from a thread to itself, with the same manners as one between threads: values are
 * cloned, and nothing is handled before the next turn.
 *
 * @param bell The thread's own bell.
 * @returns The two ends.
 */
export function loopback<A, B>(bell: Doorbell): [Channel<A, B>, Channel<B, A>] {
  const one = new LoopbackEnd<A, B>(bell);
  const two = new LoopbackEnd<B, A>(bell);
  one.connect(two.incoming);
  two.connect(one.incoming);
  return [one, two];
}
