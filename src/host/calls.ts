/**
 * What one thread has handed to one loop, and what has come of it.
 *
 * Invariants: a future is in `pending` from its submission until its coroutine has ended; whatever
 * ends the loop empties it.
 *
 * @module
 */

import type { EventLoop, ExceptionContext, Future, Handle } from "../core/contract.ts";
import { toCancelledError } from "../core/cancellation.ts";
import type { CancelledError } from "../core/errors.ts";
import type { Port } from "../core/port.ts";
import type { Words } from "../sync/atomics.ts";
import { isDone } from "../core/future_state.ts";
import { checkOptions, checkSignal, checkString, describe } from "../core/options.ts";
import type { Outcome } from "../core/outcome.ts";
import { runtime } from "../runtime/select.ts";
import {
  beginFuture,
  cancelFuture,
  expireFuture,
  FutureObject,
  settleFuture,
} from "../sync/future.ts";
import { innerOf } from "../sync/future_inner.ts";
import type { Producer } from "../sync/producer.ts";
import { UnseenFailures } from "../sync/unseen_failures.ts";
import type { Vitals } from "../sync/vitals.ts";
import { type Channel, receiveAll } from "../wire/channel.ts";
import { decodeError, type EncodedError, encodeError } from "../wire/error_codec.ts";
import type { FromLoop, ToLoop, Work } from "../wire/messages.ts";
import { checkSendable } from "../wire/value_codec.ts";
import { CallTimeouts } from "./call_timeouts.ts";
import { abandonment, timeUpError, withoutStack } from "./loop_errors.ts";
import { type AnySite, describeSite } from "./site.ts";
import { Streams } from "./streams.ts";

/** How work is submitted. */
export interface SubmitOptions {
  /** Cancels the work when it is aborted. */
  readonly signal?: AbortSignal;
  /** What the future and the task are called, in place of the coroutine's name. */
  readonly name?: string;
  /**
   * Objects in the arguments that move to the loop instead of being copied; they are empty here
   * afterwards.
   */
  readonly transfer?: readonly Transferable[];
  /** Found by the coroutine as `currentTask().context`; cloned now. */
  readonly context?: unknown;
}

/** What calls ask of the handle they belong to. */
export interface CallsOwner {
  /** The loop. */
  readonly loop: EventLoop;
  /** Counts what is submitted. */
  readonly vitals: Vitals;
  /** Where its thread sits on the roster. */
  readonly seat: number;
  /** Whether the loop was started, so that it may have begun with what it was handed. */
  hasStarted(): boolean;
  /** Throws where blocking on the loop is pointless. */
  checkMayBlock(timeout: number): void;
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

/** A call that has not ended. */
interface PendingCall {
  readonly future: FutureObject<never>;
  readonly site: AnySite;
  readonly release: (() => void) | undefined;
  /** Milliseconds it was given. */
  readonly timeout: number;
  /** Whether its body has begun, as far as the loop has said. */
  begun: boolean;
}

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
  readonly #owner: CallsOwner;
  readonly #channel: Channel<ToLoop, FromLoop>;
  readonly #onLoopMessage: (message: LoopMessage) => void;
  readonly #pending = new Map<number, PendingCall>();
  readonly #streams: Streams;
  readonly #unseen = new UnseenFailures(
    (error, message, future) => this.#owner.report(error, { message, future, task: future.name }),
    (hook) => runtime.onExit(hook),
  );
  readonly #timeouts = new CallTimeouts({
    ring: () => void this.poll(),
    expired: (id, timeout) => this.#expire(id, timeout),
  });
  #lastId = 0;

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

  /** How many of them have begun. */
  get begun(): number {
    return [...this.#pending.values()].filter((call) => call.begun).length + this.#streams.size;
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
    const id = ++this.#lastId;
    const future = makeFuture(name, this, id);
    const { target, args } = work;
    const ending = endingBefore(name, signal, timeout);
    if (ending !== undefined) {
      checkSendable(args, "args", transfer);
      this.#discard(future, ending);
      return future;
    }
    this.#send({ type: "call", id, name, context, target, args }, transfer);
    this.#owner.vitals.countSubmitted();
    const release = onAbort(signal, (reason) => this.#abort(future, reason));
    if (timeout < Infinity) this.#timeouts.add(id, timeout);
    this.#pending.set(id, { future, site, release, timeout, begun: false });
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
    if (!this.#pending.has(id)) return this.#streams.cancel(id, error);
    this.#sendCancel(id, error);
    if (!this.#owner.hasStarted()) this.#settle(id, { kind: "cancelled", error });
  }

  checkMayBlock(timeout: number): void {
    this.#owner.checkMayBlock(timeout);
  }

  /** A call whose time will be up ends by itself. */
  seatOf({ id }: FutureObject<never>): number {
    return this.#pending.get(id)?.timeout === Infinity ? this.#owner.seat : -1;
  }

  looked(future: FutureObject<never>): void {
    this.#unseen.forget(future);
  }

  report(future: FutureObject<never>, error: unknown, message: string): void {
    this.#owner.report(error, { message, future });
  }

  /**
   * Hands the loop work that nobody waits for.
   *
   * @param work What to do.
   */
  post(work: Work): Handle {
    const id = ++this.#lastId;
    this.#send({ type: "post", id, ...work }, []);
    let cancelled = false;
    return {
      cancelled: () => cancelled,
      cancel: () => {
        if (!cancelled) this.#sendCancel(id, "The callback was cancelled");
        cancelled = true;
      },
    };
  }

  /**
   * Hands the loop what it is to run when it is stopped.
   *
   * @param work What to do.
   * @returns Takes it back.
   */
  onStop(work: Work): () => void {
    const id = ++this.#lastId;
    this.#send({ type: "onStop", id, ...work }, []);
    return () => this.#sendCancel(id, "The hook was taken back");
  }

  /**
   * Has the loop expect somebody else.
   *
   * @param port Where they will come.
   * @param guest The vitals of the loop of their thread.
   */
  introduce(port: Port, guest: Words): void {
    const transfer = [port as unknown as Transferable];
    this.#channel.send({ type: "introduce", port, guest }, { transfer });
  }

  /** Resolves when every future is decided. Coroutines that were cancelled may still clean up. */
  async decided(): Promise<void> {
    const undecided = [...this.#pending.values()].map(({ future }) => innerOf(future))
      .filter((inner) => !isDone(inner.state()));
    await Promise.all(
      undecided.map(({ observe }) => new Promise<void>((resolve) => void observe(resolve))),
    );
  }

  /** Takes note of all that has come back. */
  poll(): boolean {
    const news = receiveAll(this.#channel, (message) => this.#take(message));
    return this.#timeouts.expire() || news;
  }

  /** Milliseconds until a look is due even if nothing arrives. */
  alarm(): number {
    return this.#timeouts.remaining();
  }

  /**
   * Cancels every future; the coroutines are told otherwise.
   *
   * @param error Why.
   */
  cancelAll(error: CancelledError): void {
    for (const { future } of this.#pending.values()) cancelFuture(future, error);
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
    for (const id of [...this.#pending.keys()]) this.#settle(id, makeOutcome());
    this.#streams.endAll(makeOutcome);
  }

  /** Reports the failures nobody has looked at, and gives their errors. */
  reportUnseen(): unknown[] {
    return this.#unseen.reportAll();
  }

  /** Reports, by name, the coroutines that the end of the thread cuts off. */
  reportAbandoned(): void {
    for (const { future, begun } of this.#pending.values()) {
      if (!begun) continue;
      const [error, context] = abandonment(future.name);
      this.#owner.report(error, { ...context, future });
    }
    for (const { name } of this.#streams.calls) this.#owner.report(...abandonment(name));
  }

  /** Ends the connection. */
  close(): void {
    this.#channel.close();
  }

  #send(
    message: Extract<ToLoop, { type: "call" | "post" | "onStop" }>,
    transfer: readonly Transferable[],
  ): void {
    this.#owner.vitals.markWaiting();
    this.#channel.send(message, transfer.length === 0 ? undefined : { transfer });
  }

  #sendCancel(id: number, reason: unknown): void {
    this.#channel.send({ type: "cancel", id, error: encodeError(reason) });
  }

  #take(message: FromLoop): void {
    switch (message.type) {
      case "started": {
        const call = this.#pending.get(message.id);
        if (call === undefined) return;
        call.begun = true;
        return beginFuture(call.future);
      }
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
        return this.#settle(message.id, {
          kind: "cancelled",
          error: decodeError(message.error),
        });
      default:
        return this.#onLoopMessage(message);
    }
  }

  /** Ends what need not even begin. */
  #discard(future: FutureObject<never>, outcome: Outcome<never>): void {
    this.#owner.vitals.countSubmitted();
    this.#owner.vitals.countEnded("discarded");
    settleFuture(future, outcome);
    this.#unseen.keep(future);
  }

  #expire(id: number, timeout: number): void {
    const call = this.#pending.get(id);
    if (call === undefined) return;
    const error = withoutStack(timeUpError(call.future.name, timeout));
    error.stack += `\n${describeSite(call.site)}`;
    expireFuture(call.future, error);
  }

  #abort(future: FutureObject<never>, reason: unknown): void {
    if (!future.cancel(reason)) this.cancel(future, toCancelledError(reason));
  }

  /** The future of a call that was cancelled stays pending until its coroutine has ended. */
  #beginStream(id: number): void {
    const call = this.#pending.get(id);
    if (call === undefined || isDone(innerOf(call.future).state())) return;
    const { future, site, release, timeout } = call;
    this.#pending.delete(id);
    if (timeout < Infinity) this.#timeouts.delete(id, timeout);
    const value = this.#streams.begin(id, { name: future.name, site, release });
    settleFuture(future, { kind: "returned", value: value as never });
  }

  #settleThrown(id: number, error: EncodedError): void {
    const call = this.#pending.get(id) ?? this.#streams.callOf(id);
    if (call === undefined) return;
    this.#settle(id, { kind: "threw", error: decodeError(error, describeSite(call.site)) });
  }

  /** An id that is not known belongs to a call that is settled already. */
  #settle(id: number, outcome: Outcome<never>): void {
    const call = this.#pending.get(id);
    if (call === undefined) return this.#streams.end(id, outcome);
    this.#pending.delete(id);
    call.release?.();
    if (call.timeout < Infinity) this.#timeouts.delete(id, call.timeout);
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

/**
 * Checks how work is submitted.
 *
 * @param options What a caller gave.
 * @throws {TypeError} If one is of the wrong type.
 */
export function checkSubmitOptions(options: SubmitOptions): void {
  checkOptions(options, "the submission");
  checkString(options.name, "name");
  checkSignal(options.signal);
  if (options.transfer === undefined || Array.isArray(options.transfer)) return;
  throw new TypeError(
    `Cannot use option transfer: must be an array, got ${describe(options.transfer)}`,
  );
}

/**
 * Calls a function when a signal is aborted.
 *
 * @param signal The signal, if there is one.
 * @param cancel Gets its reason.
 * @returns Takes the listener off the signal again.
 */
export function onAbort(
  signal: AbortSignal | undefined,
  cancel: (reason: unknown) => void,
): (() => void) | undefined {
  if (signal === undefined) return undefined;
  const listener = () => cancel(signal.reason);
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}
