import type { Doorbell } from "../sync/doorbell.ts";
import type { Channel, SendOptions } from "./channel.ts";
import { checkMessage, type Message, refusal } from "./message_check.ts";

class LoopbackEnd<Out extends Message, In extends Message> implements Channel<Out, In> {
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
    this.#peer.push(clone(message, [...options?.transfer ?? []]));
    if (options?.quiet !== true) this.#bell.ring();
  }

  receive(): In | undefined {
    return this.incoming.shift();
  }

  hasUrgent(): boolean {
    return this.incoming.some((message) => message.type === "cancel");
  }

  close(): void {}
}

function clone<M extends Message>(message: M, transfer: Transferable[]): M {
  checkMessage(message, transfer);
  try {
    return structuredClone(message, { transfer });
  } catch (error) {
    throw refusal(error, message);
  }
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
  one.connect(two.incoming);
  two.connect(one.incoming);
  return [one, two];
}
