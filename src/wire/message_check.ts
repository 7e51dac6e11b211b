/**
 * What a message may carry for the user, and where in it that is.
 *
 * @module
 */

import type { FromLoop, ToLoop } from "./messages.ts";
import { replaceWithin } from "./replace_within.ts";
import { checkSendable, toSerializationError } from "./value_codec.ts";

/** Any message. */
export type Message = ToLoop | FromLoop;

/**
 * Throws if a message holds a value of the user that cannot cross.
 *
 * @param message The message.
 * @param transfer What moves along with it.
 * @returns The event loops in it.
 * @throws {SerializationError} With the path of the culprit.
 */
export function checkMessage(
  message: Message,
  transfer: readonly Transferable[],
): readonly object[] {
  if (message.type === "returned") return checkSendable(message.value, "result");
  if (message.type === "item") return checkSendable(message.value, "item");
  const inContext = "context" in message ? checkSendable(message.context, "context") : [];
  const inArgs = "args" in message ? checkSendable(message.args, "args", transfer) : [];
  return inContext.length === 0 ? inArgs : [...new Set([...inContext, ...inArgs])];
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

/** A message whose loops have been taken out: in their places are objects that can be cloned, and known again. */
export interface Unlooped<M> {
  /** The message. */
  readonly message: M;
  /** The loops, and what is in the place of each. */
  readonly places: readonly (readonly [loop: object, place: object])[];
}

/**
 * Takes the loops out of a message.
 *
 * @param message The message.
 * @param loops As {@linkcode checkMessage} found them.
 */
export function takeLoopsOut<M extends Message>(
  message: M,
  loops: readonly object[],
): Unlooped<M> {
  const places = loops.map((loop) => [loop, {}] as const);
  return { message: replaceValues(message, new Map(places)), places };
}

/**
 * Puts loops into a message.
 *
 * @param message The message.
 * @param loops Which take the place of what.
 */
export function putLoopsIn<M extends Message>(
  message: M,
  loops: Iterable<readonly [place: object, loop: object]>,
): M {
  return replaceValues(message, new Map(loops));
}

function replaceValues<M extends Message>(
  message: M,
  replacements: ReadonlyMap<object, object>,
): M {
  if (replacements.size === 0) return message;
  const copy: Record<string, unknown> = { ...message };
  for (const name of ["args", "context", "value"]) {
    if (name in copy) copy[name] = replaceWithin(copy[name], replacements);
  }
  return copy as M;
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
  const { message: plain, places } = takeLoopsOut(message, checkMessage(message, transfer));
  try {
    const parts: [M, Transferable[], object[]] = [
      plain,
      [...transfer],
      places.map(([, place]) => place),
    ];
    const [copy, moved, copies] = structuredClone(parts, { transfer: [...transfer] });
    const loops = places.map(([loop], index) => [copies[index] as object, loop] as const);
    return [putLoopsIn(copy, loops), moved];
  } catch (error) {
    throw refusal(error, message);
  }
}
