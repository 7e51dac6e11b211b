/**
 * What cannot cross, or would arrive as something useless, and what to do instead.
 *
 * @module
 */

import { describe, withArticle } from "../core/options.ts";
import { runtime } from "../runtime/select.ts";
import { fail, type Place } from "./value_place.ts";

const ITERATOR = "send an array of what it gives: [...it]";
const SIGNAL = "give a signal as option signal, or use currentTask().signal in the coroutine";
const MOVES = "an argument moves where option transfer lists it; a result cannot";

/** Objects that clone to something useless, or not at all, with what to do instead. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ["Promise", "await it first and send the value"],
  ["Future", "send its result, or the coroutine itself"],
  ["Coroutine", "submit it, or send its arguments"],
  ["AbortSignal", SIGNAL],
  ["AbortController", SIGNAL],
  ["WeakMap", "send a Map"],
  ["WeakSet", "send a Set"],
  ["WeakRef", "send what it points to"],
  ["FinalizationRegistry", "make it there"],
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
  ["Array Iterator", ITERATOR],
  ["Map Iterator", ITERATOR],
  ["Set Iterator", ITERATOR],
  ["String Iterator", ITERATOR],
  ["RegExp String Iterator", ITERATOR],
  ["Iterator Helper", ITERATOR],
  ["Arguments", "send an array: [...arguments]"],
  ["Module", "send what it exports, and import it there for the rest"],
  ["Math", "it is there as well"],
  ["JSON", "it is there as well"],
  ["MessagePort", MOVES],
  ["ReadableStream", MOVES],
  ["WritableStream", MOVES],
  ["TransformStream", MOVES],
]);
const MAKE_IT_THERE = "send what it is made from, and make it there";

/** Platform objects whose names are no globals. */
const IN_NAMESPACE = /^(Intl|Temporal|WebAssembly)\./;
/** What structured clone knows. */
const KNOWN: ReadonlySet<string> = new Set([
  "Object",
  "Array",
  "Map",
  "Set",
  "Date",
  "RegExp",
  "Error",
  "Boolean",
  "Number",
  "String",
  "BigInt",
  "ArrayBuffer",
  "SharedArrayBuffer",
  "DataView",
  "Blob",
  "File",
  "ImageData",
  "ImageBitmap",
  "CryptoKey",
]);

/**
 * Throws where a value can never cross, whatever is in it.
 *
 * @param place The value, no primitive other than a symbol, and where it sits.
 * @param isProxied Whether it is a Proxy, as {@linkcode isProxy} tells.
 * @throws {SerializationError} With the path.
 */
export function refuse(place: Place, isProxied: boolean): void {
  const { value } = place;
  if (typeof value === "function") {
    refuseFor(place, describe(value), "send data, and have the coroutine import the function");
  }
  if (typeof value === "symbol") refuseFor(place, "a symbol", "send a text");
  const tag = tagOf(value);
  const remedy = REMEDIES.get(tag);
  if (remedy !== undefined) refuseFor(place, withArticle(tag), remedy);
  if (isDetached(value)) {
    fail(place, "its buffer has been transferred away; send it before that, or a copy: slice()");
  }
  if (isProxied && !isPlainKind(tag)) {
    fail(place, `a Proxy of ${withArticle(tag)} cannot be cloned; send what it stands for`);
  }
  if (!KNOWN.has(tag)) refuseSpoiled(place, tag);
}

/**
 * Whether it is a Proxy, where the runtime can tell.
 *
 * @param value Anything.
 */
export function isProxy(value: unknown): boolean {
  return runtime.isProxy?.(value) ?? false;
}

/** Whether a buffer, or that of a view, has been transferred away. */
export function isDetached(value: unknown): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer); // Node 20 has no `detached`.
    return false;
  } catch {
    return true;
  }
}

/**
 * What an object says it is.
 *
 * @param value Anything.
 * @throws If a proxy does, or a getter.
 */
export function tagOf(value: unknown): string {
  if (value instanceof MessagePort) return "MessagePort"; // Node's say that they are event targets.
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** A Proxy of these arrives as what it shows. */
function isPlainKind(tag: string): boolean {
  return tag === "Object" || tag === "Array";
}

function refuseFor(place: Place, what: string, remedy: string): never {
  fail(place, `${what} has no meaning in another thread; ${remedy}`);
}

/** What the platform has made loses what it is on some runtimes, without a word. */
function refuseSpoiled(place: Place, tag: string): void {
  const { value } = place;
  if (!isOfPlatform(value, tag)) return;
  try {
    if (tagOf(structuredClone(value)) === tag) return;
  } catch {
    // It cannot be cloned at all.
  }
  refuseFor(place, withArticle(tag), MAKE_IT_THERE);
}

function isOfPlatform(value: unknown, tag: string): boolean {
  if (IN_NAMESPACE.test(tag)) return true;
  const known: unknown = (globalThis as Record<string, unknown>)[tag];
  return typeof known === "function" && value instanceof known;
}
