import { Fifo } from "../core/fifo.ts";
import type { Doorbell } from "../sync/doorbell.ts";
import { type Channel, isUrgent, type SendOptions } from "./channel.ts";
import { cloneMessage, type Message } from "./message_check.ts";

class LoopbackEnd<Out extends Message, In extends Message> implements Channel<Out, In> {
  readonly #incoming = new Fifo<In>();
  /** How many urgent ones are among them. */
  #urgent = 0;
  #peer: LoopbackEnd<In, Out> | undefined;
  readonly #bell: Doorbell;

  constructor(bell: Doorbell) {
    this.#bell = bell;
  }

  connect(peer: LoopbackEnd<In, Out>): void {
    this.#peer = peer;
  }

  accept(message: In): void {
    if (isUrgent(message)) this.#urgent += 1;
    this.#incoming.push(message);
  }

  send(message: Out, options?: SendOptions): void {
    this.#peer?.accept(cloneMessage(message, options?.transfer ?? [])[0]);
    if (options?.quiet !== true) this.#bell.ring();
  }

  receive(): In | undefined {
    const message = this.#incoming.shift();
    if (message !== undefined && isUrgent(message)) this.#urgent -= 1;
    return message;
  }

  hasUrgent(): boolean {
    return this.#urgent > 0;
  }

  isLate(): boolean {
    return false;
  }

  isArriving(): boolean {
    return false;
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
export function loopback<A extends Message, B extends Message>(
  bell: Doorbell,
): [Channel<A, B>, Channel<B, A>] {
  const one = new LoopbackEnd<A, B>(bell);
  const two = new LoopbackEnd<B, A>(bell);
  one.connect(two);
  two.connect(one);
  return [one, two];
}
