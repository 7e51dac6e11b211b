/**
 * Which values can cross. They travel by structured clone; this module finds what that would
 * refuse, or silently spoil, and names the place.
 *
 * @module
 */

import { SerializationError } from "../core/errors.ts";
import { NEEDS_ISOLATION } from "../core/needs_isolation.ts";
import { describe, withArticle } from "../core/options.ts";
import { sharesMemory } from "../sync/atomics.ts";
import { passable } from "./loop_passing.ts";
import { replaceWithin } from "./replace_within.ts";

/** A value with the way that leads to it. */
interface Place {
  readonly value: unknown;
  readonly parent: Place | undefined;
  readonly step: string;
}

/** Objects that clone to something useless, or not at all, with what to do instead. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ["Promise", "await it first and send the value"],
  ["Future", "send its result, or the coroutine itself"],
  ["Coroutine", "submit it, or send its arguments"],
  ["AbortSignal", "give it as option signal, or use currentTask().signal in the coroutine"],
  ["WeakMap", "send a Map"],
  ["WeakSet", "send a Set"],
  ["WeakRef", "send what it points to"],
  ["AsyncWorker", "send its loop"],
  ["GracefulAsyncRunner", "send its loop"],
  ["AsyncService", "call it on the thread that made it, or start another there"],
  ["MultiLoopManager", "send one of its loops"],
  ["AsyncHelper", "import asyncHelper there"],
  ["URL", "send its href"],
  ["URLSearchParams", "send its text"],
  ["Request", "send its parts"],
  ["Response", "send its parts, such as await response.text()"],
  ["Headers", "send its entries"],
  ["FormData", "send its entries"],
  ["Generator", "send an array of what it yields"],
  ["AsyncGenerator", "send an array of what it yields, or return it itself from the coroutine"],
  ["Stream", "send an array of its items, or return it itself from the coroutine"],
]);

/**
 * Throws if a value cannot be sent to another thread.
 *
 * @param value Anything.
 * @param root What the path begins with: `args`, `result`.
 * @param transferred Objects that move along and need no cloning.
 * @returns The event loops in it, which cannot be cloned, but passed on.
 * @throws {SerializationError} With the path of the culprit; what a getter threw is its cause.
 */
export function checkSendable(
  value: unknown,
  root: string,
  transferred: readonly unknown[] = [],
): object[] {
  const loops: object[] = [];
  const seen = new Set<unknown>(transferred);
  const places: Place[] = [{ value, parent: undefined, step: root }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    if (isPlain(place.value) || seen.has(place.value)) continue;
    seen.add(place.value);
    if (isLoop(place.value)) loops.push(passedOn(place.value, place));
    else {
      refuse(place);
      visit(place, places);
    }
  }
  return loops;
}

/**
 * Throws if a value cannot be sent. Clones it to find out: for what is sent later.
 *
 * @param value Anything.
 * @param root What the path begins with: `args`.
 * @returns The event loops in it.
 * @throws {SerializationError} With the path of the culprit.
 */
export function checkCloneable(value: unknown, root: string): object[] {
  const loops = checkSendable(value, root);
  try {
    structuredClone(replaceWithin(value, new Map(loops.map((loop) => [loop, {}]))));
  } catch (cause) {
    throw toSerializationError(cause, value, root);
  }
  return loops;
}

/**
 * Whether a value can be cloned.
 *
 * @param value Anything.
 */
export function isSendable(value: unknown): boolean {
  try {
    checkCloneable(value, "value");
    return checkCloneable(value, "value").length === 0;
  } catch {
    return false;
  }
}

/**
 * The error for a value that passed {@linkcode checkSendable} and that the platform refused all the
 * same.
 *
 * @param cause What the platform threw.
 * @param value The value.
 * @param root What the path begins with.
 */
export function toSerializationError(
  cause: unknown,
  value: unknown,
  root: string,
): SerializationError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const culprit = Array.isArray(value) ? value.findIndex((part) => !isCloneable(part)) : -1;
  const path = culprit < 0 ? root : `${root}[${culprit}]`;
  const what = describe(culprit < 0 ? value : (value as unknown[])[culprit]);
  return new SerializationError(`Cannot send ${path}, ${what}, to another thread: ${reason}`, {
    path,
    cause,
  });
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** A proxy may throw whatever it is asked. */
function isLoop(value: unknown): value is object {
  try {
    return typeof value === "object" && value !== null && passable(value) !== undefined;
  } catch {
    return false;
  }
}

/** Who is given a loop must learn of its end. */
function passedOn(loop: object, place: Place): object {
  return sharesMemory ? loop : fail(place, `it holds an event loop; ${NEEDS_ISOLATION}`);
}

/** Primitives, which always cross. */
function isPlain(value: unknown): boolean {
  return value === null ||
    (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}

function refuse(place: Place): void {
  const { value } = place;
  if (typeof value === "function") {
    fail(place, `${describe(value)} has no meaning in another thread`);
  }
  if (typeof value === "symbol") fail(place, "a symbol has no meaning in another thread");
  const tag = tagOf(value as object);
  const remedy = REFUSED.get(tag);
  if (remedy !== undefined) {
    fail(place, `${withArticle(tag)} has no meaning in another thread; ${remedy}`);
  }
  if (isDetached(value)) fail(place, "its buffer has been transferred away");
  if (value instanceof Error) refuseLoop(value, place);
}

/** Errors are cloned as a whole: no other object can stand for a loop in one. */
function refuseLoop(error: Error, parent: Place): void {
  const cause: unknown = Object.getOwnPropertyDescriptor(error, "cause")?.value;
  const place = { value: cause, parent, step: ".cause" };
  if (isLoop(cause)) fail(place, "an event loop cannot be in an error; send it beside the error");
  if (cause instanceof Error) refuseLoop(cause, place);
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

function isDetached(value: unknown): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  return "detached" in ArrayBuffer.prototype && buffer instanceof ArrayBuffer && buffer.detached;
}

/** Notes the parts of a value that are cloned with it. */
function visit(place: Place, places: Place[]): void {
  const { value } = place;
  const note = (part: unknown, step: string) => {
    if (!isPlain(part)) places.push({ value: part, parent: place, step });
  };
  if (value instanceof Map) {
    for (const [key, entry] of value) {
      note(key, `.keys(${keyName(key)})`);
      note(entry, `.get(${keyName(key)})`);
    }
  } else if (value instanceof Set) {
    let index = 0;
    for (const entry of value) note(entry, `.values[${index++}]`);
  } else if (!isOpaque(value)) {
    for (const key of Object.keys(value as object)) note(read(place, key), stepOf(value, key));
  }
}

/** Objects whose own properties are not what is cloned. */
function isOpaque(value: unknown): boolean {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ||
    isShared(value) ||
    value instanceof Date || value instanceof RegExp || value instanceof Error;
}

/** Not every page has the class. */
function isShared(value: unknown): boolean {
  return typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer;
}

function read(place: Place, key: string): unknown {
  try {
    return (place.value as Record<string, unknown>)[key];
  } catch (cause) {
    fail(
      { value: undefined, parent: place, step: stepOf(place.value, key) },
      "its getter threw",
      cause,
    );
  }
}

function stepOf(owner: unknown, key: string): string {
  if (Array.isArray(owner)) return `[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function keyName(key: unknown): string {
  return typeof key === "string" ? JSON.stringify(key) : describe(key);
}

function fail(place: Place, why: string, cause?: unknown): never {
  const path = pathOf(place);
  const options = cause === undefined ? { path } : { path, cause };
  throw new SerializationError(`Cannot send ${path} to another thread: ${why}`, options);
}

function pathOf(place: Place): string {
  let path = "";
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) path = at.step + path;
  return path;
}
