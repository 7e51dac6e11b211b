import type { Future } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { checkTimeout } from "../core/deadline.ts";
import { printAsText } from "../core/inspect.ts";
import type { SubmitOptions } from "./submit_options.ts";
import { HelperLoop } from "./helper_loop.ts";
import { BlockedSite, noteSite } from "./site.ts";

const KEY: unique symbol = Symbol.for("sideloop.asyncHelper");

/**
 * A loop in a thread of its own for code that wants nothing but one call done: no start, no stop.
 *
 * Guarantees:
 * - There is one for each thread, whatever copies of the library are loaded in it. A coroutine that the helper runs
 *   finds another one, its own thread's, and may block on it.
 * - Its thread is started on first use, and anew on the next use after `dispose()` or a crash.
 * - It keeps no process alive; awaiting one of its futures does. In the thread of a loop it is stopped with the loop.
 *
 * @category Ready-made
 *
 * @example
 * ```ts
 * import { asyncHelper, inline } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const double = (n: number) => inline((n: number) => 2 * n, n);
 * assertEquals(asyncHelper.runSync(double(21), 5_000), 42); // blocks
 * assertEquals(await asyncHelper.run(double(4)), 8); // does not
 * await asyncHelper.dispose(); // ends the thread; the next use starts another
 * ```
 */
export interface AsyncHelper {
  /**
   * Runs a coroutine on the helper's thread.
   *
   * @param coroutine What to run. It is used up.
   * @param options How.
   * @returns The future of its result.
   * @throws {TypeError} If `coroutine` is no coroutine, or an option of the wrong type.
   * @throws {InvalidStateError} If the coroutine was used before, or a module that a loop imports calls this at its
   * top level.
   * @throws {SerializationError} If an argument cannot cross.
   * @throws {LoopLimitError} If there are as many threads as there may be, see `EventLoop.start`.
   */
  run<T>(coroutine: Coroutine<T>, options?: SubmitOptions): Future<T>;

  /**
   * Runs a coroutine on the helper's thread and gives its value.
   *
   * **Blocking**: blocks the calling thread until the coroutine has ended or the time is up.
   *
   * **Cancellation**: a coroutine that is not done in time is cancelled: nobody could ask for its value later.
   *
   * @param coroutine What to run. It is used up.
   * @param timeout Milliseconds; `undefined` waits for ever.
   * @throws {TypeError} If `coroutine` is no coroutine, or the timeout no number.
   * @throws {RangeError} If the timeout is `NaN`.
   * @throws {InvalidStateError} If the coroutine was used before, or a module that a loop imports calls this at its
   * top level.
   * @throws {SerializationError} If an argument cannot cross.
   * @throws {LoopLimitError} If there are as many threads as there may be, see `EventLoop.start`.
   * @throws {TimeoutError} With code `"WAIT_TIMEOUT"`, if the coroutine was not done in time.
   * @throws {CannotBlockError} Where the thread must not block.
   * @throws {BrokenLoopError} If the helper's thread dies.
   * @throws What the coroutine threw.
   */
  runSync<T>(coroutine: Coroutine<T>, timeout?: number): T;

  /**
   * Stops the helper of this thread: cancels what is left, lets it clean up for up to 5,000 ms, ends the thread. The
   * next use starts another. Idempotent.
   *
   * @returns Resolves when every thread that was stopped has ended.
   */
  dispose(): Promise<void>;
}

class ThreadHelper implements AsyncHelper {
  #loop: HelperLoop | undefined;
  #disposed: Promise<unknown> = Promise.resolve();

  static {
    printAsText(this.prototype);
  }

  get [Symbol.toStringTag](): string {
    return "AsyncHelper";
  }

  run<T>(coroutine: Coroutine<T>, options: SubmitOptions = {}): Future<T> {
    const loop = this.#running();
    const site = loop.siteOf(coroutine);
    const future = loop.accept(coroutine, options, site);
    noteSite(site, this.run);
    return future;
  }

  runSync<T>(coroutine: Coroutine<T>, timeout?: number): T {
    const ms = checkTimeout(timeout);
    const future = this.#running().accept(coroutine, {}, new BlockedSite(this.runSync));
    try {
      return future.result(ms);
    } finally {
      future.cancel("Nobody waits for it any more");
    }
  }

  async dispose(): Promise<void> {
    const loop = this.#loop;
    this.#loop = undefined;
    if (loop !== undefined) this.#disposed = Promise.all([this.#disposed, loop.dispose()]);
    await this.#disposed;
  }

  toString(): string {
    return `AsyncHelper { isRunning: ${this.#loop?.isRunning() === true} }`;
  }

  #running(): HelperLoop {
    if (this.#loop?.takesWork() !== true) this.#loop = new HelperLoop();
    return this.#loop as HelperLoop;
  }
}

/**
 * The helper of the calling thread.
 *
 * @category Ready-made
 *
 * @example
 * ```ts
 * import { asyncHelper, inline } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const value = asyncHelper.runSync(inline(async (n: number) => await Promise.resolve(2 * n), 21), 5_000);
 * assertEquals(value, 42);
 * await asyncHelper.dispose();
 * ```
 */
export const asyncHelper: AsyncHelper = /* @__PURE__ */ helperOfThread();

function helperOfThread(): AsyncHelper {
  const scope = globalThis as { [KEY]?: AsyncHelper };
  return scope[KEY] ??= new ThreadHelper();
}
