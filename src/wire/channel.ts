import type { Port, ReceiveMessage } from "../core/port.ts";
import type { Doorbell } from "../sync/doorbell.ts";

/** How a message is sent. */
export interface SendOptions {
  /** Objects that move instead of being copied. */
  readonly transfer?: readonly Transferable[];
  /** Leaves the bell alone: the other side reads it when it looks next. */
  readonly quiet?: boolean;
}

/**
 * One end of a connection between two threads. Nothing above knows what carries the messages.
 *
 * Guarantees: messages arrive in the order sent, each once; a message that cannot be sent throws
 * and leaves no trace.
 */
export interface Channel<Out, In> {
  /**
   * Sends, and wakes the other side. Throws what the platform throws where the message cannot be
   * cloned.
   */
  send(message: Out, options?: SendOptions): void;
  /** Takes the next message that has arrived, without waiting. */
  receive(): In | undefined;
  /** Ends the connection. What was sent before still arrives. */
  close(): void;
}

/**
 * Takes all messages that have arrived, without waiting.
 *
 * @param channel Where from.
 * @param take Gets each.
 */
export function receiveAll<In>(channel: Channel<never, In>, take: (message: In) => void): void {
  for (let message = channel.receive(); message !== undefined; message = channel.receive()) {
    take(message);
  }
}

const NOTHING: readonly Transferable[] = [];

/**
 * A channel over a message port. The port has no listener: a bell says that there is something to
 * fetch. A listener would take messages off the queue on its own time, and a thread that then
 * blocks would wait for a message already taken.
 */
export class PortChannel<Out, In> implements Channel<Out, In> {
  readonly #port: Port;
  readonly #receive: ReceiveMessage;
  readonly #peer: Doorbell;

  /**
   * @param port This side's port.
   * @param receive Takes the next message off a port.
   * @param peer The bell of the thread on the other side.
   */
  constructor(port: Port, receive: ReceiveMessage, peer: Doorbell) {
    this.#port = port;
    this.#receive = receive;
    this.#peer = peer;
  }

  send(message: Out, options?: SendOptions): void {
    this.#port.postMessage(message, options?.transfer ?? NOTHING);
    if (options?.quiet !== true) this.#peer.ring();
  }

  receive(): In | undefined {
    return this.#receive(this.#port)?.message as In | undefined;
  }

  close(): void {
    this.#port.close();
  }
}
