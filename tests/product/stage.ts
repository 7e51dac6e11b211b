import {
  AsyncWorker,
  type EventLoop,
  newEventLoop,
  runCoroutineThreadsafe,
  withWorker,
} from "sideloop";
import { blockThread, raise, sharedWords } from "../fixtures/blocks_thread.ts";
import type { Cancel, Cell, Group } from "./cells.ts";
import { CellRun, type Submit } from "./run_cell.ts";
import { WORD } from "./words.ts";
import { actMeanwhile, type Deeds } from "./acts_meanwhile.ts";
import { checkLoop, checkReports, type Report } from "./check_loop.ts";
import { liveTimers } from "./ledgers.ts";
import { PATIENCE, patiently, turn, until } from "./patience.ts";

/** Tells loops apart in the ledger. */
let loops = 0;

/** Milliseconds that a stop gives to cleanup: as many as it takes, or few where it never ends. */
function stopTimeoutOf({ outcome }: Group): number {
  return outcome === "never settles" ? 300 : 60_000;
}

/**
 * A loop with cells of one outcome and one shutdown, from its start to its end. What `result()` waits for has a stage
 * of its own, as only one of its cells can block the main thread while the loop is shut down: the one that is not
 * cancelled, and another thread shuts the loop down then. The others have blocked before, or do afterwards.
 */
export class Stage {
  readonly runs: readonly CellRun[];
  readonly #group: Group;
  readonly #helper: EventLoop;
  readonly #reports: Report[] = [];
  readonly #timersBefore = liveTimers();
  #loop: EventLoop = newEventLoop();
  #submit: Submit = (coroutine, options) => runCoroutineThreadsafe(coroutine, this.#loop, options);
  /** How many coroutines it has besides those of the cells. */
  #gates = 0;
  #worker: AsyncWorker | undefined;
  #drained: Promise<void> | undefined;
  #isDrained = false;

  /**
   * @param group Of which its cells are.
   * @param cells Those that share the loop.
   * @param helper Acts while the main thread blocks.
   */
  constructor(group: Group, cells: readonly Cell[], helper: EventLoop) {
    this.#group = group;
    this.#helper = helper;
    this.runs = cells.map((cell) => new CellRun(cell));
  }

  /** Plays it. What goes wrong is a problem of its cells. */
  async play(): Promise<void> {
    try {
      await this.#start();
      await this.#shutDown();
      await this.#decide();
      await this.#end();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      for (const run of this.runs) run.complain(`the stage ended early: ${text}`);
      void this.#loop.terminate();
    }
  }

  async #start(): Promise<void> {
    const options = {
      name: `${this.#group.outcome} x ${this.#group.shutdown}, loop ${++loops}`,
      stopTimeout: stopTimeoutOf(this.#group),
      onError: (error: unknown, { task, future }: { task?: string; future?: { name: string } }) =>
        void this.#reports.push({ name: future?.name ?? task ?? "", error }),
    };
    if (this.#group.shutdown === "drain") return await this.#startWorker(options);
    this.#loop = newEventLoop(options).start();
    await this.#begin();
  }

  /** Its block is over when all has been done that comes before the drain. */
  async #startWorker(options: ConstructorParameters<typeof AsyncWorker>[0]): Promise<void> {
    const blockIsOver = new Promise<void>((resolve, reject) => {
      this.#drained = withWorker(options ?? {}, async (worker) => {
        this.#worker = worker;
        this.#loop = worker.loop;
        this.#submit = (coroutine, options) => worker.submit(coroutine, options);
        await this.#begin().then(resolve, reject);
      }).then(() => void (this.#isDrained = true));
    });
    await blockIsOver;
    await turn();
    if (this.#loop.isRunning()) throw new Error("the drain has not begun");
  }

  #having(cancel: Cancel): CellRun[] {
    return this.runs.filter((run) => run.cell.cancel === cancel);
  }

  async #begin(): Promise<void> {
    const early = this.#having("before dispatch");
    if (early.length > 0) await this.#blocked(() => early.forEach(submitCancelled, this.#submit));
    const others = this.runs.filter((run) => !early.includes(run));
    for (const run of others) run.submit(this.#submit);
    for (const run of others) await run.raised("begun");
    for (const run of this.#having("after")) await this.#settleFirst(run);
    for (const run of this.#having("while running")) {
      run.cancel();
      run.block();
    }
    for (const run of this.#having("during cleanup")) {
      run.cancel();
      await run.raised("cleaning");
      await run.checkCleaning();
      run.block();
    }
  }

  /** Does something while the loop's thread is blocked. */
  async #blocked(action: () => void): Promise<void> {
    const gate = sharedWords();
    const { signal } = new AbortController();
    const passed = this.#submit(blockThread(gate), { name: "gate", signal });
    this.#gates += 1;
    await until(() => Atomics.load(gate, 0) === 1, () => "hung: the gate");
    try {
      action();
    } finally {
      raise(gate, 1);
    }
    await patiently(passed, "the gate");
  }

  /** What is cancelled "after" has its outcome first, unless it never has one. */
  async #settleFirst(run: CellRun): Promise<void> {
    if (run.cell.outcome === "never settles") {
      run.raise("released");
      return await run.raised("finished");
    }
    if (run.cell.waiter === "result") await this.#blockUntil(run, { raises: [releaseOf(run)] });
    else run.raise("released");
    await run.seen();
    run.cancel();
  }

  /** Has a cell block while another thread acts. */
  async #blockUntil(run: CellRun, deeds: Omit<Deeds, "isBlocked">): Promise<void> {
    const isBlocked = sharedWords();
    const done = runCoroutineThreadsafe(actMeanwhile({ isBlocked, ...deeds }), this.#helper);
    raise(isBlocked, 0);
    run.block();
    await patiently(done, "what another thread does meanwhile");
  }

  async #shutDown(): Promise<void> {
    for (const run of this.#having("during cleanup")) run.cancel();
    const blocks = this.#having("none").find(({ cell: { waiter } }) => waiter === "result");
    if (blocks === undefined) await this.#shutDownFromHere();
    else await this.#blockUntil(blocks, { ...this.#remoteEnd(), raises: this.#releases() });
    for (const run of this.runs) run.block();
  }

  async #shutDownFromHere(): Promise<void> {
    const { shutdown } = this.#group;
    if (shutdown === "cancel") this.#loop.stop();
    const terminated = shutdown === "terminate" ? this.#loop.terminate() : undefined;
    for (const [words, index] of this.#releases()) raise(words as Int32Array, index);
    if (terminated !== undefined) await patiently(terminated, "terminate()");
  }

  #remoteEnd(): Pick<Deeds, "loop" | "end"> {
    const { shutdown } = this.#group;
    if (shutdown !== "cancel" && shutdown !== "terminate") return {};
    return { loop: this.#loop, end: shutdown === "cancel" ? "stop" : "terminate" };
  }

  /** Whom to let go on once the shutdown has begun. */
  #releases(): [Int32Array, number][] {
    const { shutdown } = this.#group;
    if (shutdown === "terminate") return [];
    const cleaning = this.#having("during cleanup").map(cleanedOf);
    return shutdown === "cancel" ? cleaning : [...cleaning, ...this.#having("none").map(releaseOf)];
  }

  /** What would wait for ever: it is cancelled, or its loop is stopped, or it stays as it is. */
  async #decide(): Promise<void> {
    const { outcome, shutdown } = this.#group;
    if (outcome !== "never settles" || shutdown === "cancel" || shutdown === "terminate") return;
    const begun = this.runs.filter(({ expected }) => expected.begins);
    for (const run of begun) await run.raised("finished");
    const [open, late] = [this.#having("none"), this.#having("after")];
    for (const run of [...open, ...late]) run.checkPending();
    for (const run of late) run.cancel();
    if (open.length > 0 && shutdown === "drain") this.#stopDraining(open);
    for (const run of this.runs) run.block();
  }

  #stopDraining(open: readonly CellRun[]): void {
    for (const run of open) run.expect("the drain is over", this.#isDrained, false);
    void this.#worker?.stop(stopTimeoutOf(this.#group));
  }

  async #end(): Promise<void> {
    const { runs } = this;
    const isOver = this.#group.shutdown !== "none";
    if (this.#drained !== undefined) await patiently(this.#drained, "the drain");
    if (isOver && !await this.#loop.join(PATIENCE)) throw new Error("hung: join()");
    for (const run of runs) if (run.expected.seen !== "pend") await run.seen();
    await checkReports(runs, this.#reports);
    for (const run of runs) await run.lookAgain();
    await checkLoop({
      runs,
      loop: this.#loop,
      isOver,
      others: this.#gates,
      timersBefore: this.#timersBefore,
    });
  }
}

function submitCancelled(this: Submit, run: CellRun): void {
  run.submit(this);
  run.cancel();
  run.block();
}

function releaseOf({ words }: CellRun): [Int32Array, number] {
  return [words, WORD.released];
}

function cleanedOf({ words }: CellRun): [Int32Array, number] {
  return [words, WORD.cleaned];
}
