/**
 * What all handles on loops have in common: handing in work, and the errors that come back.
 *
 * @module
 */

import type {
  EventLoop,
  ExceptionContext,
  ExceptionHandler,
  Future,
  Handle,
  LoopStats,
  StopFunction,
  StopHook,
} from "../core/contract.ts";
import { checkTimeout } from "../core/deadline.ts";
import { LoopNotRunningError } from "../core/errors.ts";
import { printAsText } from "../core/inspect.ts";
import { describe } from "../core/options.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Port } from "../core/port.ts";
import { targetOf, useCoroutine } from "../coroutine/coroutine_object.ts";
import { runtime } from "../runtime/select.ts";
import type { Words } from "../sync/atomics.ts";
import { awaitHere } from "../sync/awaiting.ts";
import { type Source, threadInbox } from "../sync/inbox.ts";
import { Vitals } from "../sync/vitals.ts";
import type { Channel } from "../wire/channel.ts";
import { decodeError } from "../wire/error_codec.ts";
import { type Introduction, LOOP, type PassableLoop, type Passport } from "../wire/loop_passing.ts";
import type { FromLoop, Target, ToLoop, Work } from "../wire/messages.ts";
import { Calls, type CallsOwner, type LoopMessage, type Special } from "./calls.ts";
import { lateError } from "./loop_errors.ts";
import { Reporter } from "./reporter.ts";
import { type AnySite, seenFrom } from "./site.ts";
import type { SubmitOptions } from "./submit_options.ts";
import { within } from "./within.ts";

/**
 * A stop that travels in order with everything else: all that was handed in before it has begun.
 */
const STOP: Target = { kind: "stop", name: "stop" };

/** What the functions of the library may do with a handle, besides what everybody may. */
export interface LoopInner extends PassableLoop {
  /** Hands work to the loop. */
  submit(work: Work, options: SubmitOptions, site: AnySite, special?: Special): Future<unknown>;
  /** Whether every submission's place is taken down. */
  readonly isDebugged: boolean;
}

/** What all handles on loops have in common. */
export abstract class LoopHandle implements EventLoop, CallsOwner, Source {
  abstract readonly ready: Promise<void>;
  readonly name: string;
  readonly vitals: Vitals;
  readonly stop: StopFunction;
  /** What this thread has handed in. */
  protected readonly calls: Calls;
  /** What others are told of the loop. */
  protected readonly passport: Passport;
  readonly #reporter: Reporter;
  #inner: LoopInner | undefined;
  #isListening = false;

  /**
   * @param passport What is known of the loop.
   * @param channel To the loop.
   * @param onError Gets the errors that nobody else would see.
   */
  constructor(
    passport: Passport,
    channel: Channel<ToLoop, FromLoop>,
    onError: ExceptionHandler | undefined,
  ) {
    this.passport = passport;
    this.name = passport.name;
    this.vitals = new Vitals(passport.vitals);
    this.#reporter = new Reporter(this, onError);
    this.calls = new Calls(this, channel, (message) => this.onLoopMessage(message));
    this.stop = Object.assign(() => this.requestStop(), { stops: this });
  }

  static {
    printAsText(this.prototype);
  }

  get [LOOP](): LoopInner {
    return this.#inner ??= {
      id: this.passport.id,
      isDebugged: this.isDebugged,
      submit: this.#submit,
      introduce: (guest) => this.introduce(guest),
    };
  }

  /** Where the loop's thread sits. */
  get seat(): number {
    return this.passport.seat;
  }

  readonly #submit: LoopInner["submit"] = (work, options, site, special) => {
    if (this.calls.isCrowded) this.poll();
    this.checkAccepts();
    try {
      return this.calls.submit(work, options, site, special);
    } catch (error) {
      throw seenFrom(error, this.#submit);
    }
  };

  get [Symbol.toStringTag](): string {
    return "EventLoop";
  }

  get loop(): EventLoop {
    return this;
  }

  toString(): string {
    return `EventLoop { name: ${JSON.stringify(this.name)}, state: "${this.#shownState}" }`;
  }

  get #shownState(): string {
    if (this.isRunning()) return "running";
    if (this.isClosed()) return "closed";
    return this.hasStarted() ? "stopping" : "created";
  }

  callSoonThreadsafe(callback: unknown, ...args: readonly unknown[]): Handle {
    this.checkAccepts();
    const target = callback === this.stop ? STOP : targetOf(callback);
    if (target === undefined) throw notCallable(callback);
    return this.calls.posts.post({ target, args });
  }

  onStop(hook: StopHook): () => void {
    this.checkAccepts();
    return useCoroutine(hook, (work) => this.calls.posts.onStop(work), "use as an onStop hook");
  }

  join(timeout?: number): Promise<boolean> {
    const ms = checkTimeout(timeout);
    this.checkMayJoin();
    this.listen();
    return awaitHere(this.#join(ms));
  }

  joinSync(timeout?: number): boolean {
    const ms = checkTimeout(timeout);
    this.checkMayJoin();
    this.listen();
    return threadInbox().block(() => this.isClosed(), ms, () => this.#seatToJoin());
  }

  /** What the loop has sent must arrive before it is over. */
  #seatToJoin(): number {
    if (this.calls.isLate) throw lateError(this.name);
    return this.seatToJoin();
  }

  setExceptionHandler(handler: ExceptionHandler | undefined): void {
    this.#reporter.setHandler(handler);
  }

  report(error: unknown, context: Omit<ExceptionContext, "loop">): void {
    this.#reporter.report(error, context);
  }

  /**
   * Reports at once what would come too late if this thread goes on blocking.
   *
   * @param error What happened.
   * @param context Where.
   */
  reportNow(error: unknown, context: Omit<ExceptionContext, "loop">): void {
    this.#reporter.reportNow(error, context);
  }

  stats(): LoopStats {
    const { busy: _, ...counts } = this.vitals.read();
    return { ...counts, utilization: this.utilization() };
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /**
   * Gets the loop ready for another thread that will hold it. One that is over expects nobody.
   *
   * @param guest The vitals of the loop of that thread.
   */
  protected introduce(guest: Words): Introduction {
    const [port, there] = runtime.createPorts();
    if (!this.isClosed()) this.admit(there, guest);
    return { passport: this.passport, port };
  }

  /** Has the loop expect somebody by a port. */
  protected admit(port: Port, guest: Words): void {
    this.calls.posts.introduce(port, guest);
  }

  alarm(): number {
    return this.calls.alarm();
  }

  /** Throws where waiting for the end of the loop is pointless. */
  protected checkMayJoin(): void {
    if (this.hasStarted() || this.isClosed()) return;
    throw new LoopNotRunningError(`Cannot join ${this.name}: it was never started`);
  }

  /** From now on this thread hears of the loop, until it is over. */
  protected listen(): void {
    if (this.#isListening || this.isClosed()) return;
    this.#isListening = true;
    threadInbox().attach(this);
  }

  async #join(timeout: number): Promise<boolean> {
    return this.hasEnded() || await within(this.end, timeout) || this.hasEnded();
  }

  abstract poll(): boolean;
  abstract start(): this;
  abstract isRunning(): boolean;
  abstract isClosed(): boolean;
  abstract close(): void;
  abstract terminate(): Promise<void>;
  abstract [Symbol.asyncDispose](): Promise<void>;
  abstract hasStarted(): boolean;
  /** Resolves when the loop's thread has ended. */
  protected abstract readonly end: Promise<unknown>;
  /** Whether it has. */
  protected abstract hasEnded(): boolean;
  /** Where the thread sits that must go on for the loop to end; -1 where it ends in any case. */
  protected abstract seatToJoin(): number;
  /** Whether the loop looks closely at what it runs. */
  protected abstract readonly isDebugged: boolean;
  /** Throws where waiting for the loop is pointless. */
  abstract checkMayBlock(timeout: number): void;
  /** Throws where the loop takes no more work. */
  protected abstract checkAccepts(): void;
  /** What `stop` does. */
  protected abstract requestStop(): void;
  /** The share of its life that the loop was busy. */
  protected abstract utilization(): number;

  /**
   * What becomes of a future whose work the loop has cancelled.
   *
   * @param error Why.
   */
  outcomeOfCancelled(error: unknown): Outcome<never> {
    return { kind: "cancelled", error };
  }

  /** Handles what is about the loop itself. */
  protected onLoopMessage(message: LoopMessage): void {
    if (message.type !== "report") return;
    const { task } = message;
    this.report(decodeError(message.error), {
      message: message.message,
      ...(task !== undefined && { task }),
    });
  }
}

/**
 * The inner side of a loop's handle.
 *
 * @param loop What a caller handed in.
 * @throws {TypeError} If it is no loop.
 */
export function innerOfLoop(loop: unknown): LoopInner {
  if (typeof loop === "object" && loop !== null && LOOP in loop) return loop[LOOP] as LoopInner;
  throw new TypeError(
    `Cannot submit to ${describe(loop)}: an event loop is required, as newEventLoop() makes it`,
  );
}

function notCallable(callback: unknown): TypeError {
  return new TypeError(
    `Cannot call ${
      describe(callback)
    } on a loop: a coroutine function is required, as coroutine(import.meta, ...) makes it, uncalled, or the loop's own stop`,
  );
}
