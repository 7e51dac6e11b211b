/**
 * Who takes the next step. The thread that has the baton asks, so that a thread that goes on costs
 * no handover.
 *
 * A choice is a number: `t` for the next step of thread `t`, `threads + t` for the end of its wait by
 * a timeout, `2 * threads + t` for its death. Sets of choices are bit masks.
 *
 * Source: Godefroid's sleep sets ("Partial-Order Methods for the Verification of Concurrent Systems",
 * 1996). A choice sleeps while taking it would only repeat, in an order that makes no difference, what
 * has been run already; a step that depends on it wakes it.
 *
 * @module
 */
import { type Board, LIFE, STATUS, VERDICT } from "./board.ts";
import { type Access, dependent, isLocal, OP } from "./op.ts";
import type { Waiters } from "./waiters.ts";

/** Who takes the next step. */
export class Conductor {
  readonly #board: Board;
  readonly #waiters: Waiters;

  /**
   * @param board The run.
   * @param waiters Its waits.
   */
  constructor(board: Board, waiters: Waiters) {
    this.#board = board;
    this.#waiters = waiters;
  }

  /** The thread that goes on, or `undefined` where the run is over; the verdict says why. */
  next(): number | undefined {
    for (;;) {
      if (this.#board.get("steps") >= this.#board.get("maxSteps")) return this.#end("livelock");
      const free = this.#find((thread) => this.#goesOnFreely(thread));
      if (free >= 0) return this.#take(this.#awaken(free));
      const enabled = this.#enabled();
      if (enabled === 0) return this.#nobodyCan();
      const choice = this.#choose(enabled);
      if (choice === undefined) return undefined;
      this.#wakeSleepers(choice);
      if (choice < this.#threads) return this.#take(this.#remember(choice));
      if (choice >= 2 * this.#threads) return this.#kill(choice - 2 * this.#threads);
      this.#timeOut(choice - this.#threads);
    }
  }

  get #threads(): number {
    return this.#board.get("threads");
  }

  /** Its next step touches nothing shared, so there is no choice about it. */
  #goesOnFreely(thread: number): boolean {
    if (!this.#isReady(thread)) return false;
    const op = this.#board.threads.get(thread, "op");
    return isLocal(op) || (op === OP.pause && this.#hasNews(thread));
  }

  /** It moves, so that the end of its wait is no longer the one that slept. */
  #awaken(thread: number): number {
    this.#board.set("sleep", this.#board.get("sleep") & ~(1 << (this.#threads + thread)));
    return thread;
  }

  #hasNews(thread: number): boolean {
    return this.#board.get("changes") > this.#board.threads.get(thread, "changes");
  }

  #enabled(): number {
    let enabled = 0;
    const mayTimeOut = this.#board.get("timeouts") < this.#board.get("maxTimeouts");
    for (let thread = 0; thread < this.#threads; thread++) {
      if (this.#canStep(thread)) enabled |= 1 << thread;
      if (this.#canDie(thread)) enabled |= 1 << (2 * this.#threads + thread);
      if (mayTimeOut && this.#waiters.due(thread) >= 0) enabled |= 1 << (this.#threads + thread);
    }
    return enabled;
  }

  #canStep(thread: number): boolean {
    return this.#isReady(thread) && this.#board.threads.get(thread, "op") !== OP.pause;
  }

  #canDie(thread: number): boolean {
    return this.#canStep(thread) && this.#board.threads.get(thread, "life") === LIFE.mortal;
  }

  /** Threads that only spin may go on when all others cannot: their loops may end by themselves. */
  #nobodyCan(): number | undefined {
    const spinning = this.#find((thread) => this.#isReady(thread));
    return spinning < 0 ? this.#end("deadlock") : this.#take(spinning);
  }

  #choose(enabled: number): number | undefined {
    const number = this.#board.get("decisions");
    const hasChoice = (enabled & (enabled - 1)) !== 0;
    const given = hasChoice && number < this.#board.get("prefix");
    const choice = given ? this.#given(number, enabled) : this.#awake(enabled);
    if (!hasChoice || choice === undefined || this.#board.get("redundant") !== 0) return choice;
    this.#board.bump("decisions");
    this.#board.decisions.put(number, {
      choice,
      enabled,
      sleep: this.#board.get("sleep"),
      last: this.#board.get("last"),
    });
    if (number === this.#board.get("prefix") - 1) {
      this.#board.set("sleep", this.#board.get("branchSleep"));
    }
    return choice;
  }

  #given(number: number, enabled: number): number | undefined {
    const choice = this.#board.prefix[number] as number;
    return (enabled & (1 << choice)) === 0 ? this.#end("misfit") : choice;
  }

  /**
   * Goes on with the thread that ran last where that is possible: a handover is what costs. Where all
   * choices sleep, the run is redundant from here on; it goes to its end, which is simpler than to
   * get several threads out of the middle of their code.
   */
  #awake(enabled: number): number {
    let candidates = enabled & ~this.#board.get("sleep");
    if (candidates === 0) {
      this.#board.put({ redundant: 1, sleep: 0 });
      candidates = enabled;
    }
    const last = this.#board.get("last");
    if (last >= 0 && (candidates & (1 << last)) !== 0) return last;
    return 31 - Math.clz32(candidates & -candidates);
  }

  #wakeSleepers(choice: number): void {
    const step = this.#access(choice);
    let sleep = this.#board.get("sleep");
    for (let other = 0; sleep >> other !== 0; other++) {
      const sameThread = other % this.#threads === choice % this.#threads;
      if ((sleep & (1 << other)) === 0) continue;
      if (sameThread || dependent(step, this.#access(other))) sleep &= ~(1 << other);
    }
    this.#board.set("sleep", sleep);
  }

  #access(choice: number): Access {
    if (choice < this.#threads) {
      const { threads } = this.#board;
      return { op: threads.get(choice, "op"), word: threads.get(choice, "word") };
    }
    if (choice >= 2 * this.#threads) return { op: OP.death, word: -1 };
    const waiter = this.#waiters.due(choice - this.#threads);
    return { op: OP.timeout, word: this.#board.waiters.get(waiter, "word") };
  }

  #remember(thread: number): number {
    this.#board.set("last", thread);
    return thread;
  }

  #take(thread: number): number {
    const { threads } = this.#board;
    this.#board.steps.put(this.#board.bump("steps"), {
      thread,
      op: threads.get(thread, "op"),
      word: threads.get(thread, "word"),
      first: threads.get(thread, "first"),
      second: threads.get(thread, "second"),
      value: 0,
    });
    return thread;
  }

  #kill(thread: number): number {
    this.#board.threads.set(thread, "life", LIFE.dying);
    this.#board.steps.put(this.#board.bump("steps"), { thread, op: OP.death, word: -1 });
    return this.#remember(thread);
  }

  #timeOut(thread: number): void {
    const waiter = this.#waiters.due(thread);
    const word = this.#board.waiters.get(waiter, "word");
    this.#board.bump("timeouts");
    this.#board.steps.put(this.#board.bump("steps"), { thread, op: OP.timeout, word });
    this.#waiters.timeOut(waiter);
  }

  #end(verdict: keyof typeof VERDICT): undefined {
    this.#board.set("verdict", VERDICT[verdict]);
  }

  #isReady(thread: number): boolean {
    return this.#board.threads.get(thread, "status") === STATUS.ready;
  }

  #find(matches: (thread: number) => boolean): number {
    for (let thread = 0; thread < this.#threads; thread++) if (matches(thread)) return thread;
    return -1;
  }
}
