/**
 * The inbox of this thread: what other threads tell it arrives here, whether the thread blocks or
 * awaits.
 *
 * There is one algorithm, `read the bell, poll every source, sleep unless the bell has rung since`,
 * and two drivers: {@linkcode Inbox.block} sleeps in `Atomics.wait`, the listener in
 * `Atomics.waitAsync`.
 *
 * Invariants:
 * - Polling only takes note: it changes states and fills queues. It runs no code of the user, so
 *   that it may happen anywhere, inside a blocked call too.
 * - Whoever sends to this thread rings its bell afterwards.
 *
 * @module
 */

import { Deadline } from "../core/deadline.ts";
import { now } from "./clock.ts";
import { Doorbell } from "./doorbell.ts";
import { nextTurn } from "./turn.ts";

/** Something that other threads write to. */
export interface Source {
  /** Takes note of all that has arrived. Must not throw and must run no code of the user. */
  poll(): void;
  /**
   * Milliseconds until this source wants to be polled even if nobody rings; `Infinity` for never.
   */
  alarm(): number;
}

/** The longest a thread sleeps without a look around. */
const SLICE = 1_000;

/** The inbox of one thread. */
export class Inbox {
  /** Rung by everybody who sends to this thread. */
  readonly bell: Doorbell;
  readonly #sources = new Set<Source>();
  #listening = false;

  /** @param bell The bell that others ring to wake this thread. */
  constructor(bell: Doorbell = new Doorbell()) {
    this.bell = bell;
  }

  /**
   * Has a source polled from now on.
   *
   * @param source Polled at every ring.
   */
  attach(source: Source): void {
    this.#sources.add(source);
    if (this.#listening) return;
    this.#listening = true;
    queueMicrotask(() => void this.#listen());
  }

  /**
   * Forgets a source.
   *
   * @param source What {@linkcode Inbox.attach} was given.
   */
  detach(source: Source): void {
    this.#sources.delete(source);
    if (this.#sources.size === 0) this.bell.ring();
  }

  /** Takes note of all that has arrived, now. */
  poll(): void {
    for (const source of this.#sources) source.poll();
  }

  /**
   * Blocks the thread until a condition holds or the time is up.
   *
   * @param until Asked after every look; must not block.
   * @param timeout Milliseconds, at most.
   * @returns Whether the condition holds.
   */
  block(until: () => boolean, timeout: number): boolean {
    const deadline = new Deadline(timeout, now);
    for (;;) {
      const seen = this.bell.rings();
      this.poll();
      if (until()) return true;
      const remaining = deadline.remaining();
      if (remaining === 0) return false;
      this.bell.wait(seen, Math.min(remaining, this.#alarm(), SLICE));
    }
  }

  #alarm(): number {
    let soonest = Infinity;
    for (const source of this.#sources) soonest = Math.min(soonest, source.alarm());
    return soonest;
  }

  /**
   * A wait that is answered at once goes on in the next turn: a busy sender must not starve timers
   * and sockets.
   */
  async #listen(): Promise<void> {
    while (this.#sources.size > 0) {
      const seen = this.bell.rings();
      this.poll();
      const wait = this.bell.waitAsync(seen);
      await (wait.async ? wait.value : nextTurn());
    }
    this.#listening = false;
  }
}

let current: Inbox | undefined;

/** The inbox of this thread. */
export function threadInbox(): Inbox {
  return current ??= new Inbox();
}

/**
 * Makes the inbox of a thread whose creator has already handed out its bell. Once, before anything
 * else.
 *
 * @param bell The bell.
 */
export function adoptInbox(bell: Doorbell): Inbox {
  current = new Inbox(bell);
  return current;
}
