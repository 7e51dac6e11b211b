/**
 * A loop as the thread sees it that made it: the one that starts it and stops it.
 *
 * Every wait here can answer what happens if the loop's thread dies now: a thread that ends of its
 * own will, or is ended by this side, marks its vitals as gone and rings this thread's bell; a
 * death that runs no code there reaches this side as the thread's exit event or, while this thread
 * blocks, at the next look at the thread. All of them end in {@linkcode OwnedLoop.poll}.
 *
 * @module
 */

import { react } from "../core/built_ins.ts";
import type { LoopStats } from "../core/contract.ts";
import { checkTimeout } from "../core/deadline.ts";
import { type Deferred, deferred } from "../core/deferred.ts";
import { type BrokenLoopError, CancelledError, InvalidStateError } from "../core/errors.ts";
import { importGuardError } from "../coroutine/import_guard.ts";
import { runtime } from "../runtime/select.ts";
import { currentThread } from "../runtime/this_thread.ts";
import { canBlock, type Words } from "../sync/atomics.ts";
import { threadInbox } from "../sync/inbox.ts";
import { nextTurn } from "../sync/turn.ts";
import { decodeError } from "../wire/error_codec.ts";
import { localLoop } from "../wire/local_loop.ts";
import type { Introduction } from "../wire/loop_passing.ts";
import type { StopMode } from "../wire/messages.ts";
import { InstanceWatch } from "../wire/value_instances.ts";
import { Alarm } from "./alarm.ts";
import type { LoopMessage } from "./calls.ts";
import { HANDLES_URL } from "./handles.ts";
import { forgetLoop, rememberLoop } from "./known_loops.ts";
import { LastWords } from "./last_words.ts";
import {
  abandonment,
  brokenError,
  neverStartedError,
  notBegunError,
  notReadyError,
  startError,
  stoppedError,
  waitsForStart,
} from "./loop_errors.ts";
import { LoopConnection } from "./loop_connection.ts";
import { LoopDebug } from "./loop_debug.ts";
import { LoopHandle } from "./loop_handle.ts";
import type { ResolvedLoopOptions } from "./loop_options.ts";
import { isOver, type LoopState, moveLoop } from "./loop_state.ts";
import { LoopThread } from "./loop_thread.ts";
import { introduceMainLoop } from "./main_loop.ts";
import { Readiness } from "./readiness.ts";
import { StopTally } from "./stop_tally.ts";
import { within } from "./within.ts";

/** How long work may wait for a loop to be started before that is remarkable, in milliseconds. */
const MAY_START_WITHIN = 1_000;

/** A loop as the thread sees it that made it. */
export class OwnedLoop extends LoopHandle {
  readonly #options: ResolvedLoopOptions;
  readonly #connection: LoopConnection;
  readonly #readiness = new Readiness();
  readonly #over: Deferred<void> = deferred();
  /** What becomes of its work when it is stopped. */
  protected readonly tally: StopTally = new StopTally();
  /** When its thread is terminated. */
  protected readonly killAlarm: Alarm = new Alarm(() => this.poll());
  readonly #lastWords = new LastWords(this.calls, () => this.poll());
  /** How far it has come. */
  protected state: LoopState = "created";
  #thread: LoopThread | undefined;
  #debug: LoopDebug | undefined;
  #cause: unknown;
  #hasHeededStop = false;
  #takeBackExpectation: (() => void) | undefined;
  /** How long what a draining loop cancels at last may take to end, in milliseconds. */
  protected drainTimeout: number = Infinity;

  /** @param options The loop's options. */
  constructor(options: ResolvedLoopOptions) {
    const connection = new LoopConnection(options.name);
    super(connection.passport, connection.channel, options.onError);
    this.#options = options;
    this.#connection = connection;
    if (!options.debug) return;
    this.calls.posts.watch = new InstanceWatch((error, message, task) =>
      this.report(error, { message, task })
    );
  }

  protected override get isDebugged(): boolean {
    return this.#options.debug;
  }

  get ready(): Promise<void> {
    return this.#readiness.ask();
  }

  start(): this {
    this.poll();
    if (this.state !== "created") throw startError(this.name, this.state);
    this.checkMayStart();
    this.#connection.sit();
    this.state = moveLoop(this.state, "start");
    this.#connection.keep();
    this.vitals.markStarted();
    rememberLoop(this.passport.id, this);
    const { debug, slowCallbackDuration } = this.#options;
    if (debug) this.#debug = new LoopDebug(this, slowCallbackDuration);
    this.#readiness.starting();
    this.listen();
    try {
      this.#sendInitializers();
      this.#thread = this.#startThread();
    } catch (error) {
      this.#cause = error;
      this.#end();
      this.#connection.discard();
    }
    return this;
  }

  /** Resolves when the loop is over; that keeps no process alive. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  isRunning(): boolean {
    this.poll();
    return this.isUp;
  }

  /** The same, as far as is known without a look at what it has sent. */
  protected get isUp(): boolean {
    return this.state === "starting" || this.state === "running";
  }

  hasStarted(): boolean {
    return this.vitals.isStarted();
  }

  /** Whether somebody should have stopped it who has not. */
  isForgotten(): boolean {
    return this.isRunning();
  }

  isClosed(): boolean {
    this.poll();
    return isOver(this.state);
  }

  close(): void {
    if (isOver(this.state)) return;
    if (this.state !== "created") {
      throw new InvalidStateError(
        `Cannot close ${this.name}: it is ${this.state}; stop it instead`,
      );
    }
    for (let left = this.vitals.read().pending; left > 0; left--) {
      this.vitals.countEnded("discarded");
    }
    this.calls.cancelAll(new CancelledError(`${this.name} was closed before it was started`));
    this.vitals.markStopping();
    this.#end();
    this.#connection.discard();
  }

  async terminate(): Promise<void> {
    if (this.state === "created") return this.close();
    if (!isOver(this.state)) this.#kill();
    else this.#thread?.finish();
    if (this.#thread !== undefined) await within(this.#thread.exited, Infinity);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    if (this.#thread !== undefined) await this.join();
  }

  /**
   * Begins to stop the loop. Called again, it can only make the end come sooner.
   *
   * @param timeout How long coroutines may take to end, in milliseconds.
   */
  beginStop(timeout: number): void {
    if (this.state === "created") return this.close();
    if (isOver(this.state)) return;
    this.tellStop("cancel", timeout);
    this.calls.cancelAll(new CancelledError(`${this.name} was stopped`));
    this.killAlarm.set(timeout);
  }

  override poll(): boolean {
    if (isOver(this.state)) return false;
    this.#debug?.look();
    const gone = this.vitals.isGone();
    const isAsked = this.vitals.hasRequests();
    const news = this.#pollCalls();
    if (isOver(this.state)) return true;
    if (this.#lastWords.areComing(gone, isAsked)) return news;
    if (isAsked) this.#heedRequests();
    if (gone) this.#end();
    else if (this.killAlarm.remaining() === 0) this.#kill();
    else return news;
    return true;
  }

  /** What cannot be understood is the end of this loop, and not of all that the thread has. */
  #pollCalls(): boolean {
    try {
      return this.calls.poll();
    } catch (error) {
      this.#cause ??= error;
      this.#thread?.kill();
      this.#end();
      return true;
    }
  }

  override alarm(): number {
    const debug = this.#debug?.remaining() ?? Infinity;
    const look = this.#thread?.look() ?? Infinity;
    return Math.min(this.killAlarm.remaining(), super.alarm(), debug, look);
  }

  checkMayBlock(timeout: number): void {
    if (this.state === "created" && timeout === Infinity) throw neverStartedError(this.name);
    if (timeout > 0 && this.#waitsForTurn) throw notBegunError(this.name);
  }

  /** Whether the thread will not begin as long as this one blocks. */
  get #waitsForTurn(): boolean {
    if (runtime.capabilities.startsWhileBlocked || !canBlock || this.#thread === undefined) {
      return false;
    }
    return !isOver(this.state) && !this.vitals.hasBegun();
  }

  /** A thread that is stopped before it has begun need not begin for that. */
  override joinSync(timeout?: number): boolean {
    if (this.#waitsForTurn && this.state === "stopping") this.#endUnbegun();
    else if (this.#waitsForTurn && checkTimeout(timeout) > 0) throw notBegunError(this.name);
    return super.joinSync(timeout);
  }

  #endUnbegun(): void {
    this.#thread?.kill();
    this.#end();
  }

  /** What a dead loop left unfinished has failed; what one that was stopped did, was cancelled. */
  override stats(): LoopStats {
    const stats = super.stats();
    if (!isOver(this.state)) return stats;
    const became = this.state === "broken" ? "failed" : "cancelled";
    const left = stats.pending + stats.running;
    return { ...stats, pending: 0, running: 0, [became]: stats[became] + left };
  }

  /** Throws where no loop may be started. */
  protected checkMayStart(): void {
    if (localLoop().isOutsideTasks()) throw importGuardError(currentThread().name);
  }

  /**
   * Says whether somebody misses its thread where it goes on.
   *
   * @param isMissed Whether the ledger has it.
   */
  protected noteThread(isMissed: boolean): void {
    this.#thread?.note(isMissed);
  }

  protected override get end(): Promise<unknown> {
    return Promise.all([this.#over.promise, this.#thread?.exited]);
  }

  protected override hasEnded(): boolean {
    return isOver(this.state) && this.#thread?.hasExited !== false;
  }

  /** A loop whose time to stop will be up ends in any case. */
  protected override seatToJoin(): number {
    return this.killAlarm.remaining() < Infinity ? -1 : this.seat;
  }

  protected override requestStop(): void {
    this.beginStop(this.#options.stopTimeout);
  }

  protected override checkAccepts(): void {
    if (this.vitals.isGone()) this.poll();
    if (this.state === "broken") throw this.brokenError();
    if (this.state === "stopping" || this.state === "closed") throw stoppedError(this.name);
    if (this.state === "created" && this.isDebugged) this.#expectStart();
  }

  protected override utilization(): number {
    const measured = isOver(this.state) ? undefined : this.#thread?.utilization();
    if (measured !== undefined || !this.hasStarted()) return measured ?? 0;
    return Math.min(this.vitals.read().busy / this.vitals.age(), 1);
  }

  protected override onLoopMessage(message: LoopMessage): void {
    switch (message.type) {
      case "ready":
        this.state = moveLoop(this.state, "ready");
        this.#thread?.begun();
        return this.#readiness.reached();
      case "broken":
        this.#cause = decodeError(message.error);
        return;
      case "lingers":
        this.killAlarm.set(this.drainTimeout);
        return this.tally.lingers(message.id, message.task);
      case "lingered":
        return this.tally.lingered(message.id);
      case "report":
        if (this.state === "stopping") this.tally.addErrors([decodeError(message.error)]);
        return super.onLoopMessage(message);
      case "stopped":
    }
  }

  #sendInitializers(): void {
    for (const work of this.#options.initializers) {
      this.#connection.channel.send({ type: "initialize", ...work });
    }
  }

  #startThread(): LoopThread {
    const parts = {
      options: this.#options,
      connection: this.#connection,
      main: introduceMainLoop(this.vitals.words),
      handles: HANDLES_URL,
      heartbeat: this.#debug?.heartbeat,
    };
    return new LoopThread(parts, () => {
      this.#connection.end();
      this.poll();
    });
  }

  /** In debug mode: whoever awaits work of a loop that nobody starts would never learn why it does not come. */
  #expectStart(): void {
    this.#takeBackExpectation ??= runtime.setDaemonTimer(() => {
      if (this.state === "created") this.report(...waitsForStart(this.name));
    }, MAY_START_WITHIN);
  }

  /** What others than this thread have asked for. */
  #heedRequests(): void {
    if (!this.#hasHeededStop && this.vitals.isStopRequested()) {
      this.#hasHeededStop = true;
      this.requestStop();
    }
    if (this.vitals.isTerminationRequested() && !isOver(this.state)) this.killAlarm.set(0);
  }

  /**
   * Tells the loop to stop.
   *
   * @param mode What happens to its work.
   * @param timeout How long what is cancelled may take to end, in milliseconds.
   */
  protected tellStop(mode: StopMode, timeout: number): void {
    if (isOver(this.state)) return;
    this.state = moveLoop(this.state, "stop");
    if (mode === "cancel") this.vitals.markStopping();
    this.#connection.channel.send({ type: "stop", mode, timeout });
  }

  #kill(): void {
    this.tally.isTerminated = true;
    this.#thread?.kill();
    this.poll();
    if (!isOver(this.state)) this.#end();
  }

  /** The one way out: nothing of the loop is left pending behind it. */
  #end(): void {
    this.state = moveLoop(moveLoop(this.state, "end"), "break");
    this.#cause ??= this.#thread?.cause;
    const { isTerminated } = this.tally;
    const { begun, size } = this.calls;
    // What a loop was handed that never started is counted in its vitals: see `close`.
    if (this.hasStarted()) this.tally.close(begun, size - begun, this.vitals);
    this.tally.addErrors(this.calls.reportUnseen());
    if (this.state === "closed" && isTerminated) this.#reportAbandoned();
    this.calls.settleAll(() => ({ kind: "threw", error: this.brokenError() }));
    if (!isTerminated) void react(nextTurn(), () => this.calls.reportUnseen());
    this.#debug?.end();
    this.#takeBackExpectation?.();
    this.#readiness.missed(
      this.state === "broken" ? this.brokenError() : notReadyError(this.name),
    );
    this.killAlarm.clear();
    this.#lastWords.end();
    this.#thread?.bury();
    forgetLoop(this.passport.id);
    this.calls.close();
    threadInbox().detach(this);
    this.#over.resolve();
  }

  #reportAbandoned(): void {
    this.calls.reportAbandoned();
    for (const task of this.tally.lingering) this.report(...abandonment(task));
  }

  /** Others may stop a loop that was never started: whoever has handed it work hears of that, too. */
  protected override introduce(guest: Words): Introduction {
    if (!isOver(this.state)) {
      this.#connection.sit();
      rememberLoop(this.passport.id, this);
      this.listen();
    }
    return super.introduce(guest);
  }

  /** Why it refuses work, after its death. */
  protected brokenError(): BrokenLoopError {
    const exitCode = this.vitals.isGone() ? this.vitals.exitCode() : undefined;
    return brokenError({
      name: this.name,
      exitCode,
      cause: this.#cause,
      terminated: this.tally.isTerminated,
    });
  }
}
