/**
 * Where something sits in a value: `args[1].user.onClick`.
 *
 * @module
 */

import { SerializationError } from "../core/errors.ts";

/** How much of a way is told at either end. */
const MAX_STEPS = 50;

/** A value with the way that leads to it. */
export interface Place {
  /** The value. */
  readonly value: unknown;
  /** What it is a part of. */
  readonly parent: Place | undefined;
  /** How it is reached from there. */
  readonly step: string;
}

/** How a property is reached from its owner. */
export function stepOf(owner: unknown, key: string): string {
  if (Array.isArray(owner) && /^\d+$/.test(key)) return `[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The way to a place; of a very long one the beginning and the end. */
export function pathOf(place: Place): string {
  const steps: string[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) steps.push(at.step);
  steps.reverse();
  if (steps.length > 2 * MAX_STEPS) steps.splice(MAX_STEPS, steps.length - 2 * MAX_STEPS, "…");
  return steps.join("");
}

/**
 * Refuses what sits at a place.
 *
 * @param place Where.
 * @param why The reason, and what to do instead.
 * @param cause What led to it, if something was thrown.
 */
export function fail(place: Place, why: string, cause?: { readonly error: unknown }): never {
  const path = pathOf(place);
  const options = cause === undefined ? { path } : { path, cause: cause.error };
  throw new SerializationError(`${beginningFor(path)}${why}`, options);
}

/**
 * Why something was refused, without the place.
 *
 * @param error From {@linkcode fail}.
 */
export function reasonIn({ message, path }: SerializationError): string {
  return message.slice(beginningFor(path).length);
}

function beginningFor(path: string): string {
  return `Cannot send ${path} to another thread: `;
}
