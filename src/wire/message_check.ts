/**
 * What a message may carry for the user, and where in it that is.
 *
 * @module
 */

import type { TransferList } from "../core/transfer_list.ts";
import { decodeError, type EncodedError, encodeErrorValue } from "./error_codec.ts";
import type { FromLoop, ToLoop } from "./messages.ts";
import { replaceWithin } from "./replace_within.ts";
import { checkTransfer } from "./transfer_check.ts";
import { checkSendable, type Found, toSerializationError } from "./value_codec.ts";
import { isProxy } from "./value_refusals.ts";

/** Any message. */
export type Message = ToLoop | FromLoop;

const NOTHING: Found = { loops: [], errors: [], hasProxies: false };

/**
 * Throws if a message holds a value of the user that cannot cross.
 *
 * @param message The message.
 * @param transfer What moves along with it.
 * @returns What is in it that cannot be cloned, but sent.
 * @throws {SerializationError} With the path of the culprit.
 */
export function checkMessage(message: Message, transfer: TransferList): Found {
  if (message.type === "returned") return checkSendable(message.value, "result");
  if (message.type === "item") return checkSendable(message.value, "item");
  if (!("args" in message)) return NOTHING;
  checkTransfer(transfer);
  const inArgs = checkSendable(message.args, "args", transfer);
  if (!("context" in message) || message.context === undefined) return inArgs;
  return both(checkSendable(message.context, "context"), inArgs);
}

function both(one: Found, other: Found): Found {
  return {
    loops: [...new Set([...one.loops, ...other.loops])],
    errors: [...new Set([...one.errors, ...other.errors])],
    hasProxies: one.hasProxies || other.hasProxies,
  };
}

/**
 * The error for a message that passed {@linkcode checkMessage} and that the platform refused all the
 * same.
 *
 * @param cause What the platform threw.
 * @param message The message, as it was given to the platform.
 * @param transfer What was to move along with it.
 */
export function refusal(
  cause: unknown,
  message: Message,
  transfer: TransferList,
): unknown {
  const explain = (value: unknown, root: string) => {
    const moved = new Map(transfer.map((part) => [part, {}]));
    return toSerializationError(cause, replaceWithin(value, moved), root);
  };
  if ("args" in message) return explain(message.args, "args");
  if (message.type === "returned") return explain(message.value, "result");
  if (message.type === "item") return explain(message.value, "item");
  return cause;
}

/** A message without what cannot be cloned: in its places are objects that can be, and known again. */
export interface Cleared<M> {
  /** The message. */
  readonly message: M;
  /** Its loops, and what is in the place of each. */
  readonly loops: readonly (readonly [loop: object, place: object])[];
  /** Its errors, and what is in the place of each. */
  readonly errors: readonly PlacedError[];
}

/** What is in the place of an error, and the error as it travels. */
export type PlacedError = readonly [place: object, error: EncodedError];

/**
 * Takes out of a message what cannot be cloned. What proxies show takes their places.
 *
 * @param message The message.
 * @param found As {@linkcode checkMessage} found it.
 */
export function clear<M extends Message>(message: M, found: Found): Cleared<M> {
  const places = new Map([...found.loops, ...found.errors].map((part) => [part, {}]));
  const placeOf = (part: object) => places.get(part) as object;
  return {
    message: cleared(message, places, found.hasProxies),
    loops: found.loops.map((loop) => [loop, placeOf(loop)]),
    errors: found.errors.map((error) => [placeOf(error), encodeErrorValue(error)]),
  };
}

/** A proxy may throw that has not thrown before. */
function cleared<M extends Message>(
  message: M,
  places: ReadonlyMap<object, object>,
  hasProxies: boolean,
): M {
  try {
    return replaceValues(message, places, hasProxies);
  } catch (error) {
    throw refusal(error, message, []);
  }
}

/**
 * Puts back into a message what was taken out. Errors in the arguments of work come last, when it begins: its module
 * has been imported then, which registers their classes.
 *
 * @param message The message.
 * @param loops Which take the place of what.
 * @param errors What is in the place of each.
 */
export function restore<M extends Message>(
  message: M,
  loops: readonly (readonly [place: object, loop: object])[],
  errors: readonly PlacedError[] = [],
): M {
  const all = () => replaceValues(message, new Map([...loops, ...errors.map(decodePlaced)]));
  return errors.length > 0 && "args" in message ? restoreLate(message, all) : all();
}

function decodePlaced([place, error]: PlacedError): [object, object] {
  return [place, decodeError(error) as object];
}

function restoreLate<M extends Message>(message: M, restoreAll: () => M): M {
  let restored: M | undefined;
  const late = (key: string): PropertyDescriptor => ({
    get: () => (restored ??= restoreAll())[key as keyof M],
    enumerable: true,
  });
  const keys = ["args", "context"].filter((key) => key in message);
  return Object.defineProperties(
    { ...message },
    Object.fromEntries(keys.map((key) => [key, late(key)])),
  );
}

function replaceValues<M extends Message>(
  message: M,
  replacements: ReadonlyMap<object, object>,
  hasProxies = false,
): M {
  if (replacements.size === 0 && !hasProxies) return message;
  const copy: Record<string, unknown> = { ...message };
  for (const name of ["args", "context", "value"]) {
    if (!(name in copy)) continue;
    copy[name] = replaceWithin(copy[name], replacements, hasProxies ? isProxy : undefined);
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
  transfer: TransferList,
): [M, TransferList] {
  const { message: plain, loops, errors } = clear(message, checkMessage(message, transfer));
  try {
    const parts: [M, TransferList, object[], readonly PlacedError[]] = [
      plain,
      [...transfer],
      loops.map(([, place]) => place),
      errors,
    ];
    const [copy, moved, places, placed] = structuredClone(parts, {
      transfer: [...transfer] as Transferable[],
    });
    const known = loops.map(([loop], index) => [places[index] as object, loop] as const);
    return [restore(copy, known, placed), moved];
  } catch (error) {
    throw refusal(error, plain, transfer);
  }
}
