import type { Future } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { BrokenLoopError, LoopNotRunningError, type SideloopError } from "../core/errors.ts";
import { useCoroutine } from "../coroutine/coroutine_object.ts";
import type { SubmitOptions } from "./submit_options.ts";
import { innerOfLoop } from "./loop_handle.ts";
import type { EventLoopOptions, ResolvedLoopOptions } from "./loop_options.ts";
import type { Candidate } from "./loop_strategy.ts";
import { RestartableLoop } from "./restartable_loop.ts";
import type { AnySite } from "./site.ts";

/** One of the loops of a manager. */
export class ManagedLoop extends RestartableLoop implements Candidate {
  readonly #isReplaced: boolean;

  /**
   * @param options How the loops of the manager are made.
   * @param resolved How this one is.
   * @param isReplaced Whether a new one takes its place when it has died.
   */
  constructor(options: EventLoopOptions, resolved: ResolvedLoopOptions, isReplaced: boolean) {
    super("loop", options, resolved);
    this.#isReplaced = isReplaced;
  }

  get load(): number {
    if (!this.loop.takesWork()) return 0;
    const { pending, running } = this.loop.vitals.read();
    return pending + running;
  }

  takesWork(): boolean {
    return this.loop.takesWork() || this.#isReplaceable();
  }

  /**
   * Submits a coroutine to it.
   *
   * @param coroutine What to run.
   * @param options How.
   * @param site Where it is submitted.
   * @param check Throws where no loop takes it.
   */
  accept<T>(
    coroutine: Coroutine<T>,
    options: SubmitOptions,
    site: AnySite,
    check: () => void,
  ): Future<T> {
    const { submit } = innerOfLoop(this.loop);
    return useCoroutine(coroutine, (work) => {
      check();
      return submit(work, options, site) as Future<T>;
    });
  }

  /** What it died of, if it did. */
  get death(): BrokenLoopError | undefined {
    try {
      this.loop.checkRunning();
    } catch (error) {
      if (error instanceof BrokenLoopError) return error;
    }
    return undefined;
  }

  /** Puts a new loop in its place if it has died and that is wanted. */
  replaceDead(): void {
    if (!this.loop.takesWork() && this.#isReplaceable()) this.start();
  }

  #isReplaceable(): boolean {
    return this.#isReplaced && this.loop.hasStarted() && this.loop.isClosed();
  }
}

/**
 * Starts all loops, or none: where one cannot be, those before it are stopped.
 *
 * @param loops The loops.
 * @throws {LoopLimitError} If there would be more threads than there may be.
 */
export function startAll(loops: readonly ManagedLoop[]): void {
  try {
    for (const loop of loops) loop.start();
  } catch (error) {
    for (const { loop } of loops) if (loop.hasStarted()) loop.beginStop(0);
    throw error;
  }
}

/**
 * For what is asked of a manager none of whose loops runs any more.
 *
 * @param loops Its loops.
 * @param what What cannot be done.
 */
export function allOverError(loops: readonly ManagedLoop[], what: string): SideloopError {
  const message =
    `Cannot ${what}: all of its loops have ended; start it again, or make it with restart: true`;
  const cause = loops.map(({ death }) => death).find((death) => death !== undefined);
  if (cause === undefined) return new LoopNotRunningError(message);
  const { exitCode } = cause;
  return new BrokenLoopError(`${message} (${cause.message})`, { exitCode, cause });
}
