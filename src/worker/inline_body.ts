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
const OUTER_VARIABLE = /is not defined|Can't find variable/;

/**
 * The body of an inline coroutine.
 *
 * @param target Its source text.
 * @throws {CoroutineLoadError} If the text is no function.
 */
export function compileInline(target: InlineTarget): Body {
  let body = compiled.get(target.source);
  if (body === undefined) {
    body = explaining(compile(target));
    compiled.set(target.source, body);
  }
  return body;
}

/** A function expression as it stands; a method needs an object around it. */
function compile({ name, source }: InlineTarget): Body {
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
  const place = { module: "inline", coroutineName: name, cause };
  throw new CoroutineLoadError(
    `Cannot load inline coroutine ${name}: its source is no function: ${cause}`,
    place,
  );
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
