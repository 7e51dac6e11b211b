/**
 * Coroutines written as generators: unlike an `await`, a `yield` can be made to throw, whatever it waits for.
 *
 * @module
 */

import { isThenable } from "../core/thenable.ts";
import type { Body } from "../coroutine/registry.ts";
import { nextTurn } from "../sync/turn.ts";
import { resumeIn } from "./current.ts";
import { hearsOfCancellation } from "./hearing.ts";
import type { Scope } from "./scope.ts";
import { stepWatch } from "./step_watch.ts";

/** A generator, as far as it is driven here. */
export type Steps = Generator<unknown, unknown, unknown>;

/**
 * Calls a body.
 *
 * @param body The body.
 * @param args What it is called with.
 * @param scope Where it runs.
 * @returns What it returned; of a generator, what that will return.
 */
export function callBody(body: Body, args: readonly unknown[], scope: Scope): unknown {
  const value = body(...args);
  return isGenerator(value) ? drive(value, scope) : value;
}

/**
 * Whether a body returned a generator.
 *
 * @param value What it returned.
 */
export function isGenerator(value: unknown): value is Steps {
  return typeof value === "object" && value !== null &&
    (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === "Generator";
}

/**
 * Runs a generator to its end. What it yields is awaited, and given back or thrown; a `yield` of anything that
 * is no promise lets the loop turn. A cancellation is thrown at the `yield` at once, and a foreign promise left to
 * itself; coroutines, futures and blocks of this library are cancelled, and give what comes of that.
 *
 * @param steps The generator.
 * @param scope Whose cancellation ends its waits.
 * @returns What it returned.
 */
export async function drive(steps: Steps, scope: Scope): Promise<unknown> {
  let step = steps.next();
  while (step.done !== true) step = await advance(steps, scope, step.value);
  return await step.value;
}

async function advance(
  steps: Steps,
  scope: Scope,
  yielded: unknown,
): Promise<IteratorResult<unknown, unknown>> {
  let value: unknown;
  try {
    value = await outcomeOf(yielded, scope);
  } catch (error) {
    return measured(resumeIn(scope, () => steps.throw(error)));
  }
  return measured(resumeIn(scope, () => steps.next(value)));
}

function outcomeOf(yielded: unknown, scope: Scope): PromiseLike<unknown> {
  if (!isThenable(yielded)) return scope.wait(turned(yielded));
  return hearsOfCancellation(yielded) ? yielded : scope.wait(Promise.resolve(yielded));
}

/** A step is over. */
function measured<S>(step: S): S {
  stepWatch?.pauses();
  return step;
}

async function turned(value: unknown): Promise<unknown> {
  await nextTurn();
  return value;
}
