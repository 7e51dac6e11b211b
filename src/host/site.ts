import { currentThread } from "../runtime/this_thread.ts";

/**
 * Where work was submitted. Taking it down is cheap; putting it into words happens only for errors.
 */
export interface Site {
  /** The stack, put into words when it is read. */
  readonly stack?: string;
}

interface StackCapture {
  captureStackTrace?(target: object, below: (...args: never[]) => unknown): void;
}

/**
 * Takes the caller's place down.
 *
 * @param below The function whose caller it is.
 */
export function captureSite(below: (...args: never[]) => unknown): Site {
  const site: Site = {};
  (Error as StackCapture).captureStackTrace?.(site, below);
  return site;
}

/**
 * The lines to put below an error's stack.
 *
 * @param site Where the work was submitted.
 */
export function describeSite(site: Site): string {
  const frames = (site.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [`    --- submitted from ${currentThread().name} ---`, ...frames].join("\n");
}
