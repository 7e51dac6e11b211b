/**
 * What the library promises, as a model that is small enough to be read: which outcomes a future may have, given what
 * was done to it and to its loop.
 *
 * Threads race, so the model does not say what happens. It says what may happen _up to now_, and what must have
 * happened: a future that is cancelled although nobody has cancelled it, or stopped its loop, is a defect; so is
 * one that is pending although its loop is over.
 *
 * @module
 */

/** How something ended, as text: `returned 5`, `threw RangeError: 5`, `cancelled`, `broken`. */
export type Outcome = string;

/** How the statistics of a loop count a coroutine that has ended. */
export type Counter = "completed" | "failed" | "cancelled";

/** What is known of a piece of work. */
export interface WorkModel {
  /** As it is written in a program. */
  readonly text: string;
  /** Whether the coroutine may end so by itself. */
  allows(outcome: Outcome): boolean;
  /** Whether it ends although nobody cancels it. */
  endsByItself(): boolean;
  /** Whether it ends when it is cancelled. */
  readonly heedsCancel: boolean;
  /** How it is counted if it is cancelled and ends by that; left out where that depends. */
  readonly whenCancelled?: Counter | undefined;
  /** Whether it ends only if the main thread does not block. */
  readonly needsMain?: boolean;
}

/** A loop, as its owner uses it. Facts that begin with `may` are up to other threads. */
export class LoopModel {
  isStarted = false;
  /** Its owner has stopped, closed or terminated it. */
  isStopped = false;
  /** Somebody has asked for its stop. */
  mayStop = false;
  /** Something that ends its thread was handed in. */
  mayDie = false;
  /** Its owner has terminated it: what fails by that is no news. */
  isTerminated = false;
  /** It was seen to be over. */
  isOver = false;
  /** What was accepted from its owner. */
  readonly futures: FutureModel[] = [];
  /** How much other threads may have handed in. */
  strangers = 0;

  /** The owner has it stopped, or closes it. */
  stop(): void {
    this.mayStop = true;
    this.isStopped = true;
  }

  /** The owner terminates it. One that was never started is closed. */
  terminate(): void {
    if (!this.isStarted) return this.stop();
    this.mayDie = true;
    this.isStopped = true;
    this.isTerminated = true;
  }

  /** Whether nothing was done that ends it. */
  get isAtPeace(): boolean {
    return this.isStarted && !this.mayStop && !this.mayDie && !this.isOver;
  }

  /** Whether what is submitted now may end so: a future, or one of these errors. */
  allowsAnswer(answer: "accepted" | "closed" | "broken"): boolean {
    if (answer === "accepted") return !this.isStopped && !this.isOver;
    return answer === "closed" ? this.mayStop : this.mayDie;
  }

  /** Whether a start may end so. */
  allowsStart(answer: "started" | "already running" | "closed"): boolean {
    if (answer === "started") return !this.isStarted && !this.isStopped;
    if (answer === "already running") return this.isStarted && !this.isStopped && !this.isOver;
    return this.mayStop || this.mayDie;
  }

  /** The least and the most that a counter may show when the loop is over. */
  bounds(counter: Counter): [least: number, most: number] {
    const counters = this.futures.map((future) => future.counters());
    const least = counters.filter((own) => own.length === 1 && own[0] === counter).length;
    const most = counters.filter((own) => own.includes(counter)).length;
    return [least, most + this.strangers];
  }
}

/** A future of a loop. */
export class FutureModel {
  /** Its `cancel` has given true. */
  isCancelled = false;
  /** Its coroutine was seen to end while nothing threatened the loop. */
  hasEndedInPeace = false;
  /** The first outcome that was seen; there must be no other. */
  outcome: Outcome | undefined;
  readonly work: WorkModel;
  readonly loop: LoopModel;
  /** A loop that was not started hears of it later, when its future may have ended long ago. */
  readonly #wasHeardAtOnce: boolean;

  constructor(work: WorkModel, loop: LoopModel) {
    this.work = work;
    this.loop = loop;
    this.#wasHeardAtOnce = loop.isStarted;
    loop.futures.push(this);
  }

  /** Its coroutine was seen to end. */
  end(): void {
    this.hasEndedInPeace ||= this.#wasHeardAtOnce && this.loop.isAtPeace;
  }

  /** Whether it may have that outcome, as far as things have come. */
  allows(outcome: Outcome): boolean {
    if (this.outcome !== undefined) return outcome === this.outcome;
    if (this.isCancelled) return outcome === "cancelled";
    if (outcome === "cancelled") return this.loop.mayStop;
    if (outcome === "broken") return this.loop.mayDie;
    return this.loop.isStarted && this.work.allows(outcome);
  }

  /** Whether it is decided, or will be though nobody does anything more. */
  mustSettle(): boolean {
    return this.isCancelled || this.loop.isStopped || this.loop.isOver || this.#endsByItself;
  }

  /** Whether its coroutine has ended, or will though nobody does anything more. */
  mustEnd(): boolean {
    if (this.loop.isStopped || this.loop.isOver || this.#endsByItself) return true;
    return this.isCancelled && (this.work.heedsCancel || !this.loop.isStarted);
  }

  /** Whether all that holds though the main thread blocks. */
  mustEndWithoutMain(): boolean {
    return this.mustEnd() && this.work.needsMain !== true;
  }

  /** What may have been counted. A coroutine whose future was decided before may end in any way. */
  counters(): readonly Counter[] {
    if (this.outcome?.startsWith("returned")) return ["completed"];
    if (this.outcome?.startsWith("threw")) return ["failed"];
    if (!this.loop.isStarted) return ["cancelled"];
    const { whenCancelled } = this.work;
    if (this.hasEndedInPeace && whenCancelled !== undefined) return [whenCancelled];
    return ["completed", "failed", "cancelled"];
  }

  get #endsByItself(): boolean {
    return this.loop.isStarted && this.work.endsByItself();
  }
}
