/**
 * What a message may carry for the user, and where in it that is.
 *
 * @module
 */

import type { FromLoop, ToLoop } from "./messages.ts";
import { checkSendable, toSerializationError } from "./value_codec.ts";

/** Any message. */
export type Message = ToLoop | FromLoop;

/**
 * Throws if a message holds a value of the user that cannot cross.
 *
 * @param message The message.
 * @param transfer What moves along with it.
 * @throws {SerializationError} With the path of the culprit.
 */
export function checkMessage(message: Message, transfer: readonly Transferable[]): void {
  if ("context" in message) checkSendable(message.context, "context");
  if ("args" in message) checkSendable(message.args, "args", transfer);
  if (message.type === "returned") checkSendable(message.value, "result");
  if (message.type === "item") checkSendable(message.value, "item");
}

/**
 * The error for a message that passed {@linkcode checkMessage} and that the platform refused all the
 * same.
 *
 * @param cause What the platform threw.
 * @param message The message.
 */
export function refusal(cause: unknown, message: Message): unknown {
  if ("args" in message) return toSerializationError(cause, message.args, "args");
  if (message.type === "returned") return toSerializationError(cause, message.value, "result");
  if (message.type === "item") return toSerializationError(cause, message.value, "item");
  return cause;
}

/**
 * A copy of a message as the other side would get it.
 *
 * @param message The message.
 * @param transfer What moves into the copy instead of being copied.
 * @returns The copy, and what has moved into it.
 * @throws {SerializationError} With the path of the culprit.
 */
export function cloneMessage<M extends Message>(
  message: M,
  transfer: readonly Transferable[],
): [M, Transferable[]] {
  checkMessage(message, transfer);
  try {
    return structuredClone([message, [...transfer]], { transfer: [...transfer] });
  } catch (error) {
    throw refusal(error, message);
  }
}
