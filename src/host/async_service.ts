import type { EventLoop, Future, StopReport } from "../core/contract.ts";
import { checkTimeout } from "../core/deadline.ts";
import { TimeoutError } from "../core/errors.ts";
import { printAsText } from "../core/inspect.ts";
import { checkOptions, describe } from "../core/options.ts";
import type {
  MethodArguments,
  MethodFuture,
  MethodNames,
  MethodResult,
  UntypedService,
} from "../core/service_type.ts";
import { type ModuleRef, moduleUrl } from "../coroutine/module_url.ts";
import { expireFuture, type FutureObject } from "../sync/future.ts";
import type { Target, Work } from "../wire/messages.ts";
import { checkCloneable } from "../wire/value_codec.ts";
import type { SubmitOptions } from "./submit_options.ts";
import { timeUpError } from "./loop_errors.ts";
import { type EventLoopOptions, resolveLoopOptions } from "./loop_options.ts";
import { RestartableLoop } from "./restartable_loop.ts";
import { makeStreamFuture as makeFuture } from "./stream_future.ts";

/** How long a blocking call waits unless told otherwise, in milliseconds. */
const CALL_TIMEOUT = 30_000;
/** How many methods a service remembers: the names may be anything. */
const MOST_METHODS = 500;

/**
 * How a service is made: as a loop is, but with a `stopTimeout` of 5,000 ms by default.
 *
 * @category Ready-made
 */
export interface AsyncServiceOptions extends EventLoopOptions {
  /** What the class is constructed with, cloned at each start (default: nothing). */
  readonly args?: readonly unknown[];
}

/**
 * How a method is called.
 *
 * @category Ready-made
 */
export interface ServiceCallOptions extends SubmitOptions {
  /**
   * Milliseconds that the method may take, from the call on: then the future fails with {@linkcode TimeoutError} and
   * the method is cancelled. At zero or less it is not even begun. Default: no limit for `call`, 30,000 for
   * `callSync`.
   */
  readonly timeout?: number;
}

/**
 * An object that lives on an event loop in a thread of its own, and whose methods other threads call.
 *
 * The class is exported by a module; the object is made there, from `options.args`, when the service starts, and is
 * disposed of by its `[Symbol.asyncDispose]` or `[Symbol.dispose]`, if it has one, when the service is stopped. Calls
 * run concurrently: a method that awaits lets the others run. Within a method other methods are called as usual,
 * `this.other()`.
 *
 * Callable are the methods that the class and its bases below `Object` define, sync or async, and functions that the
 * object holds as fields; getters, symbols, `constructor` and `#private` methods are not. A method is called with one
 * argument; whether that fits is checked by the compiler alone.
 *
 * A method that is an async generator, or returns what is made for `for await`, gives a {@linkcode Stream}:
 * `for await (const item of service.call("rows"))`, or blocking `for (const item of service.callSync("rows"))`.
 *
 * Guarantees:
 * - After `stop()` no future of the service is pending.
 * - Each answer belongs to its call, however many are under way.
 * - A call whose time is up leaves nothing behind: its method is cancelled, its answer dropped.
 *
 * @typeParam M The class: what its instances are.
 * @category Ready-made
 *
 * @example
 * ```ts
 * import { AsyncService } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * interface Counter { // with a file: import type { Counter } from "./counter.ts";
 *   add(params: { by: number }): number;
 * }
 * const module = "data:text/javascript,export class Counter { n = 40; add({ by }) { return this.n += by } }";
 *
 * const service = new AsyncService<Counter>(module, "Counter").start();
 * assertEquals(await service.call("add", { by: 1 }), 41);
 * assertEquals(service.callSync("add", { by: 1 }), 42);
 * await service.stop();
 * ```
 */
export class AsyncService<M = UntypedService> {
  readonly #service: RestartableLoop;
  readonly #className: string;
  readonly #methods = new Map<string, Target>();

  /**
   * Makes a service, not started. Nothing is imported here.
   *
   * @param url The URL of the module: `new URL("./weather.ts", import.meta.url)`.
   * @param className What the module exports the class as.
   * @param options How its loop and the object are made.
   * @throws {TypeError} If `url` is no absolute URL, `className` no text, an option of the wrong type, or one that
   * the runtime cannot honour.
   * @throws {RangeError} If a time is `NaN`.
   * @throws {SerializationError} If an argument of the class cannot cross.
   */
  constructor(url: ModuleRef, className: string, options: AsyncServiceOptions = {}) {
    const module = moduleUrl(url);
    checkName(className, "find the class of a service by", "its name");
    checkOptions(options, "the service");
    const args = checkArgs(options.args);
    const target = { kind: "service", module, name: className } as const;
    this.#className = className;
    const resolved = resolveLoopOptions(options);
    const initializers = [...resolved.initializers, { target, args }];
    this.#service = new RestartableLoop("service", options, { ...resolved, initializers });
  }

  static {
    printAsText(this.prototype);
  }

  /**
   * The loop: the one that runs, or ran last, or will run first. Each start after a stop makes a new one. Its
   * `ready` rejects if the object cannot be made.
   */
  get loop(): EventLoop {
    return this.#service.loop;
  }

  /** Whether methods may be called. */
  get isRunning(): boolean {
    return this.loop.isRunning();
  }

  /**
   * Starts the service's thread, which makes the object. Returns at once: methods may be called right away. Each
   * start makes a new object.
   *
   * @throws {LoopAlreadyRunningError} If it is running, or still stopping.
   * @throws {LoopLimitError} If there are as many threads as there may be, see `EventLoop.start`.
   */
  start(): this {
    this.#service.start();
    return this;
  }

  /**
   * Calls a method.
   *
   * **Ordering**: methods begin in the order they are called.
   * **Cancellation**: cancelling the future, or aborting the signal, cancels the method. The time limit of a method
   * that gives a stream is over when its stream begins; the signal reaches the stream, too.
   *
   * @param method The name of the method.
   * @param rest Its one parameter, cloned now, and how to call it.
   * @returns The future of its result. It fails with what the method throws; with {@linkcode UnknownMethodError} if
   * there is no such method; with {@linkcode TimeoutError} (code `"TIMEOUT"`) when its time is up; with
   * {@linkcode SerializationError} if the result cannot cross; with {@linkcode BrokenLoopError} if the thread dies, or
   * the object cannot be made.
   * @throws {TypeError} If the name is no text, or an option of the wrong type.
   * @throws {RangeError} If the timeout is `NaN`.
   * @throws {SerializationError} If the parameter cannot cross.
   * @throws {LoopNotRunningError} If the service is not started, or stopped.
   * @throws {BrokenLoopError} If its thread died.
   */
  call<K extends MethodNames<M>>(
    method: K,
    ...rest: MethodArguments<M, K, ServiceCallOptions>
  ): MethodFuture<M, K>;
  call(method: string, params?: unknown, options: ServiceCallOptions = {}): Future<unknown> {
    const work = this.#workOf(method, params);
    checkOptions(options, "the call");
    const timeout = checkTimeout(options.timeout);
    const future = this.#service.call(work, options, { timeout, makeFuture }, this.call);
    return future;
  }

  /**
   * Calls a method and waits for its result.
   *
   * **Blocking**: blocks the calling thread until the method has ended or its time is up.
   *
   * @param method The name of the method.
   * @param rest Its one parameter, cloned now, and how to call it; the `timeout` is 30,000 ms by default.
   * @returns What the method results in.
   * @throws {TypeError} If the name is no text, or an option of the wrong type.
   * @throws {RangeError} If the timeout is `NaN`.
   * @throws {SerializationError} If the parameter, or the result, cannot cross.
   * @throws {LoopNotRunningError} If the service is not started, or stopped.
   * @throws {UnknownMethodError} If there is no such method.
   * @throws {TimeoutError} With code `"TIMEOUT"`, when the time is up. The method is cancelled.
   * @throws {CancelledError} If the call is cancelled, by its signal or a stop of the service.
   * @throws {DeadlockError} If the method could never end, because it waits for this very thread.
   * @throws {CannotBlockError} Where the thread must not block.
   * @throws {BrokenLoopError} If the thread of the service died, or the object cannot be made.
   * @throws What the method threw.
   */
  callSync<K extends MethodNames<M>>(
    method: K,
    ...rest: MethodArguments<M, K, ServiceCallOptions>
  ): MethodResult<M, K>;
  callSync(method: string, params?: unknown, options: ServiceCallOptions = {}): unknown {
    const work = this.#workOf(method, params);
    checkOptions(options, "the call");
    const timeout = checkTimeout(options.timeout ?? CALL_TIMEOUT);
    const before = timeout === 0 ? 0 : Infinity;
    const special = { timeout: before };
    const future = this.#service.callBlocked(work, options, special, this.callSync);
    try {
      return future.result(timeout);
    } catch (error) {
      return endOfCall(future as FutureObject<never>, timeout, error);
    }
  }

  /**
   * Stops the service: refuses new calls, cancels the methods that run, lets them clean up, disposes of the object,
   * ends the thread. Idempotent.
   *
   * @param timeout How long that may take, in milliseconds (default: the service's `stopTimeout`, or else 5,000);
   * then the thread is terminated.
   * @returns Resolves, when the thread has ended, to what became of the calls.
   * @throws {TypeError} If the timeout is no number.
   * @throws {RangeError} If the timeout is `NaN`.
   */
  stop(timeout: number = this.#service.stopTimeout): Promise<StopReport> {
    return this.#service.stopStarted(checkTimeout(timeout));
  }

  /**
   * The same, blocking.
   *
   * **Blocking**: blocks the calling thread until the service's thread has ended.
   *
   * @param timeout How long that may take, in milliseconds (default: the service's `stopTimeout`, or else 5,000).
   * @returns What became of the calls.
   * @throws {TypeError} If the timeout is no number.
   * @throws {RangeError} If the timeout is `NaN`.
   *
   * @example
   * ```ts
   * import { AsyncService } from "sideloop";
   * import { assertEquals } from "@std/assert";
   *
   * interface Greeter {
   *   greet(name: string): string;
   * }
   * const module = "data:text/javascript,export class Greeter { greet(name) { return `Hello, ${name}` } }";
   * const service = new AsyncService<Greeter>(module, "Greeter").start();
   * assertEquals(service.callSync("greet", "Ada", { timeout: 5_000 }), "Hello, Ada");
   * assertEquals(service.stopSync().completed, 1);
   * ```
   */
  stopSync(timeout: number = this.#service.stopTimeout): StopReport {
    return this.#service.stopStartedSync(checkTimeout(timeout));
  }

  /** Names the class, for those who describe values. */
  get [Symbol.toStringTag](): string {
    return "AsyncService";
  }

  /** Names the service and its state. */
  toString(): string {
    return this.#service.describe("AsyncService");
  }

  /** As `stop()`, without waiting. */
  [Symbol.dispose](): void {
    void this.stop();
  }

  /** As `stop()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #workOf(method: string, params: unknown): Work {
    checkName(method, "call", "the name of a method");
    return { target: this.#targetOf(method), args: params === undefined ? [] : [params] };
  }

  /** The same object each time, by which both sides know the method. */
  #targetOf(method: string): Target {
    const known = this.#methods.get(method);
    if (known !== undefined) return known;
    const target: Target = { kind: "method", name: `${this.#className}.${method}`, method };
    if (this.#methods.size < MOST_METHODS) this.#methods.set(method, target);
    return target;
  }
}

/** A wait that ends before the method, for whatever reason, fails the call: nobody could get the answer. */
function endOfCall(future: FutureObject<never>, timeout: number, error: unknown): unknown {
  if (!future.done()) {
    const isTimeUp = error instanceof TimeoutError;
    expireFuture(future, isTimeUp ? timeUpError(future.name, timeout) : error);
  }
  return future.result(0);
}

function checkArgs(args: readonly unknown[] = []): readonly unknown[] {
  if (!Array.isArray(args)) {
    throw new TypeError(`Cannot use option args: must be an array, got ${describe(args)}`);
  }
  checkCloneable(args, "args");
  return args;
}

function checkName(name: unknown, what: string, needed: string): void {
  if (typeof name === "string") return;
  throw new TypeError(`Cannot ${what} ${describe(name)}: ${needed} is required, as a text`);
}
