/**
 * Starts the threads of a scenario and runs one schedule after another. It blocks its thread during a
 * run.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { Baton } from "./baton.ts";
import { Board, LIFE, STATUS, VERDICT } from "./board.ts";
import { Conductor } from "./conductor.ts";
import { OP } from "./op.ts";
import type { Scenario, Shared } from "./scenario.ts";
import type { ThreadData } from "./thread.ts";
import { Waiters } from "./waiters.ts";

/** How long the threads may take to start. */
const START_TAKES = 15_000;

/** The threads of a scenario. */
export class Controller {
  readonly board = new Board();
  readonly shared: Shared;
  readonly #scenario: Scenario<Shared>;
  readonly #threads: number;
  readonly #initial: readonly Int32Array[];
  readonly #baton: Baton;
  readonly #conductor = new Conductor(this.board, new Waiters(this.board));
  readonly #workers: Worker[] = [];

  /** @param scenario What to run. */
  constructor(scenario: Scenario<Shared>) {
    this.#scenario = scenario;
    this.#threads = scenario.threads.length;
    this.shared = scenario.setup();
    this.#initial = Object.values(this.shared).map((words) => words.slice());
    this.#baton = new Baton(this.#threads + 1);
  }

  /**
   * Starts the threads.
   *
   * @param module The module that exports the scenario.
   */
  async start(module: string): Promise<void> {
    const failed: unknown[] = [];
    for (let thread = 0; thread < this.#threads; thread++) {
      const worker = this.#startThread(module, thread);
      worker.on("error", (error) => failed.push(error));
      this.#workers.push(worker);
    }
    const deadline = performance.now() + START_TAKES;
    while (this.#baton.counted() < this.#threads) {
      if (failed.length > 0) throw failed[0];
      if (performance.now() > deadline) throw new Error("Cannot explore: the threads do not start");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  #startThread(module: string, thread: number): Worker {
    const workerData: ThreadData = {
      module,
      thread,
      threads: this.#threads,
      shared: this.shared,
      board: this.board.buffer,
      baton: this.#baton.words,
    };
    return new Worker(new URL("./thread.ts", import.meta.url), { workerData });
  }

  /**
   * Runs one schedule to its end; the board tells how it went. After a failure the threads are left
   * in the middle of their code, and there can be no other run.
   *
   * @param choices The choices to begin with; afterwards a thread goes on as long as it can.
   * @param sleep Which choices need not be tried after these.
   */
  run(choices: readonly number[], sleep: number): void {
    this.#reset(choices, sleep);
    const first = this.#conductor.next();
    if (first === undefined) throw new Error("Cannot explore: no thread can begin");
    this.#baton.give(first);
    if (this.#baton.receiveSoon(this.#threads)) return;
    throw new Error("Cannot explore: a thread runs on without an atomic step");
  }

  /** Ends the threads, wherever they are. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #reset(choices: readonly number[], sleep: number): void {
    Object.values(this.shared).forEach((words, index) => words.set(this.#initial[index] ?? []));
    this.#baton.reset();
    this.board.prefix.set(choices);
    this.#resetBoard(choices.length, sleep);
    this.#scenario.threads.forEach(({ name }, thread) => this.#resetThread(thread, name));
  }

  #resetThread(thread: number, name: string): void {
    const isMortal = this.#scenario.model?.mortal?.includes(name) ?? false;
    const life = isMortal ? LIFE.mortal : LIFE.immortal;
    this.board.threads.put(thread, { status: STATUS.ready, op: OP.start, word: -1, life });
    this.board.threads.put(thread, { first: 0, second: 0, changes: 0 });
  }

  #resetBoard(prefix: number, branchSleep: number): void {
    const { timeouts = 0, steps = 400, tick = 0, plain, freePauses } = this.#scenario.model ?? {};
    this.board.put({ threads: this.#threads, verdict: VERDICT.running, last: -1 });
    this.board.put({ steps: 0, decisions: 0, waiters: 0, changes: 0, sleep: 0, clock: 0 });
    this.board.put({
      timeouts: 0,
      redundant: 0,
      textLength: 0,
      prefix,
      branchSleep,
      maxTimeouts: timeouts,
    });
    this.board.put({ maxSteps: steps, tick, plain: Number(plain ?? false) });
    this.board.set("freePauses", Number(freePauses ?? false));
  }
}
