/**
 * Named work, before it is used: the object behind {@linkcode Coroutine}.
 *
 * @module
 */

import type { Coroutine } from "../core/coroutine_type.ts";
import { InvalidStateError } from "../core/errors.ts";
import { printAsText } from "../core/inspect.ts";
import { describe } from "../core/options.ts";
import type { Target, Work } from "../wire/messages.ts";
import { noteMade, noteUsed } from "./unused.ts";

/** Finds the way into a coroutine, whatever copy of the library made it. */
const USE: unique symbol = Symbol.for("sideloop.coroutine");
/** Finds whether a coroutine can still be used. */
const CHECK: unique symbol = Symbol.for("sideloop.coroutineCheck");
/** Finds what a coroutine function names, and a coroutine stands for. */
const TARGET: unique symbol = Symbol.for("sideloop.coroutineFunction");

/** Runs work on this thread; put in by the side that has tasks. */
type LocalRunner = (work: Work) => Promise<unknown>;

let runLocally: LocalRunner | undefined;

/**
 * Says how an awaited coroutine is run.
 *
 * @param runner Runs work on this thread.
 */
export function setLocalRunner(runner: LocalRunner): void {
  runLocally = runner;
}

/** The one implementation of coroutines. */
export class CoroutineObject<T> implements Coroutine<T> {
  readonly name: string;
  readonly module: string | undefined;
  readonly #work: Work;
  #state: "unused" | "used" | "closed" = "unused";

  /**
   * @param work What it stands for.
   * @param maker The function whose caller makes it.
   */
  constructor(work: Work, maker: unknown) {
    this.#work = work;
    this.name = work.target.name;
    this.module = "module" in work.target ? work.target.module : undefined;
    noteMade(this, maker);
  }

  static {
    printAsText(this.prototype);
  }

  get [Symbol.toStringTag](): string {
    return "Coroutine";
  }

  toString(): string {
    return `Coroutine { name: ${JSON.stringify(this.name)}, state: "${this.#state}" }`;
  }

  get [TARGET](): Target {
    return this.#work.target;
  }

  then<R1 = T, R2 = never>(
    onValue?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onError?: ((error: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    const run = runLocally as LocalRunner;
    return (this[USE](run) as Promise<T>).then(onValue, onError);
  }

  close(): void {
    if (this.#state !== "unused") return;
    this.#state = "closed";
    noteUsed(this);
  }

  /** Throws where it cannot be used any more. */
  [CHECK](): void {
    if (this.#state === "unused") return;
    const what = this.#state === "used" ? "it was awaited or submitted before" : "it was closed";
    throw new InvalidStateError(
      `Cannot use coroutine ${this.name}: ${what}; call the function again`,
    );
  }

  /** Hands the work to `use`, once; where that throws, the coroutine is as unused as before. */
  [USE]<R>(use: (work: Work) => R): R {
    this[CHECK]();
    const result = use(this.#work);
    this.#state = "used";
    noteUsed(this);
    return result;
  }
}

/** The inner side of coroutine functions and of coroutines. */
interface Named {
  readonly [TARGET]: Target;
}

/**
 * Makes a function that names work.
 *
 * @param target What it names.
 */
export function nameWork<F>(target: Target & { readonly module: string }): F {
  const make = (...args: readonly unknown[]) => new CoroutineObject({ target, args }, make);
  const fixed = (value: unknown) => ({ value, enumerable: false });
  return Object.defineProperties(make, {
    name: fixed(target.name),
    module: { value: target.module, enumerable: true },
    [TARGET]: fixed(target),
  }) as unknown as F;
}

/**
 * Uses a coroutine up. Where `use` throws, it can be used again.
 *
 * @param coroutine What a caller handed in.
 * @param use Gets the work.
 * @param what The message calls it so.
 * @throws {TypeError} If it is no coroutine; the message says how to make one.
 * @throws {InvalidStateError} If it was used or closed before.
 */
export function useCoroutine<R>(
  coroutine: unknown,
  use: (work: Work) => R,
  what = "submit",
): R {
  if (isCoroutine(coroutine)) return coroutine[USE](use);
  throw new TypeError(
    `Cannot ${what} ${describe(coroutine)}: a coroutine is required; ${adviceFor(coroutine)}`,
  );
}

/**
 * Throws where a coroutine cannot be used any more.
 *
 * @param value A coroutine, or anything else.
 * @throws {InvalidStateError} If it was used or closed before.
 */
export function checkUnused(value: unknown): void {
  if (isCoroutine(value)) value[CHECK]();
}

/**
 * What stands for all coroutines of the same work, whatever their arguments.
 *
 * @param coroutine What a caller handed in; nothing stands for what is no coroutine.
 */
export function workOf(coroutine: unknown): object | undefined {
  return isCoroutine(coroutine) ? coroutine[TARGET] : undefined;
}

/**
 * Whether a value is a coroutine, of whatever copy of the library.
 *
 * @param value Anything.
 */
export function isCoroutine(value: unknown): value is CoroutineObject<unknown> {
  return typeof value === "object" && value !== null && USE in value;
}

/**
 * What a coroutine function names; `undefined` for any other value.
 *
 * @param value Anything.
 */
export function targetOf(value: unknown): Target | undefined {
  return typeof value === "function" && TARGET in value
    ? (value as unknown as Named)[TARGET]
    : undefined;
}

const HOW_TO =
  "make a coroutine function with coroutine(import.meta, async function name() { ... }) and call it";

function adviceFor(value: unknown): string {
  if (targetOf(value) !== undefined) return "call the function and submit what it returns";
  if (typeof value === "function") {
    return `a plain function has no name by which a loop could find it: ${HOW_TO}`;
  }
  if (value instanceof Promise) {
    return `a promise is work that runs on this thread already: ${HOW_TO}; inside its own body a coroutine's name is the plain function, unless the name is given as the second argument of coroutine()`;
  }
  return HOW_TO;
}
