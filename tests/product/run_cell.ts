import { BrokenLoopError, type Coroutine, coroutines, type Future, wait } from "sideloop";
import { type Cell, cellName } from "./cells.ts";
import { awaited, blocked, codeOfFuture, type Observation } from "./codes.ts";
import { type Expectation, expected, type Range } from "./expected.ts";
import { CountedSignal } from "./ledgers.ts";
import { live } from "./lives.ts";
import { EXIT_CODE, newWords, WORD } from "./words.ts";
import { PATIENCE, patiently, turn, until } from "./patience.ts";

/** Milliseconds that those wait, blocking or by `wait()`, who wait for what never comes. */
const SHORT = 30;

const { die } = coroutines<typeof import("./dies.ts")>(new URL("./dies.ts", import.meta.url));

/** Hands a coroutine to the loop of the cell. */
export type Submit = (
  coroutine: Coroutine<unknown>,
  options: { readonly name: string; readonly signal: AbortSignal },
) => Future<unknown>;

/** What came of a cell. */
export interface CellResult {
  readonly cell: Cell;
  readonly seen: Observation;
  /** What should have been otherwise. */
  readonly problems: readonly string[];
}

/** One cell: its coroutine, its future and its waiter. */
export class CellRun {
  readonly cell: Cell;
  readonly name: string;
  readonly expected: Expectation;
  /** Shared with the coroutine. */
  readonly words: Int32Array = newWords();
  readonly #problems: string[] = [];
  readonly #signals = [new CountedSignal(), new CountedSignal()] as const;
  #future: Future<unknown> | undefined;
  #seen: Observation = "pend";
  #waiting: Promise<void> = Promise.resolve();
  #callbacks = 0;

  constructor(cell: Cell) {
    this.cell = cell;
    this.name = cellName(cell);
    this.expected = expected(cell);
  }

  /** Its future. */
  get future(): Future<unknown> {
    if (this.#future === undefined) throw new Error("not submitted");
    return this.#future;
  }

  /** Whether nobody ever sees it settled. */
  get staysOpen(): boolean {
    return this.expected.state === "pend";
  }

  /** What has come of it. */
  get result(): CellResult {
    return { cell: this.cell, seen: this.#seen, problems: this.#problems };
  }

  /** Notes what should have been otherwise. */
  complain(problem: string): void {
    this.#problems.push(problem);
  }

  /** Notes a difference, if there is one. */
  expect(what: string, actual: unknown, should: unknown): void {
    if (actual !== should) this.complain(`${what}: ${String(actual)}, not ${String(should)}`);
  }

  /** Notes a number that is out of its range. */
  expectWithin(what: string, actual: number, [least, most]: Range): void {
    if (actual >= least && actual <= most) return;
    this.complain(`${what}: ${actual}, not ${least === most ? least : `${least} to ${most}`}`);
  }

  /** Submits the coroutine and has the waiter wait, all in one turn. */
  submit(submit: Submit): void {
    const { cell: { outcome, cancel }, name, words } = this;
    const cleansUp = cancel === "during cleanup";
    const dies = outcome === "loop dies";
    const coroutine = dies ? die(words, cleansUp) : live(outcome, words, cleansUp);
    this.#future = submit(coroutine, { name, signal: this.#signals[0].signal });
    this.#waiting = this.#wait(this.#future);
  }

  async #wait(future: Future<unknown>): Promise<void> {
    switch (this.cell.waiter) {
      case "await":
        this.#seen = await awaited(future);
        return;
      case "callback":
        return await this.#called(future);
      case "wait":
        return await this.#waited(future);
    }
  }

  #called(future: Future<unknown>): Promise<void> {
    return new Promise((resolve) => {
      future.addDoneCallback((called) => {
        this.#callbacks += 1;
        this.expect("the callback got its future", called === future, true);
        this.#seen = codeOfFuture(future);
        resolve();
      });
    });
  }

  async #waited(future: Future<unknown>): Promise<void> {
    const timeout = this.expected.seen === "open" ? SHORT : undefined;
    const { signal } = this.#signals[1];
    const { done } = await wait([future], { signal, ...(timeout && { timeout }) });
    this.#seen = done.has(future) ? codeOfFuture(future) : "open";
  }

  /** Sets a word of the coroutine. */
  raise(word: keyof typeof WORD): void {
    Atomics.store(this.words, WORD[word], 1);
  }

  /** Waits until the coroutine has set a word. */
  async raised(word: keyof typeof WORD): Promise<void> {
    await until(
      () => Atomics.load(this.words, WORD[word]) > 0,
      () => `hung: ${this.name}: its coroutine has not ${word}`,
    );
  }

  /** Cancels the future. */
  cancel(): void {
    const should = this.expected.state === "can";
    this.expect("cancel() gave", this.future.cancel(), should);
    this.expect("right after cancel(), cancelled() was", this.future.cancelled(), should);
  }

  /** In its cleanup it is cancelled, and yet not ended. */
  async checkCleaning(): Promise<void> {
    if (this.cell.waiter !== "wait") return;
    const { notDone } = await wait([this.future], { timeout: 0 });
    this.expect("while it cleaned up, wait() had it in notDone", notDone.has(this.future), true);
  }

  /** Blocks, if its waiter does, until it is settled or for a short time. */
  block(limit: number = this.#limit): void {
    if (this.cell.waiter === "result" && (this.#seen === "pend" || this.#seen === "tmo")) {
      this.#seen = blocked(this.future, limit);
    }
  }

  /** What never settles by itself is not waited for long. */
  get #limit(): number {
    const { outcome, shutdown } = this.cell;
    return outcome === "never settles" && (shutdown === "none" || shutdown === "drain")
      ? SHORT
      : PATIENCE;
  }

  /** Waits until its waiter has seen what there is to see. */
  async seen(): Promise<void> {
    await patiently(this.#waiting, `${this.name}: its waiter`);
    if (this.cell.waiter === "nobody") await this.#done();
  }

  async #done(): Promise<void> {
    await until(() => this.future.done(), () => `hung: ${this.name}: done()`);
  }

  /** It is still pending, whatever its waiter thinks of that. */
  checkPending(): void {
    this.expect("done()", this.future.done(), false);
    this.expect("callbacks", this.#callbacks, 0);
  }

  /** Looks once more at what is settled, in all ways there are. */
  async lookAgain(): Promise<void> {
    if (this.expected.settles) await patiently(this.future.settled, `${this.name}: settled`);
    this.#countWork();
    if (this.staysOpen) return this.checkPending();
    if (this.cell.waiter === "nobody") this.#seen = codeOfFuture(this.future);
    await this.#compareLooks();
    this.#checkLateCallback();
    this.#checkError();
    const cancelled = this.expected.state === "can";
    this.expect("a late cancel() gave", this.future.cancel(), cancelled);
    this.expect("after a late cancel() it was", codeOfFuture(this.future), this.expected.state);
    this.expect("running()", this.future.running(), false);
    await this.#countListeners();
  }

  /** How often its coroutine has begun and come to its end. */
  #countWork(): void {
    const count = (word: keyof typeof WORD) => Atomics.load(this.words, WORD[word]);
    this.expect("its waiter saw", this.#seen, this.#seenSoFar);
    this.expect("times begun", count("begun"), this.expected.begins ? 1 : 0);
    this.expectWithin("times finished", count("finished"), this.expected.finishes);
  }

  get #seenSoFar(): Observation {
    return this.cell.waiter === "nobody" ? "pend" : this.expected.seen;
  }

  async #compareLooks(): Promise<void> {
    const { state, settles } = this.expected;
    this.expect("a second look saw", codeOfFuture(this.future), state);
    this.expect("a late await saw", await patiently(awaited(this.future), "a late await"), state);
    this.expect("a late result() saw", blocked(this.future), state);
    const { done } = await wait([this.future], { timeout: 0 });
    this.expect("a late wait() had it in done", done.has(this.future), settles);
  }

  #checkLateCallback(): void {
    let calls = 0;
    this.future.addDoneCallback((future) => calls += future === this.future ? 1 : 100);
    this.expect("calls of a late callback", calls, 1);
    this.expect("callbacks", this.#callbacks, this.cell.waiter === "callback" ? 1 : 0);
  }

  /** A failure is the same object each time; that of a loop that died by itself has the exit code. */
  #checkError(): void {
    if (this.future.cancelled()) return;
    const [first, second] = [this.future.exception(0), this.future.exception(0)];
    this.expect("the same error", first === second, true);
    if (first instanceof BrokenLoopError && this.cell.shutdown !== "terminate") {
      this.expect("exitCode", first.exitCode, EXIT_CODE);
    }
  }

  async #countListeners(): Promise<void> {
    if (!this.expected.settles) return;
    await turn();
    for (const [index, { listeners }] of this.#signals.entries()) {
      this.expect(`listeners of the signal of ${["submit", "wait"][index]}`, listeners, 0);
    }
  }
}
