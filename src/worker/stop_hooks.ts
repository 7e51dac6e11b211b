/**
 * What runs when the loop is stopped, after all coroutines have ended.
 *
 * @module
 */

import { isCancelled } from "../core/cancellation.ts";
import { deferred } from "../core/deferred.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Work } from "../wire/messages.ts";
import { Job, type JobHost, type Order } from "./job.ts";
import { findBody, findBodyHere } from "./loader.ts";

/** A hook that is held until the stop. */
export interface StopHook {
  /** What to run. */
  readonly order: Order;
  /** How its body is found. */
  readonly find: JobHost["find"];
}

/** Who is told of what becomes of hooks. */
export interface StopHooksHost {
  /** Gets what a hook throws. */
  readonly report: JobHost["report"];
  /** A hook begins. What it returns is called when it has ended. */
  lingers(hook: string): () => void;
}

/**
 * The hooks of a loop.
 *
 * Guarantees: the last one registered runs first; each is awaited before the next; an error in one is reported
 * and keeps no other from running; of one that does not end in time the owner knows the name.
 */
export class StopHooks {
  readonly #hooks = new Set<StopHook>();
  readonly #host: StopHooksHost;

  /** @param host Who is told. */
  constructor(host: StopHooksHost) {
    this.#host = host;
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
    const hasEnded = this.#host.lingers(order.name ?? order.target.name);
    const job = new Job(order, {
      find,
      started: () => {},
      ended: ({ name }, outcome) => {
        this.#note(outcome, name);
        hasEnded();
        end.resolve();
      },
      report: (error, message, task) => this.#host.report(error, message, task),
    });
    job.run();
    return end.promise;
  }

  #note(outcome: Outcome<unknown>, name: string): void {
    if (outcome.kind === "returned" || isCancelled(outcome.error)) return;
    this.#host.report(outcome.error, `Exception in onStop hook ${name}`, name);
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
 * A hook that code of this thread has given.
 *
 * @param hook A coroutine's work, or a function.
 */
export function localHook(hook: Work | (() => unknown)): StopHook {
  if (typeof hook !== "function") return { order: { id: 0, ...hook }, find: findBodyHere };
  const name = hook.name || "anonymous";
  const order: Order = { id: 0, target: { kind: "stop", name: "stop" }, args: [], name };
  return { order, find: () => hook };
}
