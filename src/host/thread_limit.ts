/**
 * How many threads a program may have at a time, and how deep loops may be nested. A coroutine that starts a loop which
 * runs the same coroutine would otherwise end only when the machine has no memory left.
 *
 * @module
 */

import { LoopLimitError } from "../core/errors.ts";
import { runtime } from "../runtime/select.ts";
import { SEATS } from "../sync/roster.ts";
import { roster } from "../sync/thread_seat.ts";

/** Says how many threads there may be, in place of {@linkcode mostByDefault}. */
const VARIABLE = "SIDELOOP_MAX_THREADS";
/** How many there may be on machines with few cores. A thread takes up to 30 MB. */
const MOST = 128;
/** The same per core. */
const MOST_PER_CORE = 4;
/** How many loops may be in one another: one started by the main thread, one started by that, and so on. */
const DEEPEST = 16;

/** How many threads of loops and pools the program may have at a time. The first thread that asks decides for all. */
export function mostThreads(): number {
  return roster().limit(() => chosen() ?? mostByDefault());
}

/**
 * Throws where a loop would be too deep inside of others.
 *
 * @param name What it is called.
 * @param makers How many loops it is in.
 * @throws {LoopLimitError} If there are too many.
 */
export function checkDepth(name: string, makers: number): void {
  if (makers < DEEPEST) return;
  throw new LoopLimitError(
    `Cannot start ${name}: it would be in ${makers} loops, each started by a coroutine of the one before, and ${DEEPEST} is the limit; does a coroutine start a loop that runs it again?`,
    { limit: DEEPEST },
  );
}

/**
 * The error of a loop for which there is no thread left.
 *
 * @param name What it is called.
 * @param limit How many threads there may be.
 */
export function tooManyThreads(name: string, limit: number): LoopLimitError {
  return new LoopLimitError(
    `Cannot start ${name}: this program has ${limit} threads of loops and pools, which is the limit; stop some and await their join(), or set the environment variable ${VARIABLE} to more, up to ${
      SEATS - 1
    }`,
    { limit },
  );
}

function mostByDefault(): number {
  return Math.min(Math.max(MOST, MOST_PER_CORE * runtime.cores), SEATS - 1);
}

function chosen(): number | undefined {
  const text = runtime.environment(VARIABLE);
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return Math.min(number, SEATS - 1);
  throw new RangeError(
    `Cannot use ${VARIABLE}: must be a positive integer, got ${JSON.stringify(text)}`,
  );
}
