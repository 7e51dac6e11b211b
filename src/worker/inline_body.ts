/**
 * Bodies that arrive as source text.
 *
 * @module
 */

import { CoroutineLoadError } from "../core/errors.ts";
import type { Body } from "../coroutine/registry.ts";
import type { Target } from "../wire/messages.ts";
import { isGenerator, type Steps } from "./generators.ts";

type InlineTarget = Extract<Target, { kind: "inline" }>;

const compiled = new Map<string, Body>();
/** Evaluates in the global scope: there is no variable around it. */
const evaluate: (source: string) => unknown = eval;
/** What to do where that is not allowed. */
const INSTEAD = "register the function with coroutine(import.meta, ...)";
/** The loop that runs none. */
let forbiddenBy: string | undefined;
const OUTER_VARIABLE = /is not defined|Can't find variable/;

/**
 * Has this thread run no code that arrives as text.
 *
 * @param loop The name of its loop.
 */
export function forbidInline(loop: string): void {
  forbiddenBy = loop;
}

/**
 * The body of an inline coroutine.
 *
 * @param target Its source text.
 * @throws {CoroutineLoadError} If the text is no function, or the thread evaluates none.
 */
export function compileInline(target: InlineTarget): Body {
  if (forbiddenBy !== undefined) fail(target, `${forbiddenBy} has allowInline: false; ${INSTEAD}`);
  let body = compiled.get(target.source);
  if (body === undefined) {
    body = explaining(compile(target));
    compiled.set(target.source, body);
  }
  return body;
}

/** A function expression as it stands; a method needs an object around it. */
function compile(target: InlineTarget): Body {
  const { name, source } = target;
  const origin = `\n//# sourceURL=inline:${name}`;
  const attempts = [
    () => evaluate(`(${source}\n)${origin}`),
    () => Object.values(evaluate(`({${source}\n})${origin}`) as object)[0],
  ];
  let cause: unknown;
  for (const attempt of attempts) {
    try {
      const body = attempt();
      if (typeof body === "function") return body as Body;
    } catch (error) {
      cause ??= error;
    }
  }
  const reason = cause instanceof EvalError
    ? `this thread evaluates no text (${cause.message}); ${INSTEAD}`
    : `its source is no function: ${cause}`;
  fail(target, reason, cause);
}

function fail({ name }: InlineTarget, reason: string, cause?: unknown): never {
  const place = { module: "inline", coroutineName: name };
  const options = cause === undefined ? place : { ...place, cause };
  throw new CoroutineLoadError(`Cannot load inline coroutine ${name}: ${reason}`, options);
}

/** The same body; a variable it does not find gets a message that says why. */
function explaining(body: Body): Body {
  return (...args) => {
    try {
      const returned = body(...args);
      if (isGenerator(returned)) return explainingSteps(returned);
      return returned instanceof Promise ? returned.catch(rethrow) : returned;
    } catch (error) {
      rethrow(error);
    }
  };
}

function* explainingSteps(steps: Steps): Steps {
  try {
    return yield* steps;
  } catch (error) {
    rethrow(error);
  }
}

function rethrow(error: unknown): never {
  if (!(error instanceof ReferenceError) || !OUTER_VARIABLE.test(error.message)) throw error;
  const message =
    `${error.message}: inline functions see only their arguments and globals, no variable around them`;
  throw new ReferenceError(message, { cause: error });
}
