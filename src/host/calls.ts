/**
 * What one thread has handed to one loop, and what has come of it.
 *
 * Invariants: a future is in `pending` from its submission until its coroutine has ended; whatever
 * ends the loop empties it.
 *
 * @module
 */

import type { EventLoop, ExceptionContext, Future } from "../core/contract.ts";
import { toCancelledError } from "../core/cancellation.ts";
import type { CancelledError } from "../core/errors.ts";
import { isDone } from "../core/future_state.ts";
import type { Outcome } from "../core/outcome.ts";
import { runtime } from "../runtime/select.ts";
import { cancelFuture, FutureObject, settleFuture } from "../sync/future.ts";
import { innerOf } from "../sync/future_inner.ts";
import type { Producer } from "../sync/producer.ts";
import { UnseenFailures } from "../sync/unseen_failures.ts";
import type { Vitals } from "../sync/vitals.ts";
import { type Channel, receiveAll } from "../wire/channel.ts";
import { decodeError, type EncodedError } from "../wire/error_codec.ts";
import type { FromLoop, ToLoop, Work } from "../wire/messages.ts";
import { checkSendable } from "../wire/value_codec.ts";
import { abandonment, lateError, timeUpError } from "./loop_errors.ts";
import { type PendingCall, PendingCalls } from "./pending_calls.ts";
import { Posts } from "./posts.ts";
import { type AnySite, describeSite, keepSite, placedAt } from "./site.ts";
import { Streams } from "./streams.ts";
import { checkSubmitOptions, onAbort, type SubmitOptions } from "./submit_options.ts";

/** What calls ask of the handle they belong to. */
export interface CallsOwner {
  /** The loop. */
  readonly loop: EventLoop;
  /** Its name. */
  readonly name: string;
  /** Counts what is submitted. */
  readonly vitals: Vitals;
  /** Where its thread sits on the roster. */
  readonly seat: number;
  /** Whether the loop was started, so that it may have begun with what it was handed. */
  hasStarted(): boolean;
  /** Throws where blocking on the loop is pointless. */
  checkMayBlock(timeout: number): void;
  /** What becomes of a future whose work the loop has cancelled. */
  outcomeOfCancelled(error: unknown): Outcome<never>;
  /** Reports an error that nobody else would see. */
  report(error: unknown, context: Omit<ExceptionContext, "loop">): void;
}

/** Every so many pending calls the submitter looks for answers; one less than a power of two. */
const CROWD = 0xff;

/** Messages about the loop itself. */
export type LoopMessage = Extract<
  FromLoop,
  { type: "ready" | "broken" | "report" | "lingers" | "lingered" | "stopped" }
>;

/** What may be special about a submission. */
export interface Special {
  /** Makes its future. */
  readonly makeFuture?: MakeFuture;
  /** Milliseconds after which the future fails and the work is cancelled; at zero it never begins. */
  readonly timeout?: number;
}

const NOTHING_SPECIAL: Special = {};

/** Makes the future of a call; the arguments are those of {@linkcode FutureObject}. */
export type MakeFuture = (name: string, producer: Producer, id: number) => FutureObject<never>;

/** What one thread has handed to one loop. */
export class Calls implements Producer {
  /** What it hands over. */
  readonly posts: Posts;
  readonly #owner: CallsOwner;
  readonly #channel: Channel<ToLoop, FromLoop>;
  readonly #onLoopMessage: (message: LoopMessage) => void;
  readonly #pending = new PendingCalls(() => void this.poll());
  readonly #streams: Streams;
  /** What everything was cancelled with, once that is so. */
  #cancelledWith: CancelledError | undefined;
  /** What becomes of what is left when the loop is over. */
  #makeLastOutcome: (() => Outcome<never>) | undefined;
  readonly #unseen = new UnseenFailures(
    (error, message, future) => this.#owner.report(error, { message, future, task: future.name }),
    (hook) => runtime.onExit(hook),
  );

  /**
   * @param owner The handle they belong to.
   * @param channel To the loop.
   * @param onLoopMessage Gets what is about the loop itself.
   */
  constructor(
    owner: CallsOwner,
    channel: Channel<ToLoop, FromLoop>,
    onLoopMessage: (message: LoopMessage) => void,
  ) {
    this.#owner = owner;
    this.#channel = channel;
    this.posts = new Posts(channel, owner.vitals);
    this.#streams = new Streams(owner, channel);
    this.#onLoopMessage = onLoopMessage;
  }

  /** The loop. */
  get loop(): EventLoop {
    return this.#owner.loop;
  }

  get isElsewhere(): boolean {
    return true;
  }

  /** How many coroutines have not ended. */
  get size(): number {
    return this.#pending.size + this.#streams.size;
  }

  /**
   * Whether it is time to look for answers: a submitter that never pauses would leave them no room.
   */
  get isCrowded(): boolean {
    return (this.#pending.size & CROWD) === CROWD;
  }

  /** Whether the loop has sent what will only arrive when this thread's event loop turns. */
  get isLate(): boolean {
    return this.#channel.isLate();
  }

  /** Whether that is so, or the rest of something arrives by and by. */
  get isArriving(): boolean {
    return this.#channel.isArriving();
  }

  /** How many of them have begun. */
  get begun(): number {
    return this.#pending.begun.length + this.#streams.size;
  }

  /**
   * Hands work to the loop. Where it throws, nothing has changed.
   *
   * @param work What to do.
   * @param options How.
   * @param site Where it is submitted.
   * @param special What is special about it.
   */
  submit(
    work: Work,
    options: SubmitOptions,
    site: AnySite,
    { makeFuture = makePlainFuture, timeout = Infinity }: Special = NOTHING_SPECIAL,
  ): Future<unknown> {
    checkSubmitOptions(options);
    const { signal, name = work.target.name, transfer = [], context } = options;
    const id = this.posts.nextId();
    const future = makeFuture(name, this, id);
    const { target, args } = work;
    const ending = endingBefore(name, signal, timeout);
    if (ending !== undefined) {
      checkSendable(args, "args", transfer);
      this.#discard(future, ending);
      return future;
    }
    this.posts.send({ type: "call", id, name, context, target, args }, transfer);
    this.#owner.vitals.countSubmitted();
    const release = onAbort(signal, (reason) => this.#abort(future, reason));
    const call = { future, site, release, timeout, begun: false };
    this.#pending.add(call);
    if (this.#cancelledWith !== undefined) cancelFuture(future, this.#cancelledWith);
    if (this.#makeLastOutcome !== undefined) this.#catchUp(call, this.#makeLastOutcome());
    return future;
  }

  /**
   * Cancels the work behind a future, or its stream. What a loop that was never started was handed has ended then:
   * nothing cleans up.
   *
   * @param future The future.
   * @param error Why.
   */
  cancel({ id }: FutureObject<never>, error: CancelledError): void {
    if (this.#pending.get(id) === undefined) return this.#streams.cancel(id, error);
    this.posts.cancel(id, error);
    if (!this.#owner.hasStarted()) this.#settle(id, { kind: "cancelled", error });
  }

  checkMayBlock(timeout: number): void {
    this.#owner.checkMayBlock(timeout);
  }

  /** A call whose time will be up ends by itself. */
  seatOf({ id }: FutureObject<never>): number {
    if (this.isLate) throw lateError(this.#owner.name);
    return this.#pending.get(id)?.timeout === Infinity ? this.#owner.seat : -1;
  }

  looked(future: FutureObject<never>): void {
    this.#unseen.forget(future);
  }

  report(future: FutureObject<never>, error: unknown, message: string): void {
    this.#owner.report(error, { message, future });
  }

  /** Resolves when every future is decided. Coroutines that were cancelled may still clean up. */
  decided(): Promise<void> {
    return this.#pending.decided();
  }

  /** Takes note of all that has come back. */
  poll(): boolean {
    const news = receiveAll(this.#channel, (message) => this.#take(message));
    return this.#pending.expire() || news;
  }

  /** Milliseconds until a look is due even if nothing arrives. */
  alarm(): number {
    return this.#pending.remaining();
  }

  /**
   * Cancels every future; the coroutines are told otherwise.
   *
   * @param error Why.
   */
  cancelAll(error: CancelledError): void {
    this.#cancelledWith = error;
    this.#pending.cancelAll(error);
    this.cancelStreams(error);
  }

  /**
   * Cancels every stream and its coroutine.
   *
   * @param error Why.
   */
  cancelStreams(error: CancelledError): void {
    this.#streams.cancelAll(error);
  }

  /**
   * Settles whatever is left: the loop is over.
   *
   * @param makeOutcome What becomes of a future that is undecided.
   */
  settleAll(makeOutcome: () => Outcome<never>): void {
    this.#makeLastOutcome = makeOutcome;
    for (const call of this.#pending.all) this.#settleLast(call, makeOutcome());
    this.#streams.endAll(makeOutcome);
  }

  /** Reports the failures nobody has looked at, and gives their errors. */
  reportUnseen(): unknown[] {
    return this.#unseen.reportAll();
  }

  /** Reports, by name, the coroutines that the end of the thread cuts off. */
  reportAbandoned(): void {
    for (const { future } of this.#pending.begun) {
      const [error, context] = abandonment(future.name);
      this.#owner.report(error, { ...context, future });
    }
    for (const { name } of this.#streams.calls) this.#owner.report(...abandonment(name));
  }

  /** Ends the connection. */
  close(): void {
    this.#channel.close();
  }

  #take(message: FromLoop): void {
    switch (message.type) {
      case "started":
        return this.#pending.begin(message.id);
      case "streams":
        return this.#beginStream(message.id);
      case "item":
        return this.#streams.take(message.id, message.value);
      case "closing":
        return this.#streams.noteClosing(message.id);
      case "returned":
        return this.#settle(message.id, { kind: "returned", value: message.value as never });
      case "threw":
        return this.#settleThrown(message.id, message.error);
      case "cancelled":
        return this.#settleCancelled(message.id, message.error);
      default:
        return this.#onLoopMessage(message);
    }
  }

  /**
   * To send a call that has a loop among its arguments is to look what has become of that loop, which may be this one:
   * it was accepted, and then the others were settled without it.
   */
  #catchUp(call: PendingCall, outcome: Outcome<never>): void {
    this.#owner.vitals.countEnded("discarded");
    this.#settleLast(call, outcome);
  }

  #settleLast({ future: { id }, site }: PendingCall, outcome: Outcome<never>): void {
    if (outcome.kind === "threw" && outcome.error instanceof Error) placedAt(outcome.error, site);
    this.#settle(id, outcome);
  }

  /** Ends what need not even begin. */
  #discard(future: FutureObject<never>, outcome: Outcome<never>): void {
    this.#owner.vitals.countSubmitted();
    this.#owner.vitals.countEnded("discarded");
    settleFuture(future, outcome);
    this.#unseen.keep(future);
  }

  #abort(future: FutureObject<never>, reason: unknown): void {
    if (!future.cancel(reason)) this.cancel(future, toCancelledError(reason));
  }

  /** The future of a call that was cancelled stays pending until its coroutine has ended. */
  #beginStream(id: number): void {
    const call = this.#pending.get(id);
    if (call === undefined || isDone(innerOf(call.future).state())) return;
    const { future, site, release } = call;
    this.#pending.take(id);
    keepSite(site);
    const value = this.#streams.begin(id, { name: future.name, site, release });
    settleFuture(future, { kind: "returned", value: value as never });
  }

  #settleThrown(id: number, error: EncodedError): void {
    const call = this.#pending.get(id) ?? this.#streams.callOf(id);
    if (call === undefined) return;
    this.#settle(id, { kind: "threw", error: decodeError(error, describeSite(call.site)) });
  }

  #settleCancelled(id: number, error: EncodedError): void {
    const outcome = this.#owner.outcomeOfCancelled(decodeError(error));
    const call = this.#pending.get(id);
    if (call === undefined) this.#settle(id, outcome);
    else this.#settleLast(call, outcome);
  }

  /** An id that is not known belongs to a call that is settled already. */
  #settle(id: number, outcome: Outcome<never>): void {
    const call = this.#pending.take(id);
    if (call === undefined) return this.#streams.end(id, outcome);
    call.release?.();
    settleFuture(call.future, outcome);
    this.#unseen.keep(call.future);
  }
}

const makePlainFuture: MakeFuture = (name, producer, id) =>
  new FutureObject<never>(name, producer, id);

/** How a call ends that need not even begin; `undefined` for any other. */
function endingBefore(
  name: string,
  signal: AbortSignal | undefined,
  timeout: number,
): Outcome<never> | undefined {
  if (signal?.aborted) return { kind: "cancelled", error: toCancelledError(signal.reason) };
  return timeout === 0 ? { kind: "threw", error: timeUpError(name, timeout) } : undefined;
}
