import { now } from "../sync/clock.ts";
import { Alarm } from "./alarm.ts";

/** Whom call timeouts tell. */
export interface CallTimeoutsHost {
  /** The time of some call may be up; {@linkcode CallTimeouts.expire} should follow. */
  ring(): void;
  /** The time of a call is up. */
  expired(id: number, timeout: number): void;
}

/** A call whose time is up. */
interface Due {
  readonly id: number;
  /** What it was given, in milliseconds. */
  readonly timeout: number;
  /** When its time was up. */
  readonly at: number;
}

/**
 * The times that calls were given. One alarm serves them all: calls that were given the same time expire in the
 * order they were made, so that only the first of each such queue can be the next.
 */
export class CallTimeouts {
  /** By the milliseconds given: when the time of each call is up, by its id. */
  readonly #queues = new Map<number, Map<number, number>>();
  readonly #host: CallTimeoutsHost;
  readonly #alarm: Alarm;

  /** @param host Whom they tell. */
  constructor(host: CallTimeoutsHost) {
    this.#host = host;
    this.#alarm = new Alarm(() => host.ring());
  }

  /**
   * Gives a call a time.
   *
   * @param id The call.
   * @param timeout Milliseconds from now.
   */
  add(id: number, timeout: number): void {
    const queue = this.#queues.get(timeout) ?? new Map<number, number>();
    this.#queues.set(timeout, queue.set(id, now() + timeout));
    this.#alarm.set(timeout);
  }

  /**
   * Forgets a call.
   *
   * @param id The call.
   * @param timeout What it was given.
   */
  delete(id: number, timeout: number): void {
    const queue = this.#queues.get(timeout);
    queue?.delete(id);
    if (queue?.size === 0) this.#queues.delete(timeout);
    if (this.#queues.size === 0) this.#alarm.clear();
  }

  /** Milliseconds until a look is due; `Infinity` where there is nothing to look for. */
  remaining(): number {
    return this.#alarm.remaining();
  }

  /**
   * Tells of the calls whose time is up, and forgets them.
   *
   * @returns Whether there were any.
   */
  expire(): boolean {
    if (this.#alarm.remaining() > 0) return false;
    const due = this.#takeDue();
    this.#alarm.clear();
    this.#alarm.set(this.#soonest());
    for (const { id, timeout } of due) this.#host.expired(id, timeout);
    return due.length > 0;
  }

  #takeDue(): Due[] {
    const time = now();
    const due: Due[] = [];
    for (const [timeout, queue] of this.#queues) {
      for (const [id, at] of queue) {
        if (at > time) break;
        due.push({ id, timeout, at });
      }
    }
    for (const { id, timeout } of due) this.delete(id, timeout);
    return due.sort((a, b) => a.at - b.at);
  }

  #soonest(): number {
    let soonest = Infinity;
    for (const queue of this.#queues.values()) {
      for (const at of queue.values()) {
        soonest = Math.min(soonest, at);
        break;
      }
    }
    return soonest - now();
  }
}
