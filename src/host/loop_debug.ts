/**
 * Debug mode, on the side of the loop's owner.
 *
 * @module
 */

import type { ExceptionContext } from "../core/contract.ts";
import { watchUnused } from "../coroutine/unused.ts";
import { runtime } from "../runtime/select.ts";
import { sharesMemory } from "../sync/atomics.ts";
import { Heartbeat } from "../sync/heartbeat.ts";
import { blindness, withoutStack } from "./loop_errors.ts";
import { Watchdog } from "./watchdog.ts";

/** A loop in debug mode. */
export interface DebuggedLoop {
  readonly name: string;
  /** Whether somebody should have stopped it who has not. */
  isForgotten(): boolean;
  /** Reports what nobody else would see. */
  report(error: unknown, context: Omit<ExceptionContext, "loop">): void;
  /** The same, on stderr at once where there is no handler. */
  reportNow(error: unknown, context: Omit<ExceptionContext, "loop">): void;
}

/**
 * What the owner of a loop in debug mode looks out for, from its start to its end: that it is blocked, that
 * coroutines were made on this thread and never used, and that the thread ends while the loop runs.
 */
export class LoopDebug {
  /** What the loop tells while it runs. */
  readonly heartbeat: Heartbeat = new Heartbeat();
  readonly #loop: DebuggedLoop;
  readonly #watchdog: Watchdog;
  readonly #reportUnused: () => void;
  readonly #takeExitHook: () => void;

  /**
   * @param loop The loop.
   * @param slow What counts as slow, in milliseconds.
   */
  constructor(loop: DebuggedLoop, slow: number) {
    this.#loop = loop;
    this.#watchdog = new Watchdog(
      this.heartbeat,
      slow,
      (ms, task) => this.#reportBlocked(ms, task),
    );
    this.#reportUnused = watchUnused((error, message, task) =>
      loop.report(error, { message, task })
    );
    this.#takeExitHook = runtime.onExit(() => this.#checkStopped());
    if (!sharesMemory) loop.report(...blindness());
  }

  /** Looks whether the loop is blocked, if it is time. */
  look(): void {
    this.#watchdog.look();
  }

  /** Milliseconds until that is due. */
  remaining(): number {
    return this.#watchdog.remaining();
  }

  /** The loop is over. */
  end(): void {
    this.#watchdog.stop();
    this.#takeExitHook();
    this.#reportUnused();
  }

  #reportBlocked(milliseconds: number, task: string | undefined): void {
    const { name } = this.#loop;
    const by = task === undefined ? "" : ` by ${task}`;
    const seconds = (milliseconds / 1_000).toFixed(3);
    const error = withoutStack(new Error(`${name} has been blocked for ${seconds} seconds${by}`));
    const context = { message: "The loop is blocked", ...(task !== undefined && { task }) };
    this.#loop.reportNow(error, context);
  }

  #checkStopped(): void {
    if (!this.#loop.isForgotten()) return;
    runtime.printError(
      `Loop ${this.#loop.name} was never stopped; call its stop() and wait for join()`,
    );
  }
}
