import { runtime } from "../runtime/select.ts";
import { roster } from "../sync/thread_seat.ts";
import type { PoolThread } from "./pool_thread.ts";

/** How long a thread is kept without work, in milliseconds. */
const KEPT = 10_000;

/**
 * The threads of a pool that have nothing to do. The last one to come is the first to go to work again, so that
 * those too many end after a while.
 */
export class IdleThreads {
  readonly #threads: PoolThread[] = [];
  readonly #alarms = new Map<PoolThread, () => void>();

  /**
   * Keeps one for a while.
   *
   * @param thread The thread.
   */
  keep(thread: PoolThread): void {
    this.#threads.push(thread);
    this.#alarms.set(thread, runtime.setDaemonTimer(() => this.#end(thread), KEPT));
  }

  /** Takes one out, if there is one that still lives. */
  take(): PoolThread | undefined {
    for (let thread = this.#pop(); thread !== undefined; thread = this.#pop()) {
      if (thread.isUsable) return thread;
    }
    return undefined;
  }

  /** Ends them all, now. The end of one wakes the threads that live on, and not the next of these. */
  endAll(): void {
    for (const { seat } of this.#threads) roster().hush(seat);
    for (let thread = this.#pop(); thread !== undefined; thread = this.#pop()) {
      void thread.terminate();
    }
  }

  #pop(): PoolThread | undefined {
    const thread = this.#threads.pop();
    if (thread !== undefined) this.#clearAlarm(thread);
    return thread;
  }

  #clearAlarm(thread: PoolThread): void {
    this.#alarms.get(thread)?.();
    this.#alarms.delete(thread);
  }

  #end(thread: PoolThread): void {
    this.#alarms.delete(thread);
    this.#threads.splice(this.#threads.indexOf(thread), 1);
    thread.stop();
  }
}
