/**
 * A thread's side of a run: before each of its steps it parks until the step is its turn.
 *
 * @module
 */
import type { Words } from "../../../src/sync/atomics.ts";
import { Baton } from "./baton.ts";
import { Board, LIFE, STATUS, VERDICT, WAITER_STATE } from "./board.ts";
import { Conductor } from "./conductor.ts";
import { OP, type Op } from "./op.ts";
import { Death } from "./scenario.ts";
import { Waiters } from "./waiters.ts";

/** A thread's side of a run. */
export class Player {
  readonly #thread: number;
  readonly #controller: number;
  readonly #board: Board;
  readonly #baton: Baton;
  readonly #waiters: Waiters;
  readonly #conductor: Conductor;

  /**
   * @param thread The thread's number.
   * @param threads How many there are.
   * @param board That of the controller.
   * @param baton That of the controller.
   */
  constructor(thread: number, threads: number, board: SharedArrayBuffer, baton: Words) {
    this.#thread = thread;
    this.#controller = threads;
    this.#board = new Board(board);
    this.#baton = new Baton(threads + 1, baton);
    this.#waiters = new Waiters(this.#board);
    this.#conductor = new Conductor(this.#board, this.#waiters);
  }

  /** Says that the thread can play. */
  announce(): void {
    this.#baton.countIn();
  }

  /** Parks until the next run. */
  begin(): void {
    this.#baton.receive(this.#thread);
  }

  /**
   * Parks until this step is the thread's turn.
   *
   * @param op What it will do.
   * @param word On which word; -1 for none.
   * @param first For the report.
   * @param second For the report.
   */
  step(op: Op, word = -1, first = 0, second = 0): void {
    this.#stand(op, word, first, second);
    this.#yield();
    this.#dieWhenDying();
  }

  /** Takes note of what the step has just given, and whether it changed the word. */
  did(value: number, changed: boolean): number {
    this.#board.steps.set(this.#board.get("steps") - 1, "value", value);
    if (changed) this.#board.bump("changes");
    return value;
  }

  /** After a write: what follows on plain data is a step of its own, where the model says so. */
  wrote(): void {
    if (this.#board.get("plain") !== 0) this.step(OP.goOn);
  }

  /** A spinning thread lets others run. */
  pause(): void {
    if (this.#board.get("freePauses") !== 0) return;
    this.#board.threads.set(this.#thread, "changes", this.#board.get("changes"));
    this.step(OP.pause);
  }

  /** Blocks on a word; the comparison has been made. */
  block(word: number, timeout: number): "ok" | "timed-out" {
    const number = this.#waiters.add(this.#thread, word, false, timeout);
    this.#board.threads.set(this.#thread, "status", STATUS.blocked);
    this.#yield();
    return this.#waiters.state(number) === WAITER_STATE.timedOut ? "timed-out" : "ok";
  }

  /** Registers an asynchronous wait; returns its number. */
  listen(word: number, timeout: number): number {
    return this.#waiters.add(this.#thread, word, true, timeout);
  }

  /** Ends waits on a word; returns how many. */
  notify(word: number, count: number): number {
    const ended = this.#waiters.notify(word, count);
    if (ended > 0) this.#board.bump("changes");
    return ended;
  }

  /** Whether the thread has been told of no wait that has ended. */
  hasArrived(): boolean {
    return this.#waiters.arrived(this.#thread) >= 0;
  }

  /**
   * Parks in the event loop until there is something to do.
   *
   * @param hasTask Whether there already is.
   */
  turn(hasTask: boolean): void {
    if (hasTask || this.hasArrived()) this.#stand(OP.turn, -1, 0, 0);
    else this.#board.threads.set(this.#thread, "status", STATUS.idle);
    this.#yield();
  }

  /** The asynchronous wait that ended first, and how. */
  takeArrived(): { readonly number: number; readonly value: "ok" | "timed-out" } | undefined {
    const number = this.#waiters.arrived(this.#thread);
    return number < 0 ? undefined : { number, value: this.#waiters.deliver(number) };
  }

  /** The time, in milliseconds. */
  now(): number {
    return this.#board.bump("clock", this.#board.get("tick"));
  }

  /** The run has failed here. */
  fail(error: unknown): void {
    if (error instanceof Death) return;
    this.#board.text = describe(error);
    this.#board.put({ verdict: VERDICT.threw, failedThread: this.#thread });
    this.#handOver(this.#controller);
  }

  /** The thread has nothing more to do in this run. */
  end(): void {
    this.#board.threads.set(this.#thread, "status", STATUS.ended);
    const isLast = this.#baton.countIn() === this.#controller;
    if (isLast) this.#board.set("verdict", VERDICT.finished);
    this.#baton.give(isLast ? this.#controller : this.#next());
  }

  /** Who goes on; the controller where the run has failed. */
  #next(): number {
    return this.#conductor.next() ?? this.#controller;
  }

  #stand(op: Op, word: number, first: number, second: number): void {
    this.#board.threads.put(this.#thread, { status: STATUS.ready, op, word, first, second });
  }

  #yield(): void {
    const next = this.#next();
    if (next !== this.#thread) this.#handOver(next);
  }

  /** From the controller the thread does not get it back in this run: it stays where it is. */
  #handOver(next: number): void {
    this.#baton.give(next);
    this.#baton.receive(this.#thread);
  }

  #dieWhenDying(): void {
    if (this.#board.threads.get(this.#thread, "life") !== LIFE.dying) return;
    this.#board.threads.set(this.#thread, "life", LIFE.immortal);
    throw new Death("The thread has died");
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
