import type { CancelledError } from "../core/errors.ts";
import { isDone } from "../core/future_state.ts";
import { beginFuture, cancelFuture, expireFuture, type FutureObject } from "../sync/future.ts";
import { innerOf } from "../sync/future_inner.ts";
import { CallTimeouts } from "./call_timeouts.ts";
import { timeUpError } from "./loop_errors.ts";
import { type AnySite, placedAt, releaseSite } from "./site.ts";

/** A call that has not ended. */
export interface PendingCall {
  /** What the caller has of it. */
  readonly future: FutureObject<never>;
  /** Where it was submitted. */
  readonly site: AnySite;
  /** Takes the listener off its signal. */
  readonly release: (() => void) | undefined;
  /** Milliseconds it was given. */
  readonly timeout: number;
  /** Whether its body has begun, as far as the loop has said. */
  begun: boolean;
}

/** The calls that have not ended, by id, and the times they were given. */
export class PendingCalls {
  readonly #calls = new Map<number, PendingCall>();
  readonly #timeouts: CallTimeouts;

  /** @param ring The time of some call may be up; {@linkcode PendingCalls.expire} should follow. */
  constructor(ring: () => void) {
    this.#timeouts = new CallTimeouts({ ring, expired: (id) => this.#expire(id) });
  }

  /** How many there are. */
  get size(): number {
    return this.#calls.size;
  }

  /** All of them. */
  get all(): PendingCall[] {
    return [...this.#calls.values()];
  }

  /** Those that have begun. */
  get begun(): PendingCall[] {
    return this.all.filter((call) => call.begun);
  }

  /** The call of an id, if it has not ended. */
  get(id: number): PendingCall | undefined {
    return this.#calls.get(id);
  }

  /**
   * A call is on its way.
   *
   * @param call The call, whose future has the id.
   */
  add(call: PendingCall): void {
    const { future: { id }, timeout } = call;
    this.#calls.set(id, call);
    if (timeout < Infinity) this.#timeouts.add(id, timeout);
  }

  /** The body of a call has begun. */
  begin(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    call.begun = true;
    beginFuture(call.future);
  }

  /**
   * Takes a call out.
   *
   * @param id Which.
   * @returns The call, if it was there.
   */
  take(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.delete(id);
    if (call.timeout < Infinity) this.#timeouts.delete(id, call.timeout);
    releaseSite(call.site);
    return call;
  }

  /** Fails the calls whose time is up; gives whether there were any. */
  expire(): boolean {
    return this.#timeouts.expire();
  }

  /** Milliseconds until the time of a call is up; `Infinity` where none was given any. */
  remaining(): number {
    return this.#timeouts.remaining();
  }

  /** Cancels every future; the coroutines are told otherwise. */
  cancelAll(error: CancelledError): void {
    for (const { future } of this.#calls.values()) cancelFuture(future, error);
  }

  /** Resolves when every future is decided. Coroutines that were cancelled may still clean up. */
  async decided(): Promise<void> {
    const undecided = this.all.map(({ future }) => innerOf(future))
      .filter((inner) => !isDone(inner.state()));
    await Promise.all(
      undecided.map(({ observe }) => new Promise<void>((resolve) => void observe(resolve))),
    );
  }

  #expire(id: number): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    expireFuture(call.future, placedAt(timeUpError(call.future.name, call.timeout), call.site));
  }
}
