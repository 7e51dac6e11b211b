import type { Coroutine } from "../core/coroutine_type.ts";
import { checkBoolean, checkCount, checkOptions, checkString } from "../core/options.ts";
import { SEATS } from "../sync/roster.ts";
import type { SubmitOptions } from "./submit_options.ts";
import { type EventLoopOptions, resolveLoopOptions } from "./loop_options.ts";
import { type Choose, type LoopStrategy, strategyOf } from "./loop_strategy.ts";
import { ManagedLoop } from "./managed_loop.ts";

/**
 * How a manager is made: as a loop is, with a `stopTimeout` of 5,000 ms by default, for several of them.
 *
 * @category Ready-made
 */
export interface MultiLoopManagerOptions extends EventLoopOptions {
  /** How many loops (default 3). */
  readonly numLoops?: number;
  /** Which loop takes the next coroutine (default `"round-robin"`, in strict order). */
  readonly strategy?: LoopStrategy;
  /** Whether a loop that has died is replaced when it is its turn (default `false`: it is skipped). */
  readonly restart?: boolean;
  /** What the names of the loops begin with, before `-0`, `-1` and so on (default `AsyncLoop`). */
  readonly name?: string;
  /** Runs on each loop before anything else; its failure breaks that loop. */
  readonly initializer?: Coroutine<unknown>;
}

/**
 * How work is submitted to one loop of several.
 *
 * @category Ready-made
 */
export interface ManagerSubmitOptions extends SubmitOptions {
  /**
   * Chooses the loop: the same for the same key as long as that loop lives, the next living one afterwards. It is
   * nobody's turn then.
   */
  readonly key?: string;
}

/**
 * How a coroutine function is mapped over items. The options are those of each submission.
 *
 * @category Ready-made
 */
export type MapOptions = Pick<SubmitOptions, "signal" | "name" | "context">;

/** What a manager is made of. */
export interface ManagerParts {
  /** What it is called, and its loops before their numbers. */
  readonly name: string;
  /** Its strategy. */
  readonly choose: Choose;
  /** Its loops, not started. */
  readonly loops: readonly ManagedLoop[];
  /** Whether every submission's place is taken down. */
  readonly isDebugged: boolean;
}

const DEFAULT_LOOPS = 3;
const DEFAULT_NAME = "AsyncLoop";

/**
 * Checks the options of a manager and makes its loops, which share the initializer: it can be used but once.
 *
 * @param options What a caller gave.
 * @throws {TypeError} If one is of the wrong type, or the runtime cannot honour it.
 * @throws {RangeError} If `numLoops` is no positive integer, or a time is `NaN`.
 */
export function resolveManagerOptions(options: MultiLoopManagerOptions): ManagerParts {
  checkOptions(options, "the manager");
  const { numLoops = DEFAULT_LOOPS, strategy = "round-robin", restart = false } = options;
  checkCount(numLoops, "numLoops", SEATS - 1);
  checkBoolean(restart, "restart");
  checkString(options.name, "name");
  const { name = DEFAULT_NAME } = options;
  const choose = strategyOf(strategy);
  const resolved = resolveLoopOptions({ ...options, name: `${name}-0` });
  const loops = Array.from({ length: numLoops }, (_, index) => {
    return new ManagedLoop(options, { ...resolved, name: `${name}-${index}` }, restart);
  });
  return { name, choose, loops, isDebugged: resolved.debug };
}
