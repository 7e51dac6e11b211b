import type { EventLoop, Future, LoopStats, StopReport } from "../core/contract.ts";
import type { Coroutine, CoroutineFunction } from "../core/coroutine_type.ts";
import { checkTimeout, Deadline } from "../core/deadline.ts";
import { LoopNotRunningError } from "../core/errors.ts";
import { printAsText } from "../core/inspect.ts";
import { checkOptions, checkString, describe } from "../core/options.ts";
import { targetOf, workOf } from "../coroutine/coroutine_object.ts";
import { now } from "../sync/clock.ts";
import { followHere } from "../sync/awaiting.ts";
import { checkSubmitOptions } from "./submit_options.ts";
import { type Choose, nextOf, placeOf } from "./loop_strategy.ts";
import { allOverError, type ManagedLoop, startAll } from "./managed_loop.ts";
import {
  type ManagerSubmitOptions,
  type MapOptions,
  type MultiLoopManagerOptions,
  resolveManagerOptions,
} from "./manager_options.ts";
import { mergeReports } from "./merge_reports.ts";
import { type AnySite, newSite, noteSite } from "./site.ts";
import { cancelAll, valuesOf } from "./values_of.ts";

/**
 * Several event loops, each in a thread of its own, that share work out among them.
 *
 * Guarantees:
 * - Round robin is strict: every submission that was accepted, and every `getLoop()`, goes to the loop after the
 *   last one's, and nothing else takes a turn.
 * - A loop that has died gets no work; unless `restart` is set the others take its turns.
 * - After `stop()` no future of the manager is pending, and stopping takes as long as the slowest loop.
 *
 * @category Ready-made
 *
 * @example
 * ```ts
 * import { inline, MultiLoopManager } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const manager = new MultiLoopManager({ numLoops: 2 }).start();
 * const futures = ["T0", "T1", "T2"].map((task) => manager.submit(inline((name: string) => name, task)));
 * assertEquals(await Promise.all(futures), ["T0", "T1", "T2"]);
 * assertEquals(futures.map(({ loop }) => loop?.name), ["AsyncLoop-0", "AsyncLoop-1", "AsyncLoop-0"]);
 * await manager.stop();
 * ```
 */
export class MultiLoopManager {
  readonly #name: string;
  readonly #choose: Choose;
  readonly #isDebugged: boolean;
  readonly #loops: readonly ManagedLoop[];
  #phase: "created" | "running" | "stopped" = "created";
  #next = 0;

  /**
   * Makes a manager, not started.
   *
   * @param options How many loops, how they share work, and how each is made.
   * @throws {TypeError} If an option is of the wrong type, or the runtime cannot honour it.
   * @throws {RangeError} If `numLoops` is no positive integer, or a time is `NaN`.
   */
  constructor(options: MultiLoopManagerOptions = {}) {
    const { name, choose, loops, isDebugged } = resolveManagerOptions(options);
    this.#name = name;
    this.#choose = choose;
    this.#loops = loops;
    this.#isDebugged = isDebugged;
  }

  static {
    printAsText(this.prototype);
  }

  /** The loops, in the order of their names. One that was replaced, or started again, is another object. */
  get loops(): readonly EventLoop[] {
    return this.#loops.map(({ loop }) => loop);
  }

  /** Whether it was started and not stopped, and not all of its loops have died. */
  get isRunning(): boolean {
    return this.#phase === "running" && this.#loops.some(({ loop }) => loop.isRunning());
  }

  /**
   * Starts the threads of all loops. Returns at once: work may be submitted right away.
   *
   * @throws {LoopAlreadyRunningError} If a loop is running, or still stopping.
   * @throws {LoopLimitError} If there would be more threads than there may be; no loop goes on then.
   */
  start(): this {
    for (const loop of this.#loops) loop.checkMayStart();
    startAll(this.#loops);
    this.#phase = "running";
    return this;
  }

  /**
   * The loop whose turn it is; the turn is taken. Before the start, too.
   *
   * @param key Chooses the loop instead: see {@linkcode ManagerSubmitOptions.key}.
   * @throws {TypeError} If the key is no string.
   * @throws {LoopNotRunningError} If the manager was stopped.
   * @throws {BrokenLoopError} If all loops have died.
   *
   * @example
   * ```ts
   * import { MultiLoopManager } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const manager = new MultiLoopManager({ numLoops: 2 });
   * assertEquals([1, 2, 3].map(() => manager.getLoop().name), ["AsyncLoop-0", "AsyncLoop-1", "AsyncLoop-0"]);
   * assertEquals(manager.getLoop("ada"), manager.getLoop("ada")); // a key has its loop
   * await manager.stop();
   * ```
   */
  getLoop(key?: string): EventLoop {
    checkString(key, "key");
    const at = this.#turn(key);
    this.#checkTakesWork("get a loop of");
    if (key === undefined) this.#passTurn(at);
    return this.#at(at).loop;
  }

  /**
   * Submits a coroutine to the loop whose turn it is. Before the start it is queued.
   *
   * **Ordering**: coroutines of one thread for one loop start in the order submitted, among those whose modules are
   * loaded.
   *
   * @param coroutine What to run. It is used up.
   * @param options How.
   * @returns The future of its result.
   * @throws {TypeError} If `coroutine` is no coroutine, or an option of the wrong type.
   * @throws {InvalidStateError} If the coroutine was used before.
   * @throws {SerializationError} If an argument cannot cross.
   * @throws {LoopNotRunningError} If the manager was stopped.
   * @throws {BrokenLoopError} If all loops have died.
   */
  submit<T>(coroutine: Coroutine<T>, options: ManagerSubmitOptions = {}): Future<T> {
    const site = newSite(workOf(coroutine), this.#isDebugged);
    const future = this.#submit(coroutine, options, site);
    noteSite(site, this.submit);
    return future;
  }

  /**
   * Runs a coroutine function on each of some items, at the same time, spread over the loops.
   *
   * **Cancellation**: the first failure cancels what has not ended, and so do the signal and a cancellation of the
   * calling task.
   *
   * @param coroutineFunction Called with one item each.
   * @param items All of them are submitted at once.
   * @param options How.
   * @returns The values, in the order of the items.
   * @throws {TypeError} If it is no coroutine function, `items` is no iterable, or an option of the wrong type.
   * @throws {SerializationError} If an item cannot cross; none is worked on then.
   * @throws {LoopNotRunningError} If the manager was stopped.
   * @throws {BrokenLoopError} If all loops have died.
   * @throws The first error of a coroutine.
   *
   * @example
   * ```ts ignore
   * import { coroutine, isMainThread, MultiLoopManager } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const lengthOf = coroutine(import.meta, "lengthOf", (text: string) => text.length);
   *
   * if (isMainThread) {
   *   const manager = new MultiLoopManager().start();
   *   assertEquals(await manager.map(lengthOf, ["to", "be", "or", "not"]), [2, 2, 2, 3]);
   *   await manager.stop();
   * }
   * ```
   */
  map<I, T>(
    coroutineFunction: CoroutineFunction<[item: I], T>,
    items: Iterable<I>,
    options: MapOptions = {},
  ): Promise<T[]> {
    checkMappable(coroutineFunction, items);
    checkSubmitOptions(options);
    const site = newSite(targetOf(coroutineFunction), this.#isDebugged);
    const futures: Future<T>[] = [];
    try {
      for (const item of items) futures.push(this.#submit(coroutineFunction(item), options, site));
    } catch (error) {
      cancelAll(futures, error);
      throw error;
    }
    noteSite(site, this.map);
    return valuesOf(futures);
  }

  /**
   * Stops all loops at the same time: each refuses new work, cancels what is left, lets it clean up, ends its thread.
   * Idempotent; before the start it cancels what is queued.
   *
   * @param timeout How long coroutines may take to end, in milliseconds (default: the manager's `stopTimeout`, or
   * else 5,000), one deadline for all; then the threads that are left are terminated.
   * @returns Resolves, when all threads have ended, to what became of the work of all loops.
   * @throws {TypeError} If the timeout is no number.
   * @throws {RangeError} If the timeout is `NaN`.
   */
  stop(timeout: number = this.#stopTimeout): Promise<StopReport> {
    const ms = checkTimeout(timeout);
    this.#phase = "stopped";
    return followHere(Promise.all(this.#loops.map((loop) => loop.stop(ms))).then(mergeReports));
  }

  /**
   * The same, blocking.
   *
   * **Blocking**: blocks the calling thread until all threads have ended.
   *
   * @param timeout How long coroutines may take to end, in milliseconds (default: the manager's `stopTimeout`, or
   * else 5,000).
   * @returns What became of the work of all loops.
   * @throws {TypeError} If the timeout is no number.
   * @throws {RangeError} If the timeout is `NaN`.
   *
   * @example
   * ```ts
   * import { inline, MultiLoopManager } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const manager = new MultiLoopManager({ numLoops: 2 }).start();
   * assertEquals(manager.submit(inline(() => 42)).result(5_000), 42);
   * assertEquals(manager.stopSync(1_000).completed, 1);
   * ```
   */
  stopSync(timeout: number = this.#stopTimeout): StopReport {
    const deadline = new Deadline(checkTimeout(timeout), now);
    this.#phase = "stopped";
    for (const { loop } of this.#loops) loop.beginStop(deadline.remaining());
    return mergeReports(this.#loops.map((loop) => loop.stopSync(deadline.remaining())));
  }

  /**
   * Counts and load of each loop, in the order of their names, as of now. A loop that was replaced counts anew.
   *
   * @example
   * ```ts
   * import { inline, MultiLoopManager } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * const manager = new MultiLoopManager({ numLoops: 2 }).start();
   * await manager.submit(inline(() => 42));
   * assertEquals(manager.stats().map(({ completed }) => completed), [1, 0]);
   * await manager.stop();
   * ```
   */
  stats(): LoopStats[] {
    return this.#loops.map((loop) => loop.stats());
  }

  /** Names the class, for those who describe values. */
  get [Symbol.toStringTag](): string {
    return "MultiLoopManager";
  }

  /** Names the manager, its size and its state. */
  toString(): string {
    const { isRunning } = this;
    const name = JSON.stringify(this.#name);
    return `MultiLoopManager { name: ${name}, numLoops: ${this.#loops.length}, isRunning: ${isRunning} }`;
  }

  /** As `stop()`, without waiting. */
  [Symbol.dispose](): void {
    void this.stop();
  }

  /** As `stop()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #stopTimeout(): number {
    return this.#at(0).stopTimeout;
  }

  #submit<T>(
    coroutine: Coroutine<T>,
    options: ManagerSubmitOptions,
    site: AnySite,
  ): Future<T> {
    checkOptions(options, "the submission");
    checkString(options.key, "key");
    const at = this.#turn(options.key);
    const future = this.#at(at).accept(coroutine, options, site, this.#check);
    if (options.key === undefined) this.#passTurn(at);
    return future;
  }

  readonly #check = (): void => this.#checkTakesWork("submit to");

  /** The place of the loop to ask. A dead one is replaced first where that is wanted. */
  #turn(key: string | undefined): number {
    const at = key === undefined
      ? this.#choose(this.#loops, this.#next)
      : nextOf(this.#loops, placeOf(key, this.#loops.length));
    if (at === undefined) return this.#next;
    if (this.#phase === "running") this.#at(at).replaceDead();
    return at;
  }

  #passTurn(at: number): void {
    this.#next = (at + 1) % this.#loops.length;
  }

  #at(place: number): ManagedLoop {
    return this.#loops[place] as ManagedLoop;
  }

  #checkTakesWork(what: string): void {
    if (this.#phase === "stopped") {
      throw new LoopNotRunningError(
        `Cannot ${what} ${this.#name}: it is not running; start it first`,
      );
    }
    if (this.#loops.some((loop) => loop.takesWork())) return;
    throw allOverError(this.#loops, `${what} ${this.#name}`);
  }
}

function checkMappable(coroutineFunction: unknown, items: unknown): void {
  if (targetOf(coroutineFunction) === undefined) {
    throw new TypeError(
      `Cannot map ${
        describe(coroutineFunction)
      }: a coroutine function is required, as coroutine(import.meta, ...) makes it, uncalled`,
    );
  }
  if (items !== undefined && items !== null && Symbol.iterator in Object(items)) return;
  throw new TypeError(`Cannot map over ${describe(items)}: an iterable of items is required`);
}
