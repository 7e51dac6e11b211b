/**
 * How long the steps of tasks take: in debug mode a loop watches itself.
 *
 * A step begins where a task begins, or a wait of the library ends. It ends where the function or the generator
 * comes back, where the next one begins, or at the latest when the loop turns. What begins unseen, after the
 * `await` of a foreign promise, shows as a timer that comes late; it is put down to the task that ends right after
 * it, or else to the one whose step was seen last. Whoever stops the process makes timers late, too; so such
 * lateness counts only where the owner has looked on meanwhile.
 *
 * Invariant: the time between two marks is looked at once, so that no step is told twice.
 *
 * @module
 */

import { queueMicrotask, react } from "../core/built_ins.ts";
import { runtime } from "../runtime/select.ts";
import { now } from "../sync/clock.ts";
import { beatInterval, type Heartbeat } from "../sync/heartbeat.ts";
import { nextTurn } from "../sync/turn.ts";

/** How often the owner must have looked since the last beat: once before and once after a stop proves nothing. */
const LOOKED_ON = 3;

/** What a watch needs. */
export interface StepWatchOptions {
  /** What counts as slow, in milliseconds. */
  readonly slow: number;
  /** Tells the owner that the loop turns, and whose step runs. */
  readonly heartbeat: Heartbeat;
  /** Told of a step that was slow. */
  tell(task: string, milliseconds: number): void;
}

interface Named {
  readonly name: string;
}

/** Measures the steps of one loop. */
export class StepWatch {
  readonly #options: StepWatchOptions;
  readonly #interval: number;
  /** Tasks that have begun and not ended; whose step was seen last comes last. */
  readonly #running = new Set<Named>();
  #task: Named | undefined;
  /** Since when the thread is busy; lies ahead where it is busy with nothing. */
  #since = Infinity;
  /** When the next beat is due. */
  #due = 0;
  /** How often the owner had looked at the last beat. */
  #looks = 0;
  /** Whether a step has begun in this turn, so that its beginning is known. */
  #isExact = false;

  /** @param options What it needs. */
  constructor(options: StepWatchOptions) {
    this.#options = options;
    this.#interval = beatInterval(options.slow);
    this.#beat();
  }

  /** A step of a task begins, perhaps the first. */
  begins(task: Named): void {
    this.#since = this.#mark();
    this.#running.delete(task);
    this.#running.add(task);
    this.#setTask(task);
    if (this.#isExact) return;
    this.#isExact = true;
    void react(nextTurn(), () => this.#turned());
  }

  /** A wait of a task is over: its next step begins when the calling code has come to its end. */
  resumes(task: Named): void {
    queueMicrotask(() => {
      if (this.#running.has(task)) this.begins(task);
    });
  }

  /** The function or generator has come back. */
  pauses(): void {
    if (this.#isExact) this.#since = this.#mark();
  }

  /** A task has ended. */
  ends(task: Named): void {
    if (!this.#running.delete(task)) return;
    if (!this.#isExact) this.#task = task;
    this.#since = Math.max(this.#mark(), this.#isExact ? 0 : this.#due);
    if (this.#task === task) this.#setTask(undefined);
  }

  #turned(): void {
    this.#since = Math.max(this.#mark(), this.#due);
    this.#isExact = false;
    this.#options.heartbeat.beat();
  }

  /** Shows by coming late that the loop was busy. */
  #beat(): void {
    const { heartbeat } = this.#options;
    this.#since = this.#due = this.#mark() + this.#interval;
    heartbeat.beat();
    this.#looks = heartbeat.looks();
    if (this.#task === undefined) this.#setTask([...this.#running].at(-1));
    runtime.setDaemonTimer(() => this.#beat(), this.#interval);
  }

  /** Tells of the step that ends here, if it was slow. Gives the time. */
  #mark(): number {
    const time = now();
    const took = time - this.#since;
    if (took > this.#options.slow && this.#isSure()) this.#tell(took);
    return time;
  }

  #isSure(): boolean {
    return this.#isExact || this.#options.heartbeat.looks() - this.#looks >= LOOKED_ON;
  }

  #tell(milliseconds: number): void {
    if (this.#task !== undefined) this.#options.tell(this.#task.name, milliseconds);
  }

  #setTask(task: Named | undefined): void {
    if (task === this.#task) return;
    this.#task = task;
    this.#options.heartbeat.setTask(task?.name ?? "");
  }
}

/** The watch of this thread's loop; `undefined` outside debug mode. */
export let stepWatch: StepWatch | undefined;

/**
 * Watches the steps on this thread from now on.
 *
 * @param options What the watch needs.
 */
export function watchSteps(options: StepWatchOptions): void {
  stepWatch = new StepWatch(options);
}
