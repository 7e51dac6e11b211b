/**
 * A loop as a thread sees it that was given it: it submits work and asks for things, the thread that made the loop
 * owns it.
 *
 * What if the loop's thread dies now? Whoever ends a thread, or sees it end, wakes all others on the roster; then
 * {@linkcode RemoteLoop.poll} finds the loop's vitals gone, or those of a loop whose thread made it. What if the
 * owner's thread dies? Then the loop ends with it, and that counts as its end.
 *
 * @module
 */

import { react } from "../core/built_ins.ts";
import type { ExceptionHandler } from "../core/contract.ts";
import { type Deferred, deferred } from "../core/deferred.ts";
import { CancelledError, InvalidStateError, LoopAlreadyRunningError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import { threadInbox } from "../sync/inbox.ts";
import { roster } from "../sync/thread_seat.ts";
import { nextTurn } from "../sync/turn.ts";
import { Vitals } from "../sync/vitals.ts";
import { GuestLane } from "../wire/guest_lane.ts";
import type { Introduction } from "../wire/loop_passing.ts";
import type { LoopMessage } from "./calls.ts";
import { forgetLoop, rememberLoop } from "./known_loops.ts";
import { LastWords } from "./last_words.ts";
import { senderPatience } from "./loop_connection.ts";
import {
  brokenError,
  endsWithThreadError,
  foreignHandlerError,
  stoppedError,
} from "./loop_errors.ts";
import { LoopHandle } from "./loop_handle.ts";
import { Readiness } from "./readiness.ts";
import { within } from "./within.ts";

/** A loop as a thread sees it that was given it. */
export class RemoteLoop extends LoopHandle {
  readonly #lane: GuestLane;
  readonly #makers: readonly Vitals[];
  readonly #readiness = new Readiness();
  readonly #over: Deferred<void> = deferred();
  readonly #lastWords = new LastWords(this.calls, () => this.poll());
  #isOver = false;
  #hasCancelled = false;

  /** @param introduction What another thread has said of the loop. */
  constructor(introduction: Introduction) {
    const { passport } = introduction;
    const lane = new GuestLane(introduction, senderPatience(), () => this.listen());
    super(passport, lane, undefined);
    this.#lane = lane;
    this.#makers = passport.makers.map((words) => new Vitals(words));
    if (!this.#isGone()) rememberLoop(passport.id, this);
  }

  protected override get isDebugged(): boolean {
    return false;
  }

  get ready(): Promise<void> {
    this.#readiness.starting();
    if (!this.isClosed()) this.#lane.open();
    return this.#readiness.ask();
  }

  start(): this {
    if (this.isClosed()) throw stoppedError(this.name, "start");
    if (this.hasStarted()) {
      throw new LoopAlreadyRunningError(`Cannot start ${this.name}: it is running`);
    }
    throw this.#ownersOnly("start");
  }

  isRunning(): boolean {
    this.poll();
    return this.hasStarted() && !this.#isOver && !this.vitals.isStopping();
  }

  isClosed(): boolean {
    this.poll();
    return this.#isOver;
  }

  close(): void {
    if (!this.isClosed()) throw this.#ownersOnly("close");
  }

  async terminate(): Promise<void> {
    if (this.passport.isMain) throw endsWithThreadError("terminate", this.name);
    if (!this.hasStarted()) this.vitals.requestStop();
    this.vitals.requestTermination();
    roster().seat(this.passport.ownerSeat).bell.ring();
    await this.#untilOver();
  }

  override setExceptionHandler(_handler: ExceptionHandler | undefined): void {
    throw foreignHandlerError(this.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.#untilOver();
  }

  override poll(): boolean {
    if (this.#isOver) return false;
    const gone = this.#isGone();
    const isStopping = this.vitals.isStopping();
    const news = this.calls.poll();
    if (this.#lastWords.areComing(gone, isStopping)) return news;
    if (gone) this.#end();
    else if (isStopping) this.#cancelAll();
    return news || gone;
  }

  hasStarted(): boolean {
    return this.vitals.isStarted();
  }

  /** Another thread may start it. */
  checkMayBlock(): void {}

  /** A loop cancels all that it has when the thread that made it ends, and nobody has asked for that: it dies with it. */
  override outcomeOfCancelled(error: unknown): Outcome<never> {
    if (this.vitals.isStopping() || !this.#isLeftBehind()) return super.outcomeOfCancelled(error);
    return { kind: "threw", error: this.#brokenError() };
  }

  protected override requestStop(): void {
    if (this.passport.isMain) throw endsWithThreadError("stop", this.name);
    this.vitals.requestStop();
    for (const seat of [this.passport.seat, this.passport.ownerSeat]) {
      roster().seat(seat).bell.ring();
    }
    this.poll();
  }

  protected override checkAccepts(): void {
    if (this.#isGone()) this.poll();
    if (this.vitals.isStopping()) throw stoppedError(this.name);
    if (this.#isOver) throw this.#brokenError();
  }

  protected override get end(): Promise<void> {
    return this.#over.promise;
  }

  protected override hasEnded(): boolean {
    return this.isClosed();
  }

  /** Its owner gives one that stops a time limit. */
  protected override seatToJoin(): number {
    return this.vitals.isStopping() ? -1 : this.seat;
  }

  protected override utilization(): number {
    return this.hasStarted() ? Math.min(this.vitals.read().busy / this.vitals.age(), 1) : 0;
  }

  protected override onLoopMessage(message: LoopMessage): void {
    if (message.type === "ready") this.#readiness.reached();
    else super.onLoopMessage(message);
  }

  async #untilOver(): Promise<void> {
    this.listen();
    if (!this.isClosed()) await within(this.end, Infinity);
  }

  /** One that was stopped before its start will never begin. */
  #isGone(): boolean {
    if (this.vitals.isStopping() && !this.hasStarted()) return true;
    return this.vitals.isGone() || this.#isLeftBehind();
  }

  /** Whether a thread that made it, or made its maker, has ended. */
  #isLeftBehind(): boolean {
    return this.#makers.some((maker) => maker.isGone());
  }

  #cancelAll(): void {
    if (this.#hasCancelled) return;
    this.#hasCancelled = true;
    this.calls.cancelAll(this.#cancellation());
  }

  /** Nothing that this thread has handed in is left pending behind it. */
  #end(): void {
    this.#isOver = true;
    const isStopped = this.vitals.isStopping();
    this.calls.reportUnseen();
    this.calls.settleAll((): Outcome<never> =>
      isStopped
        ? { kind: "cancelled", error: this.#cancellation() }
        : { kind: "threw", error: this.#brokenError() }
    );
    void react(nextTurn(), () => this.calls.reportUnseen());
    this.#readiness.missed(
      isStopped ? stoppedError(this.name, "wait for") : this.#brokenError(),
    );
    this.#lastWords.end();
    forgetLoop(this.passport.id);
    threadInbox().detach(this);
    this.calls.close();
    this.#over.resolve();
  }

  #cancellation(): CancelledError {
    return new CancelledError(`${this.name} was stopped`);
  }

  #brokenError() {
    const dead = [this.vitals, ...this.#makers].find((vitals) => vitals.isGone());
    return brokenError({
      name: this.name,
      exitCode: dead?.exitCode(),
      cause: undefined,
      terminated: this.vitals.isTerminationRequested(),
    });
  }

  #ownersOnly(what: string): InvalidStateError {
    return new InvalidStateError(
      `Cannot ${what} ${this.name} here: the thread that made the loop does; stop() works everywhere`,
    );
  }
}
