/**
 * What runs when the loop is stopped, after all coroutines have ended.
 *
 * @module
 */

import { isCancelled } from "../core/cancellation.ts";
import { deferred } from "../core/deferred.ts";
import type { Outcome } from "../core/outcome.ts";
import { Job, type JobHost, type Order } from "./job.ts";
import { findBody } from "./loader.ts";

/** A hook that is held until the stop. */
export interface StopHook {
  /** What to run. */
  readonly order: Order;
  /** How its body is found. */
  readonly find: JobHost["find"];
}

/**
 * The hooks of a loop.
 *
 * Guarantees: the last one registered runs first; each is awaited before the next; an error in one is reported
 * and keeps no other from running.
 */
export class StopHooks {
  readonly #hooks = new Set<StopHook>();
  readonly #report: JobHost["report"];

  /** @param report Gets what a hook throws. */
  constructor(report: JobHost["report"]) {
    this.#report = report;
  }

  /**
   * Registers a hook.
   *
   * @param hook What to run.
   * @returns Takes it back.
   */
  add(hook: StopHook): () => void {
    this.#hooks.add(hook);
    return () => void this.#hooks.delete(hook);
  }

  /** Runs them all. Those that are registered meanwhile run, too. */
  async run(): Promise<void> {
    for (let hook = this.#takeLast(); hook !== undefined; hook = this.#takeLast()) {
      await this.#run(hook);
    }
  }

  #takeLast(): StopHook | undefined {
    const last = [...this.#hooks].at(-1);
    if (last !== undefined) this.#hooks.delete(last);
    return last;
  }

  #run({ order, find }: StopHook): Promise<void> {
    const end = deferred<void>();
    const job = new Job(order, {
      find,
      started: () => {},
      ended: ({ task }, outcome) => {
        this.#note(outcome, task.name);
        end.resolve();
      },
      report: this.#report,
    });
    job.run();
    return end.promise;
  }

  #note(outcome: Outcome<unknown>, name: string): void {
    if (outcome.kind === "returned" || isCancelled(outcome.error)) return;
    this.#report(outcome.error, `Exception in onStop hook ${name}`, name);
  }
}

/**
 * A hook that a submitter has named.
 *
 * @param order Which coroutine, and its arguments.
 */
export function namedHook(order: Order): StopHook {
  return { order, find: findBody };
}

/**
 * A hook that is a function of this thread.
 *
 * @param hook The function.
 */
export function localHook(hook: () => unknown): StopHook {
  const name = hook.name || "anonymous";
  const order: Order = { id: 0, target: { kind: "stop", name: "stop" }, args: [], name };
  return { order, find: () => hook };
}
