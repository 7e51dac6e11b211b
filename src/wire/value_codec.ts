/**
 * Which values can cross. They travel by structured clone; this module finds what that would
 * refuse, or silently spoil, and names the place.
 *
 * @module
 */

import { SerializationError } from "../core/errors.ts";
import { isError } from "../core/is_error.ts";
import { NEEDS_ISOLATION } from "../core/needs_isolation.ts";
import { describe } from "../core/options.ts";
import { sharesMemory } from "../sync/atomics.ts";
import { passable } from "./loop_passing.ts";
import { replaceWithin } from "./replace_within.ts";
import { isPrimitive, partsOf } from "./value_parts.ts";
import { fail, pathOf, type Place, reasonIn } from "./value_place.ts";
import { isProxy, refuse } from "./value_refusals.ts";

/** Of a proxy that was revoked, or throws. */
const CANNOT_LOOK =
  "it throws where it is looked at, as a revoked Proxy does; send what it stands for";

/**
 * How many objects may be in one another. Structured clone goes down by recursion: what one thread writes, another one,
 * whose stack is smaller or fuller, may fail to read; then nobody knows any more what it was.
 */
const MAX_NESTING = 1_000;
const TOO_DEEP =
  `it is nested more than ${MAX_NESTING} deep; send its parts side by side in an array`;

/** What structured clone would refuse or spoil, and what another way is for. */
export interface Found {
  /** Event loops, which are passed on. */
  readonly loops: readonly object[];
  /** Errors, which have a codec of their own. */
  readonly errors: readonly Error[];
  /** Whether there are proxies, which arrive as what they show. */
  readonly hasProxies: boolean;
}

/**
 * Throws if a value cannot be sent to another thread.
 *
 * @param value Anything.
 * @param root What the path begins with: `args`, `result`.
 * @param transferred Objects that move along and need no cloning.
 * @returns What is in it that cannot be cloned, but sent.
 * @throws {SerializationError} With the path of the culprit; what a getter threw is its cause.
 */
export function checkSendable(
  value: unknown,
  root: string,
  transferred: readonly unknown[] = [],
): Found {
  const walk = new Walk(transferred);
  walk.go({ value, parent: undefined, step: root });
  return walk;
}

/**
 * Throws if a value cannot be sent. Clones it to find out: for what is sent later.
 *
 * @param value Anything.
 * @param root What the path begins with: `args`.
 * @throws {SerializationError} With the path of the culprit.
 */
export function checkCloneable(value: unknown, root: string): void {
  const { loops, errors, hasProxies } = checkSendable(value, root);
  const places = new Map([...loops, ...errors].map((part) => [part, {}]));
  const plain = replaceWithin(value, places, hasProxies ? isProxy : undefined);
  try {
    structuredClone(plain);
  } catch (cause) {
    throw toSerializationError(cause, plain, root);
  }
}

/**
 * A copy of a value as another thread would get it.
 *
 * @param value Anything but an error.
 * @throws If it cannot be cloned as it is.
 */
export function cloneOf(value: unknown): unknown {
  const { loops } = checkSendable(value, "value");
  if (loops.length > 0) throw new TypeError("Cannot clone an event loop");
  return structuredClone(value);
}

/**
 * Why a value cannot be sent, and where the trouble sits.
 *
 * @param value A value that cannot.
 * @param root What the path begins with.
 */
export function reasonAgainst(
  value: unknown,
  root: string,
): { readonly path: string; readonly why: string } {
  try {
    checkCloneable(value, root);
  } catch (error) {
    if (error instanceof SerializationError) return { path: error.path, why: reasonIn(error) };
  }
  return { path: root, why: "it cannot be cloned" };
}

/**
 * The error for a value that passed {@linkcode checkSendable} and that the platform refused all the
 * same.
 *
 * @param cause What the platform threw.
 * @param value The value, without what travels in other ways.
 * @param root What the path begins with.
 */
export function toSerializationError(
  cause: unknown,
  value: unknown,
  root: string,
): SerializationError {
  const place = culpritIn({ value, parent: undefined, step: root });
  const reason = cause instanceof Error ? cause.message : String(cause);
  const path = pathOf(place);
  return new SerializationError(
    `Cannot send ${path}, ${
      describe(place.value)
    }, to another thread: ${reason}; send plain data instead`,
    { path, cause },
  );
}

/** The innermost part that cannot be cloned. */
function culpritIn(outermost: Place): Place {
  const seen = new Set<unknown>();
  for (let place = outermost;;) {
    seen.add(place.value);
    const inner = partsOf(place).find(({ value }) => !seen.has(value) && !isCloneable(value));
    if (inner === undefined) return place;
    place = inner;
  }
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

class Walk implements Found {
  readonly loops: object[] = [];
  readonly errors: Error[] = [];
  hasProxies = false;
  readonly #seen: Set<unknown>;

  constructor(transferred: readonly unknown[]) {
    this.#seen = new Set(transferred);
  }

  /**
   * Not by recursion: values may be nested deeper than a stack is. But in the order in which structured clone comes to
   * each, so that it is as deep as here.
   */
  go(outermost: Place): void {
    const places = [outermost];
    const depths = [0];
    let tooDeep: Place | undefined;
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      const depth = depths.pop() as number;
      if (isPrimitive(place.value) || this.#seen.has(place.value)) continue;
      this.#seen.add(place.value);
      const parts = this.#look(place);
      if (parts.length > 0 && depth >= MAX_NESTING) tooDeep ??= place;
      for (let at = parts.length - 1; at >= 0; at--) {
        places.push(parts[at] as Place);
        depths.push(depth + 1);
      }
    }
    if (tooDeep !== undefined) fail(tooDeep, TOO_DEEP); // last: what is refused anyhow says more
  }

  /** Gives the parts to be looked at. */
  #look(place: Place): readonly Place[] {
    try {
      return this.#take(place);
    } catch (error) {
      if (error instanceof SerializationError) throw error;
      fail(place, CANNOT_LOOK, { error });
    }
  }

  #take(place: Place): readonly Place[] {
    const { value } = place;
    if (isLoop(value)) this.loops.push(passedOn(value, place));
    else if (isError(value)) this.#noteError(value, place);
    else {
      const isProxied = isProxy(value);
      this.hasProxies ||= isProxied;
      refuse(place, isProxied);
      return partsOf(place);
    }
    return [];
  }

  #noteError(error: Error, place: Place): void {
    refuseLoop(error, place);
    this.errors.push(error);
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

/** What hangs on an error is no place for what others must hear of. */
function refuseLoop(error: Error, place: Place): void {
  const seen = new Set<unknown>();
  let at = { value: error as unknown, parent: place.parent, step: place.step } as Place;
  while (isError(at.value) && !seen.has(at.value)) {
    seen.add(at.value);
    at = { value: causeOf(at.value), parent: at, step: ".cause" };
  }
  if (isLoop(at.value)) {
    fail(at, "an event loop cannot be in an error; send it beside the error");
  }
}

function causeOf(error: object): unknown {
  try {
    return Object.getOwnPropertyDescriptor(error, "cause")?.value;
  } catch {
    return undefined;
  }
}
