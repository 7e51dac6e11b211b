/**
 * The inbox of this thread: what other threads tell it arrives here, whether the thread blocks or
 * awaits.
 *
 * There is one algorithm, `look while that pays, park the bell, look once more, sleep until it
 * rings`, and two drivers: {@linkcode Inbox.block} sleeps in `Atomics.wait`, the listener in
 * `Atomics.waitAsync`.
 *
 * Invariants:
 * - Polling only takes note: it changes states and fills queues. It runs no code of the user, so
 *   that it may happen anywhere, inside a blocked call too.
 * - Whoever sends to this thread rings its bell afterwards.
 * - The listener lets timers and sockets have their turn every {@linkcode TURN} however much
 *   arrives, and sleeps when nothing does.
 *
 * @module
 */

import { queueMicrotask, react } from "../core/built_ins.ts";
import { Deadline } from "../core/deadline.ts";
import { canBlock, pause } from "./atomics.ts";
import { outsideTasks } from "./awaiting.ts";
import { cannotBlock, deadlock } from "./block_errors.ts";
import { now } from "./clock.ts";
import { Doorbell } from "./doorbell.ts";
import { Patience } from "./patience.ts";
import type { Seat } from "./roster.ts";
import { ownSeat, roster } from "./thread_seat.ts";
import { type Poll, sharePoll, soonestOf } from "./thread_polls.ts";
import { nextTurn } from "./turn.ts";

/** Something that other threads write to. */
export interface Source {
  /**
   * Takes note of all that has arrived. Must not throw and must run no code of the user.
   *
   * @returns Whether anything had.
   */
  poll(): boolean;
  /** Whether something has arrived that must not be left for later. Costs a look at a shared word. */
  hasUrgent?(): boolean;
  /**
   * Milliseconds until this source wants to be polled even if nobody rings; `Infinity` for never.
   */
  alarm(): number;
}

/** Gives the seat of the thread that must go on before this one can; -1 where there is not one alone. */
export type WaitsFor = () => number;

/** The longest a thread sleeps without a look around, in milliseconds. */
const SLICE = 1_000;
/** How long the listener goes on in microtasks alone, in milliseconds. */
const TURN = 0.2;
/** Looks between two looks at the clock, which costs as much as several. */
const LOOKS = 32;

/** The inbox of one thread. */
export class Inbox {
  #bell: Doorbell;
  #seat: number;
  readonly #sources: Source[] = [];
  /** What to poll while it blocks, besides this inbox: see {@linkcode sharePoll}. */
  polls: readonly Poll[] = [];
  readonly #blocking = new Patience();
  readonly #awaiting = new Patience();
  #listening = false;
  /** Whether nothing but what arrives here can keep this thread busy. */
  isIdle: () => boolean = () => false;
  /**
   * Called when this thread cannot go on to look: where something in it that is built in does not do what it is there
   * for. Throws in a thread that serves nobody.
   */
  fail: (error: unknown) => void = (error) => {
    throw error;
  };
  /**
   * Called before this thread blocks, for what must not be in place while no event is handled; what it gives
   * back is called afterwards. `undefined` where there is nothing of that kind.
   */
  beforeSleep: (() => () => void) | undefined;

  /**
   * @param bell The bell that others ring to wake this thread.
   * @param seat Where it sits on the roster.
   */
  constructor(bell: Doorbell, seat = -1) {
    this.#bell = bell;
    this.#seat = seat;
  }

  /** Rung by everybody who sends to this thread. */
  get bell(): Doorbell {
    return this.#bell;
  }

  /** Where the thread sits on the roster; -1 where nobody may see it wait. */
  get seat(): number {
    return this.#seat;
  }

  /** Leaves its seat to whoever takes it next: the thread should have ended, and nobody rings for it any more. */
  standUp(): void {
    if (this.#seat < 0) return;
    this.#bell = new Doorbell();
    this.#seat = -1;
  }

  /**
   * Has a source polled from now on.
   *
   * @param source Polled at every look.
   */
  attach(source: Source): void {
    this.#sources.push(source);
    if (this.#listening) return;
    this.#listening = true;
    outsideTasks(() => queueMicrotask(() => void this.#listen()));
  }

  /**
   * Forgets a source.
   *
   * @param source What {@linkcode Inbox.attach} was given.
   */
  detach(source: Source): void {
    const index = this.#sources.indexOf(source);
    if (index >= 0) this.#sources.splice(index, 1);
    if (this.#sources.length === 0) this.bell.wake();
  }

  /**
   * Takes note of all that has arrived, now.
   *
   * @returns Whether anything had.
   */
  poll(): boolean {
    let news = false;
    for (let at = this.#sources.length - 1; at >= 0; at--) {
      if (this.#sources[at]?.poll()) news = true;
    }
    return news;
  }

  /** Takes note of what has arrived, if something urgent is among it. */
  pollUrgent(): void {
    for (const source of this.#sources) {
      if (source.hasUrgent?.() === true) return void this.poll();
    }
  }

  /**
   * Blocks the thread until a condition holds or the time is up.
   *
   * @param until Asked after every look; must not block.
   * @param timeout Milliseconds, at most.
   * @param waitsFor Who must go on for that. Asked before each sleep of a wait without a time limit.
   * @returns Whether the condition holds.
   * @throws {CannotBlockError} Where this thread may not block.
   * @throws {DeadlockError} Where that thread is blocked until this one goes on, directly or by way of others.
   */
  block(until: () => boolean, timeout: number, waitsFor?: WaitsFor): boolean {
    if (this.#look(until)) return true;
    if (timeout === 0) return false;
    if (!canBlock) throw cannotBlock();
    if (this.#watch(until, timeout)) return true;
    return this.#sleep(until, timeout, timeout < Infinity ? undefined : waitsFor);
  }

  #look(until: () => boolean): boolean {
    if (this.polls.length > 1) this.#pollAll();
    else this.poll();
    return until();
  }

  /** That of other copies of the library, too. */
  #pollAll(): void {
    for (const poll of this.polls) poll();
  }

  /** Looks again and again, for as long as that is likely to pay. */
  #watch(until: () => boolean, timeout: number): boolean {
    const window = Math.min(this.#blocking.window, timeout);
    if (window === 0) return false;
    let since = 0;
    for (let looks = 1;; looks++) {
      pause();
      if (this.#look(until)) return this.#blocking.found(since === 0 ? 0 : now() - since);
      if (looks % LOOKS !== 0) continue;
      const time = now();
      if (since === 0) since = time;
      else if (time - since > window) return this.#blocking.wasted();
    }
  }

  #sleep(until: () => boolean, timeout: number, waitsFor: WaitsFor | undefined): boolean {
    const afterSleep = this.beforeSleep?.();
    try {
      return this.#sleepUntil(until, timeout, waitsFor);
    } finally {
      afterSleep?.();
    }
  }

  #sleepUntil(until: () => boolean, timeout: number, waitsFor: WaitsFor | undefined): boolean {
    const deadline = new Deadline(timeout, now);
    const begin = now();
    for (;;) {
      this.bell.park();
      if (this.#look(until)) break;
      const remaining = deadline.remaining();
      if (remaining === 0) return false;
      this.#sleepOnce(
        Math.min(remaining, this.alarm(), soonestOf(this.polls), SLICE),
        waitsFor?.() ?? -1,
      );
    }
    this.#blocking.slept(now() - begin);
    return true;
  }

  /** Others see meanwhile whom this thread waits for. */
  #sleepOnce(timeout: number, other: number): void {
    if (other < 0 || this.seat < 0) return this.bell.wait(timeout);
    const isStuck = roster().waitFor(this.seat, other);
    if (!isStuck) this.bell.wait(timeout);
    roster().stopWaiting(this.seat);
    if (isStuck) throw deadlock();
  }

  /** Milliseconds until a source wants to be polled even if nobody rings. */
  alarm(): number {
    let soonest = Infinity;
    for (const source of this.#sources) soonest = Math.min(soonest, source.alarm());
    return soonest;
  }

  async #listen(): Promise<void> {
    try {
      while (this.#sources.length > 0) {
        await this.#stayAwake();
        this.bell.park();
        await (this.poll() ? nextTurn() : this.#sleepAsync());
      }
      this.#listening = false;
    } catch (error) {
      this.fail(error);
    }
  }

  async #sleepAsync(): Promise<void> {
    const begin = now();
    const wait = this.bell.waitAsync();
    await (wait.async ? wait.value : nextTurn());
    this.#awaiting.slept(now() - begin);
  }

  /**
   * Takes note of what arrives, until nothing has for as long as looking pays. A busy sender must
   * not starve timers and sockets: they get their turn in between.
   */
  async #stayAwake(): Promise<void> {
    this.poll();
    if (this.#awaiting.window === 0) return;
    let time = now();
    let lastTurn = time;
    for (let lastNews = time; time - lastNews < this.#awaiting.window; time = now()) {
      const looksOn = this.isIdle();
      if (await this.#lookAround()) {
        lastNews = now();
        this.#awaiting.found(looksOn ? lastNews - time : 0);
      }
      if (time - lastTurn > TURN) lastTurn = await react(nextTurn(), now);
    }
    this.#awaiting.wasted();
  }

  /** Looks for a moment: in microtasks where this thread has nothing else to do. */
  async #lookAround(): Promise<boolean> {
    if (!this.isIdle()) return await react(nextTurn(), () => this.poll());
    let news = false;
    for (let looks = 0; looks < LOOKS; looks++) {
      if (this.poll()) news = true;
      await undefined;
    }
    return news;
  }
}

let current: Inbox | undefined;

/** The inbox of this thread. */
export function threadInbox(): Inbox {
  return current ?? sitAt(ownSeat());
}

/**
 * Makes the inbox of a thread whose maker has already handed out its bell. Once, before anything
 * else.
 *
 * @param seat Its place on the roster.
 */
export function sitAt({ bell, index }: Seat): Inbox {
  current = new Inbox(bell, index);
  current.polls = sharePoll(() => void current?.poll(), () => current?.alarm() ?? Infinity);
  return current;
}
