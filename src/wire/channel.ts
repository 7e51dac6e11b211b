import type { TransferList } from "../core/transfer_list.ts";
import type { Doorbell } from "../sync/doorbell.ts";

/** How a message is sent. */
export interface SendOptions {
  /** Objects that move instead of being copied. */
  readonly transfer?: TransferList;
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
   * Sends, and wakes the other side. Never blocks for longer than a moment.
   *
   * @throws {SerializationError} If the message holds a value that cannot cross.
   */
  send(message: Out, options?: SendOptions): void;
  /** Takes the next message that has arrived, without waiting. */
  receive(): In | undefined;
  /** Whether an urgent message is among those that have arrived; one look at a shared word. */
  hasUrgent(): boolean;
  /** Whether the other side has sent what will only arrive when this thread's event loop turns. */
  isLate(): boolean;
  /** Whether that is so, or a part of a message has arrived whose rest arrives by and by. */
  isArriving(): boolean;
  /** Ends the connection. What was sent before still arrives. */
  close(): void;
}

/** One between two threads that exist, or will. */
export interface ThreadChannel<Out, In> extends Channel<Out, In> {
  /** There will be a thread on the other side; whatever was sent before, it will find. */
  meets(peer: Doorbell): void;
  /**
   * Calls back when all has left this thread: now, if it has. Whatever overtakes messages must wait for it.
   */
  whenSent(callback: () => void): void;
  /** Has the other side look at the vitals of the loop now: they have changed, and no message goes there. */
  tellVitals(): void;
}

let isSilent = false;

/** Nothing is sent by this thread any more: it has told of its end, and what it says would come after that. */
export function fallSilent(): void {
  isSilent = true;
}

/** Whether {@linkcode fallSilent} was called. */
export function isThreadSilent(): boolean {
  return isSilent;
}

/**
 * Whether a message must not be left for later: what it cancels must not begin, and code that computes without
 * ever awaiting asks for it.
 *
 * @param message Any message.
 */
export function isUrgent({ type }: { readonly type: string }): boolean {
  return type === "cancel" || type === "close" || type === "stop";
}

/**
 * Takes all messages that have arrived, without waiting.
 *
 * @param channel Where from.
 * @param take Gets each.
 * @returns Whether there were any.
 */
export function receiveAll<In>(channel: Channel<never, In>, take: (message: In) => void): boolean {
  let message = channel.receive();
  if (message === undefined) return false;
  for (; message !== undefined; message = channel.receive()) take(message);
  return true;
}
