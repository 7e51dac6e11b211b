/**
 * A value kept with a chain of calls where the runtime has no `AsyncLocalStorage`: in browsers.
 *
 * While code runs, the value is a variable. At an `await` it is forgotten, and given back where what is awaited is
 * known here, by two facts about `await x` where `x` is no plain promise. First, it reads `x.then` at once, so that a
 * getter learns with which value is awaited. Second, microtasks run in the order in which they were queued: whoever
 * awaits goes on between two that are queued around the call that lets it.
 *
 * ```text
 * queue:  ...  enter  (whoever awaits goes on)  leave  ...
 * ```
 *
 * Invariants: between tasks, and between such brackets, no value is kept; so code that is not known to belong to a
 * value sees none. One thing can be told from an `await` by nobody: an async function that returns what is known here
 * without awaiting it. Whoever awaits that function's promise goes on with the value of the function.
 *
 * Source: `Await`, `PromiseResolve` and `NewPromiseResolveThenableJob` of ECMA-262.
 *
 * @module
 */

import type { ContextStorage, ContextTracing } from "./types.ts";

/** As much of a promise, a future or a coroutine as is used here. */
type Then = (this: object, onValue?: Callback, onError?: Callback) => Promise<unknown>;
type Callback = ((result: unknown) => unknown) | null | undefined;

/** A value kept with a chain of calls, across those awaits that the library knows of. */
export class StackStorage<T> implements ContextStorage<T> {
  #current: T | undefined;

  readonly tracing: ContextTracing<T> = {
    follow: (promise) => this.#follow(promise),
    lend: (promise, value) => this.#lend(promise, value),
    followAll: (prototype) => this.#watch(prototype, (prototype as { then: Then }).then),
  };

  run<R>(value: T, fn: () => R): R {
    const before = this.#current;
    this.#current = value;
    try {
      return fn();
    } finally {
      this.#current = before;
    }
  }

  getStore(): T | undefined {
    return this.#current;
  }

  /** Only of what has another `constructor` than promises have, an `await` reads `then`. */
  #follow<R>(promise: Promise<R>): Promise<R> {
    if (Object.hasOwn(promise, "then")) return promise;
    Object.defineProperty(promise, "constructor", { value: undefined });
    this.#watch(promise, Promise.prototype.then as Then);
    return promise;
  }

  #lend<R>(promise: Promise<R>, value: T): Promise<R> {
    const lent = new Promise<R>((resolve) => resolve(promise));
    Object.defineProperty(lent, "constructor", { value: undefined });
    this.#watch(lent, Promise.prototype.then as Then, value);
    return lent;
  }

  #watch(target: object, then: Then, otherwise?: T): void {
    const thenOf = (awaited: object) => this.#thenOf(awaited, then, this.#current ?? otherwise);
    Object.defineProperty(target, "then", {
      configurable: true,
      get(this: object) {
        return thenOf(this);
      },
    });
  }

  /** An `await` calls it when no code of its own runs any more; whoever else calls it does so at once. */
  #thenOf(awaited: object, then: Then, value: T | undefined): Then {
    if (value === undefined) return (onValue, onError) => then.call(awaited, onValue, onError);
    return (onValue, onError) => {
      const isAwait = this.#current !== value;
      const carry = (callback: Callback) => this.#carry(value, callback, isAwait);
      const next = this.run(value, () => then.call(awaited, carry(onValue), carry(onError)));
      return isAwait ? next : this.#follow(next);
    };
  }

  /** What an `await` is called back with lets its code go on in a microtask; other callbacks are that code. */
  #carry(value: T, callback: Callback, isAwait: boolean): Callback {
    if (typeof callback !== "function") return callback;
    if (!isAwait) return (result) => this.run(value, () => callback(result));
    return (result) => {
      queueMicrotask(() => {
        this.#current = value;
      });
      callback(result);
      queueMicrotask(this.#leave);
    };
  }

  readonly #leave = (): void => {
    this.#current = undefined;
  };
}
