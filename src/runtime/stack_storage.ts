/**
 * A value kept with a chain of calls where the runtime has no `AsyncLocalStorage`: in browsers.
 *
 * While code runs, the value is a variable. At an `await` it is forgotten, and given back where the library knows what
 * is awaited. It relies on one thing: microtasks run in the order in which they were queued. So what is queued
 * between a microtask that sets the value and one that takes it back runs with it, and nothing else does:
 *
 * ```text
 * queue:  ...  enter  (whoever awaits goes on)  leave  ...
 * ```
 *
 * Invariants: between tasks, and between such brackets, no value is kept; so code that is not known to belong to a
 * value sees none, never that of another.
 *
 * Source: the continuations of `await` as reactions of its promise (ECMA-262, Await).
 *
 * @module
 */

import { deferred } from "../core/deferred.ts";
import type { ContextStorage, ContextTracing } from "./types.ts";

/** A value kept with a chain of calls, across those awaits that the library knows of. */
export class StackStorage<T> implements ContextStorage<T> {
  #current: T | undefined;
  readonly #makers = new WeakMap<object, T & object>();

  readonly tracing: ContextTracing<T> = {
    follow: (promise) => this.#follow(promise),
    carry: (callback) => this.#carry(callback),
    note: (made) => {
      if (this.#current !== undefined) this.#makers.set(made, this.#current as T & object);
    },
    noted: (made) => this.#makers.get(made),
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

  /** Entering comes first among the reactions of the promise that is handed out. */
  #follow<R>(promise: Promise<R>): Promise<R> {
    const value = this.#current;
    if (value === undefined) return promise;
    const { promise: followed, resolve, reject } = deferred<R>();
    const enter = () => this.#enter(value);
    followed.then(enter, enter);
    promise.then(
      (result) => {
        resolve(result);
        queueMicrotask(this.#leave);
      },
      (error) => {
        reject(error);
        queueMicrotask(this.#leave);
      },
    );
    return followed;
  }

  /** What the callback resolves goes on in the microtasks that it queues. */
  #carry<C extends ((...args: never[]) => unknown) | null | undefined>(callback: C): C {
    const value = this.#current;
    if (value === undefined || typeof callback !== "function") return callback;
    const carried = (...args: never[]) => {
      queueMicrotask(() => this.#enter(value));
      try {
        return this.run(value, () => callback(...args));
      } finally {
        queueMicrotask(this.#leave);
      }
    };
    return carried as C;
  }

  #enter(value: T): void {
    this.#current = value;
  }

  readonly #leave = (): void => {
    this.#current = undefined;
  };
}
