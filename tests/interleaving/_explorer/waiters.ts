/**
 * The waits of a run, oldest first, as the runtime's list of waiters would have them.
 *
 * @module
 */
import { type Board, NEVER, STATUS, WAITER_STATE } from "./board.ts";
import { OP, type Op } from "./op.ts";

/** The waits of a run. */
export class Waiters {
  readonly #board: Board;

  /** @param board Where they are kept. */
  constructor(board: Board) {
    this.#board = board;
  }

  /** Registers a wait; returns its number. */
  add(thread: number, word: number, isAsync: boolean, timeout: number): number {
    const number = this.#board.bump("waiters");
    const deadline = Number.isFinite(timeout)
      ? this.#board.get("clock") + Math.ceil(timeout)
      : NEVER;
    this.#board.waiters.put(number, {
      thread,
      word,
      async: Number(isAsync),
      deadline,
      state: WAITER_STATE.waiting,
    });
    return number;
  }

  /** How a wait stands. */
  state(number: number): number {
    return this.#board.waiters.get(number, "state");
  }

  /** Ends up to `count` waits on a word; returns how many. */
  notify(word: number, count: number): number {
    let ended = 0;
    for (let number = 0; number < this.#board.get("waiters") && ended < count; number++) {
      if (!this.#waits(number) || this.#board.waiters.get(number, "word") !== word) continue;
      this.#end(number, WAITER_STATE.notified);
      ended += 1;
    }
    return ended;
  }

  /** The oldest wait of a thread that can time out now; -1 for none. */
  due(thread: number): number {
    const status = this.#board.threads.get(thread, "status");
    if (status !== STATUS.blocked && status !== STATUS.idle) return -1;
    return this.#find((number) =>
      this.#waits(number) && this.#is(number, "thread", thread) &&
      this.#is(number, "async", Number(status === STATUS.idle)) &&
      !this.#is(number, "deadline", NEVER)
    );
  }

  /** Ends a wait because its time is up, and moves the clock there. */
  timeOut(number: number): void {
    const deadline = this.#board.waiters.get(number, "deadline");
    this.#board.set("clock", Math.max(this.#board.get("clock"), deadline));
    this.#end(number, WAITER_STATE.timedOut);
  }

  /** The oldest ended asynchronous wait that the thread has not been told of; -1 for none. */
  arrived(thread: number): number {
    return this.#find((number) =>
      this.#is(number, "thread", thread) && this.#is(number, "async", 1) &&
      (this.#is(number, "state", WAITER_STATE.notified) ||
        this.#is(number, "state", WAITER_STATE.timedOut))
    );
  }

  /** Takes note that the thread has been told; returns how the wait ended. */
  deliver(number: number): "ok" | "timed-out" {
    const timedOut = this.state(number) === WAITER_STATE.timedOut;
    this.#board.waiters.set(number, "state", WAITER_STATE.delivered);
    return timedOut ? "timed-out" : "ok";
  }

  #end(number: number, state: number): void {
    this.#board.waiters.set(number, "state", state);
    const thread = this.#board.waiters.get(number, "thread");
    if (this.#is(number, "async", 0)) this.#ready(thread, OP.woken);
    else if (this.#board.threads.get(thread, "status") === STATUS.idle) {
      this.#ready(thread, OP.turn);
    }
  }

  #ready(thread: number, op: Op): void {
    this.#board.threads.put(thread, { status: STATUS.ready, op, word: -1 });
  }

  #find(matches: (number: number) => boolean): number {
    const count = this.#board.get("waiters");
    for (let number = 0; number < count; number++) if (matches(number)) return number;
    return -1;
  }

  #waits(number: number): boolean {
    return this.state(number) === WAITER_STATE.waiting;
  }

  #is(number: number, field: "thread" | "async" | "deadline" | "state", value: number): boolean {
    return this.#board.waiters.get(number, field) === value;
  }
}
