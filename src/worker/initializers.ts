import { queueMicrotask } from "../core/built_ins.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Work } from "../wire/messages.ts";
import { Job, type JobHost } from "./job.ts";
import { findBody } from "./loader.ts";

/** Who is told of what becomes of initializers. */
export interface InitializersHost {
  /** Reports what a callback of one threw. */
  readonly report: JobHost["report"];
  /** All have run. */
  done(): void;
  /** One has failed, and no other runs. */
  failed(error: unknown): void;
}

/** What runs on a loop before anything else: so many pieces of work as its owner has announced, one after the other. */
export class Initializers {
  readonly #host: InitializersHost;
  readonly #waiting: Work[] = [];
  #left: number;
  #isRunning = false;

  /**
   * @param count How many will come.
   * @param host Who is told.
   */
  constructor(count: number, host: InitializersHost) {
    this.#host = host;
    this.#left = count;
  }

  /** Says that all have run, if there are none. */
  begin(): void {
    if (this.#left === 0) this.#host.done();
  }

  /**
   * Takes the next one. Called from within a poll, which must run no code of the user.
   *
   * @param work What to do.
   */
  add(work: Work): void {
    this.#waiting.push(work);
    queueMicrotask(() => this.#runNext());
  }

  #runNext(): void {
    const work = this.#isRunning ? undefined : this.#waiting.shift();
    if (work === undefined) return;
    this.#isRunning = true;
    const job = new Job({ id: 0, ...work }, {
      find: findBody,
      started: () => {},
      ended: (_, outcome) => this.#ended(outcome),
      report: (error, message, task) => this.#host.report(error, message, task),
    });
    job.run();
  }

  #ended(outcome: Outcome<unknown>): void {
    if (outcome.kind !== "returned") return this.#host.failed(outcome.error);
    this.#isRunning = false;
    this.#left -= 1;
    if (this.#left === 0) this.#host.done();
    else this.#runNext();
  }
}
