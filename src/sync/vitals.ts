/**
 * What every thread may know about a loop without asking it.
 *
 * Layout: one word each, see the constants.
 *
 * Writers: `SUBMITTED` by every submitter; `WAITING_SINCE` by submitters (from zero) and the loop
 * (to zero); `KNOCKS` and `REQUESTS`, bit by bit, by everybody who holds the loop; `STARTED_AT` by its owner; all else by the
 * loop's thread, except that the owner writes `GONE` when it ends the thread itself.
 *
 * Invariants: counters only grow; `GONE` and `REQUESTS` are never taken back.
 *
 * Wake-ups: none of its own. Who writes `GONE` wakes all others on the roster; who knocks or asks for something rings
 * the bells of the loop and its owner.
 *
 * @module
 */

import { timeOrigin } from "../core/built_ins.ts";
import type { LoopStats } from "../core/contract.ts";
import { now } from "./clock.ts";
import { add, cas, load, sharedWords, store, type Words } from "./atomics.ts";

/** Zero while the thread lives; then its exit code, with {@linkcode GONE_BIT} below it. */
const GONE = 0;
const SUBMITTED = 1;
const STARTED = 2;
const DISCARDED = 3;
const COMPLETED = 4;
const FAILED = 5;
const CANCELLED = 6;
/** The time the oldest unread message came, in milliseconds modulo 2^31; zero where none waits. */
const WAITING_SINCE = 7;
const LAST_LAG = 8;
const BUSY = 9;
/** When the loop was started, on the same clock; zero before. */
const STARTED_AT = 10;
/** How often somebody new had something to say. */
const KNOCKS = 11;
/** What was asked of the loop, in bits. */
const REQUESTS = 12;
/** Whether the thread has begun to run. */
const BEGUN = 13;
const SIZE = 14;

/** Words that everybody adds to. */
export const COUNTERS: ReadonlySet<number> = new Set([
  SUBMITTED,
  STARTED,
  DISCARDED,
  COMPLETED,
  FAILED,
  CANCELLED,
  KNOCKS,
]);
/** Words of which everybody sets bits. */
export const FLAGS: ReadonlySet<number> = new Set([REQUESTS]);

const GONE_BIT = 1;
const STOP_BIT = 1;
const STOPPING_BIT = 2;
const TERMINATE_BIT = 4;

/** How a coroutine ended. */
export type Ending = "completed" | "failed" | "cancelled" | "discarded";

const ENDINGS = {
  completed: COMPLETED,
  failed: FAILED,
  cancelled: CANCELLED,
  discarded: DISCARDED,
} as const;

/** What `LoopStats` is made of. */
export interface VitalCounts extends Omit<LoopStats, "utilization"> {
  /** Milliseconds that the loop has been busy in all. */
  readonly busy: number;
}

/** What every thread may know about a loop without asking it. */
export class Vitals {
  /** The shared words; handed to the other side. */
  readonly words: Words;

  /** @param words The words of an existing loop; those of a new one where they are left out. */
  constructor(words: Words = sharedWords(SIZE)) {
    this.words = words;
  }

  /** Whether the loop's thread has ended, or is about to without another message. */
  isGone(): boolean {
    return load(this.words, GONE) !== 0;
  }

  /** The exit code given with {@linkcode Vitals.markGone}. */
  exitCode(): number {
    return load(this.words, GONE) >> 1;
  }

  /**
   * Says that the loop's thread sends nothing more. The first to say so gives the exit code.
   *
   * @param exitCode The thread's exit code.
   * @returns Whether this call was the first.
   */
  markGone(exitCode: number): boolean {
    return cas(this.words, GONE, 0, (exitCode << 1) | GONE_BIT) === 0;
  }

  /** Says that the loop was started. */
  markStarted(): void {
    store(this.words, STARTED_AT, clock());
  }

  /** Whether it was. */
  isStarted(): boolean {
    return load(this.words, STARTED_AT) !== 0;
  }

  /** Says that the loop's thread runs. */
  markBegun(): void {
    store(this.words, BEGUN, 1);
  }

  /** Whether it has begun to. */
  hasBegun(): boolean {
    return load(this.words, BEGUN) !== 0;
  }

  /** Milliseconds since, one at least: there is a share of it that the loop was busy. */
  age(): number {
    return elapsed(load(this.words, STARTED_AT)) || 1;
  }

  /** Says that somebody new has something to say. */
  knock(): void {
    add(this.words, KNOCKS, 1);
  }

  /** How often somebody did. */
  knocks(): number {
    return load(this.words, KNOCKS);
  }

  /** Asks the loop, and its owner, to stop it. */
  requestStop(): void {
    this.#request(STOP_BIT);
  }

  /** Whether somebody did. */
  isStopRequested(): boolean {
    return (load(this.words, REQUESTS) & STOP_BIT) !== 0;
  }

  /** Says that the loop stops: it takes no more work. */
  markStopping(): void {
    this.#request(STOPPING_BIT);
  }

  /** Whether it stops, or is about to. If it is gone then, it has ended as asked. */
  isStopping(): boolean {
    return (load(this.words, REQUESTS) & (STOP_BIT | STOPPING_BIT)) !== 0;
  }

  /** Asks the owner to end the thread now. */
  requestTermination(): void {
    this.#request(TERMINATE_BIT);
  }

  /** Whether somebody did. */
  isTerminationRequested(): boolean {
    return (load(this.words, REQUESTS) & TERMINATE_BIT) !== 0;
  }

  /** Whether any of that was asked or said. */
  hasRequests(): boolean {
    return load(this.words, REQUESTS) !== 0;
  }

  /** Counts a coroutine handed in. */
  countSubmitted(): void {
    add(this.words, SUBMITTED, 1);
  }

  /** Counts a coroutine begun. */
  countStarted(): void {
    add(this.words, STARTED, 1);
  }

  /** Counts a coroutine ended. */
  countEnded(ending: Ending): void {
    add(this.words, ENDINGS[ending], 1);
  }

  /** Takes back that a coroutine was completed: its result could not be sent. */
  recountAsFailed(): void {
    add(this.words, COMPLETED, -1);
    add(this.words, FAILED, 1);
  }

  /** Notes that a message waits, if none did. */
  markWaiting(): boolean {
    return load(this.words, WAITING_SINCE) === 0 &&
      cas(this.words, WAITING_SINCE, 0, clock()) === 0;
  }

  /** Takes that back: it was refused on its way. */
  unmarkWaiting(): void {
    store(this.words, WAITING_SINCE, 0);
  }

  /** Notes that the loop has read its messages. */
  markRead(): void {
    const since = load(this.words, WAITING_SINCE);
    if (since === 0) return;
    store(this.words, LAST_LAG, elapsed(since));
    store(this.words, WAITING_SINCE, 0);
  }

  /** Notes how long the loop has been busy in all, in milliseconds. */
  setBusy(milliseconds: number): void {
    store(this.words, BUSY, Math.round(milliseconds));
  }

  /** The counts and the lag. */
  read(): VitalCounts {
    const count = (index: number) => load(this.words, index);
    const ended = count(COMPLETED) + count(FAILED) + count(CANCELLED);
    const since = count(WAITING_SINCE);
    return {
      pending: count(SUBMITTED) - count(STARTED) - count(DISCARDED),
      running: count(STARTED) - ended,
      completed: count(COMPLETED),
      failed: count(FAILED),
      cancelled: count(CANCELLED) + count(DISCARDED),
      lag: since === 0 ? count(LAST_LAG) : elapsed(since),
      busy: count(BUSY),
    };
  }

  #request(bit: number): void {
    for (;;) {
      const before = load(this.words, REQUESTS);
      if (cas(this.words, REQUESTS, before, before | bit) === before) return;
    }
  }
}

/**
 * Milliseconds on a clock that all threads of the process share; never zero, which means "none".
 */
function clock(): number {
  return (Math.floor(timeOrigin + now()) & 0x7fffffff) || 1;
}

function elapsed(since: number): number {
  return (clock() - since) & 0x7fffffff;
}
