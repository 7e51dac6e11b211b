import { isCancelled } from "../../core/cancellation.ts";
import type { Coroutine } from "../../core/coroutine_type.ts";
import { type Deferred, deferred } from "../../core/deferred.ts";
import { CancelledError, InvalidStateError } from "../../core/errors.ts";
import { requireFunction } from "../../core/options.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Task } from "../../core/task_type.ts";
import { isCoroutine } from "../../coroutine/coroutine_object.ts";
import type { Scope } from "../scope.ts";
import { comesFrom, handOut, newScope, runIn } from "./block.ts";
import { spawnTask, type TaskOptions } from "./create_task.ts";

/**
 * A group of tasks that end together, as its block sees it.
 *
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { inline, taskGroup } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const double = (n: number) => inline((n: number) => 2 * n, n);
 * const tasks = await taskGroup((group) => [1, 2].map((n) => group.createTask(double(n))));
 * assertEquals(tasks.map((task) => task.result()), [2, 4]); // all have ended
 * ```
 */
export interface TaskGroup {
  /** Aborted when the group is cancelled: a task has failed, or the calling task is cancelled. */
  readonly signal: AbortSignal;
  /**
   * Adds a task.
   *
   * @param coroutine What to run. It is used up, or closed where it is refused.
   * @param options How.
   * @throws {TypeError} If `coroutine` is no coroutine, or an option of the wrong type.
   * @throws {InvalidStateError} If the group is over or shutting down, or the coroutine was used before.
   */
  createTask<T>(coroutine: Coroutine<T>, options?: TaskOptions): Task<T>;
}

class Group implements TaskGroup {
  readonly #scope: Scope = newScope();
  readonly #abortion = new CancelledError("A task of the group failed");
  readonly #errors: unknown[] = [];
  #state: "open" | "aborting" | "finished" = "open";
  #running = 0;
  #ended: Deferred<void> | undefined;

  get signal(): AbortSignal {
    return this.#scope.signal;
  }

  createTask<T>(coroutine: Coroutine<T>, options: TaskOptions = {}): Task<T> {
    if (this.#state !== "open") {
      if (isCoroutine(coroutine)) coroutine.close();
      const state = this.#state === "aborting" ? "shutting down" : "finished";
      throw new InvalidStateError(`Cannot create a task in a task group that is ${state}`);
    }
    const parent = this.#scope;
    const ended = (outcome: Outcome<unknown>) => this.#taskEnded(outcome);
    const task = spawnTask(coroutine, options, { parent, ended });
    this.#running += 1;
    return task;
  }

  async run<R>(block: (group: TaskGroup) => R | PromiseLike<R>): Promise<R> {
    const body = await outcomeOf(runIn(this.#scope, () => block(this)));
    if (body.kind !== "returned") this.#abort();
    const cancellation = await this.#join() ?? this.#passedOn(body);
    this.#state = "finished";
    this.#scope.dissolve();
    if (body.kind === "threw" && !this.#errors.includes(body.error)) this.#errors.push(body.error);
    if (this.#errors.length > 0) {
      throw new AggregateError(this.#errors, "unhandled errors in a TaskGroup");
    }
    if (cancellation !== undefined) throw cancellation;
    return (body as Extract<Outcome<R>, { kind: "returned" }>).value;
  }

  #taskEnded(outcome: Outcome<unknown>): void {
    this.#running -= 1;
    if (outcome.kind === "threw") {
      this.#errors.push(outcome.error);
      this.#abort();
    }
    if (this.#running === 0) this.#ended?.resolve();
  }

  #abort(): void {
    if (this.#state === "open") this.#state = "aborting";
    this.#scope.cancel(this.#abortion);
  }

  /** Waits for all tasks. Gives the cancellation that came from further out meanwhile, if one did. */
  async #join(): Promise<unknown> {
    let cancellation: unknown;
    while (this.#running > 0) {
      this.#ended = deferred();
      try {
        await this.#scope.wait(this.#ended.promise);
      } catch (error) {
        if (error === this.#abortion) continue;
        cancellation = error;
        this.#abort();
      }
    }
    return cancellation ?? this.#scope.overtaking;
  }

  /** A cancellation that the block itself ended with, unless it was the group's own. */
  #passedOn(body: Outcome<unknown>): unknown {
    return body.kind === "cancelled" && !comesFrom(body.error, this.#abortion)
      ? body.error
      : undefined;
  }
}

async function outcomeOf<R>(promise: Promise<R>): Promise<Outcome<R>> {
  try {
    return { kind: "returned", value: await promise };
  } catch (error) {
    return { kind: isCancelled(error) ? "cancelled" : "threw", error };
  }
}

/**
 * Runs a block together with the tasks it makes, and ends when all of them have. The first failure, of a task or
 * of the block itself, cancels the others and the waits of this library in the block; when all have cleaned up, an
 * `AggregateError` has every failure. A cancelled task is no failure.
 *
 * **Cancellation**: cancelling the calling task cancels the group; errors win over the cancellation.
 *
 * @param block Gets the group.
 * @returns The block's value, when all tasks have ended.
 * @throws {TypeError} If `block` is no function.
 * @throws {AggregateError} "unhandled errors in a TaskGroup", with the `errors` in the order they came; the block's
 * own is the last.
 * @throws {CancelledError} When the calling task is cancelled.
 * @category Inside a coroutine
 *
 * @example
 * ```ts
 * import { inline, taskGroup } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const [one, two] = await taskGroup((group) => [
 *   group.createTask(inline(() => 1)),
 *   group.createTask(inline(() => 2)),
 * ]);
 * assertEquals([await one, await two], [1, 2]);
 * ```
 */
export function taskGroup<R>(block: (group: TaskGroup) => R | PromiseLike<R>): Promise<R> {
  requireFunction(block, "the block of taskGroup");
  return handOut(new Group().run(block));
}
