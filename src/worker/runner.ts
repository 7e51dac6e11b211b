/**
 * What serves a loop on the thread it is: takes jobs from its sessions and starts them, in order.
 *
 * Starting happens in turns of the thread's event loop and never inside a poll, since a poll may
 * happen in the middle of any blocking call. Before each start the inbox is polled, so that what
 * was cancelled meanwhile never begins; after {@linkcode TURN_BUDGET} the rest waits for the next
 * turn, so that timers and sockets get theirs.
 *
 * @module
 */

import { queueMicrotask, react, resolved } from "../core/built_ins.ts";
import { MAX_TIMER_DELAY } from "../core/deadline.ts";
import { Fifo } from "../core/fifo.ts";
import type { Port } from "../core/port.ts";
import type { Task } from "../core/task_type.ts";
import { runtime } from "../runtime/select.ts";
import { outsideTasks } from "../sync/awaiting.ts";
import { now } from "../sync/clock.ts";
import { type Inbox, threadInbox } from "../sync/inbox.ts";
import { nextTurn } from "../sync/turn.ts";
import type { Vitals } from "../sync/vitals.ts";
import type { Channel } from "../wire/channel.ts";
import type { Annex } from "../wire/local_loop.ts";
import type { FromLoop, StopMode, ToLoop, Work } from "../wire/messages.ts";
import { Doorman } from "./doorman.ts";
import { type Job, type JobHost, type JobKind, stoppedError } from "./job.ts";
import { Lingering, type LingeringHost } from "./lingering.ts";
import { LocalTasks } from "./local_tasks.ts";
import { Session, type SessionHost } from "./session.ts";
import { type StopHook, StopHooks } from "./stop_hooks.ts";

/** Its reactions run in a microtask; `queueMicrotask` does the same and costs several times as much. */
const SOON = resolved(undefined);
/** How long jobs are started in one turn, in milliseconds. */
const TURN_BUDGET = 0.2;
/** The part of the time to stop that is over when hooks run at the latest. */
const BEFORE_LAST_CALL = 0.8;

/** What a runner is told, and whom it tells. */
export interface RunnerOptions extends LingeringHost {
  /** What all threads may know of the loop. */
  readonly vitals: Vitals;
  /** Gives the body of work that others hand in, if it can be had without an import. */
  readonly find: JobHost["find"];
  /** Told of what the loop's owner has it do before anything else; nobody else says so. */
  initialize?(work: Work): void;
  /** Told of errors that nobody else would see. */
  report(error: unknown, message: string, task?: string): void;
  /** Told when all has begun that was handed in. */
  rested?(): void;
  /** Told when a stopped loop has nothing left to do. */
  stopped(): void;
}

/** What serves a loop on the thread it is. */
export class Runner implements SessionHost {
  readonly vitals: Vitals;
  readonly find: JobHost["find"];
  /** The tasks that code on this thread makes. */
  readonly tasks: LocalTasks = new LocalTasks(this);
  readonly #options: RunnerOptions;
  readonly #inbox: Inbox = threadInbox();
  readonly #jobs = new Map<Job, JobKind>();
  readonly #queue = new Fifo<Job>();
  readonly #hooks = new StopHooks(this);
  readonly #lingering: Lingering;
  #annex: Annex | undefined;
  #starting = false;
  #held = false;
  readonly #waitingForRelease: (() => void)[] = [];
  #doorman: Doorman | undefined;
  #phase: "running" | "draining" | "stopping" | "finishing" = "running";
  /** How many jobs others have handed in that have not ended. */
  #asked = 0;
  #busy = 0;
  #timeout = Infinity;
  #takeLastCall: (() => void) | undefined;
  #hooksRun: Promise<void> | undefined;

  /** @param options What it is told, and whom it tells. */
  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#lingering = new Lingering(options);
    this.vitals = options.vitals;
    this.find = options.find;
  }

  /**
   * Serves a submitter.
   *
   * @param channel To it.
   * @param kind What its calls are: those of the loop's owner, who knows which of them go on, of another thread, or
   * of the loop's own code.
   */
  open(channel: Channel<FromLoop, ToLoop>, kind: "call" | "guest" | "task" = "task"): Session {
    const session = new Session(channel, this, kind);
    this.#inbox.attach(session);
    return session;
  }

  /** The tasks that have not ended. */
  *allTasks(): Generator<Task, void> {
    for (const job of this.#jobs.keys()) yield job.task;
  }

  /** Whether nothing it was given is under way. */
  get isIdle(): boolean {
    return this.#jobs.size === 0;
  }

  /** Keeps jobs from starting until what it returns is called. */
  hold(): () => void {
    this.#held = true;
    return () => {
      this.#held = false;
      for (const ready of this.#waitingForRelease.splice(0)) ready();
      this.#schedule();
    };
  }

  /**
   * Calls back as soon as jobs may start: at once, if they may.
   *
   * @param callback Called once.
   */
  whenReady(callback: () => void): void {
    if (this.#held) this.#waitingForRelease.push(callback);
    else callback();
  }

  accept(job: Job, kind: JobKind): void {
    this.#jobs.set(job, kind);
    if (kind !== "task") this.#asked += 1;
    if (kind !== "task" && this.#isStopping) return job.cancelSoon(stoppedError());
    this.#queue.push(job);
    this.#schedule();
  }

  /** Others than its own code, which may clean up, come too late. */
  get #isStopping(): boolean {
    return this.#phase === "stopping" || this.#phase === "finishing";
  }

  initialize(work: Work): void {
    this.#options.initialize?.(work);
  }

  admit(port: Port, guest: Vitals): void {
    this.#doorman ??= new Doorman(this);
    this.#doorman.expect(port, guest);
  }

  /** Nobody waits for its end, which a loop that drains must not depend on. */
  setAside(job: Job): void {
    if (this.#jobs.get(job) !== "guest") return;
    this.#jobs.set(job, "task");
    this.#asked -= 1;
    this.#checkStopped();
  }

  release(job: Job): void {
    if (this.#jobs.get(job) !== "task") this.#asked -= 1;
    this.#jobs.delete(job);
    this.#lingering.ended(job);
    this.#checkStopped();
  }

  addStopHook(hook: StopHook): () => void {
    return this.#hooks.add(hook);
  }

  report(error: unknown, message: string, task?: string): void {
    this.#options.report(error, message, task);
  }

  /**
   * Has what does work for this loop on other threads stopped with it.
   *
   * @param annex What that is.
   */
  adopt(annex: Annex): void {
    this.#annex = annex;
  }

  /**
   * Tells the owner of work elsewhere that goes on though it was cancelled.
   *
   * @param task What it is called.
   * @returns Says that it has ended.
   */
  lingers(task: string): () => void {
    return this.#lingering.add(task);
  }

  /**
   * Cancelling ends all calls and tasks; posts accepted before are still begun, and then told. Draining lets what
   * was asked for come to its end, and cancels the tasks that are left then: nobody asked for those.
   *
   * @param mode What happens to the work.
   * @param timeout How long what is cancelled may take to end, in milliseconds; then the thread is terminated.
   */
  stop(mode: StopMode, timeout: number): void {
    if (this.#phase === "finishing") return;
    this.#phase = mode === "cancel" ? "stopping" : "draining";
    this.#timeout = Math.min(timeout, this.#timeout);
    if (mode === "cancel") {
      this.#cancelAll();
      this.#setLastCall();
    }
    queueMicrotask(() => this.#checkStopped());
  }

  /** What ignores its cancellation must not keep the hooks from running: some of the time is theirs. */
  #setLastCall(): void {
    this.#takeLastCall?.();
    const delay = Math.min(BEFORE_LAST_CALL * this.#timeout, MAX_TIMER_DELAY);
    this.#takeLastCall = runtime.setDaemonTimer(() => {
      void react(this.#runHooks(), () => this.tasks.reportUnseen());
    }, delay);
  }

  #cancelAll(): void {
    for (const [job, kind] of [...this.#jobs]) {
      if (kind !== "post" || job.running) job.cancelSoon(stoppedError());
    }
    this.#annex?.cancelAll(stoppedError());
    void react(nextTurn(), () => this.#lingering.tell(this.#jobs));
  }

  #checkStopped(): void {
    if (this.#phase === "draining" && this.#asked === 0) return this.#endDraining();
    if (this.#phase !== "stopping" || this.#jobs.size > 0) return;
    this.#phase = "finishing";
    void this.#finish();
  }

  #endDraining(): void {
    this.vitals.markStopping();
    this.stop("cancel", this.#timeout);
  }

  /** Hooks come when all work has ended, and may have more of it done elsewhere. */
  async #finish(): Promise<void> {
    await this.#annex?.ended();
    await this.#runHooks();
    await this.#annex?.close();
    this.tasks.reportUnseen();
    this.#options.stopped();
  }

  #runHooks(): Promise<void> {
    return this.#hooksRun ??= this.#hooks.run();
  }

  /** Outside of all tasks: what starts jobs, and imports their modules, belongs to none. */
  #schedule(): void {
    if (this.#starting || this.#held) return;
    this.#starting = true;
    outsideTasks(() => void react(SOON, this.#startAll));
  }

  readonly #startAll = (): void => {
    try {
      this.#startSome();
      if (this.#queue.size > 0) return void react(nextTurn(), this.#startAll);
      this.#starting = false;
      this.#options.rested?.();
    } catch (error) {
      this.#inbox.fail(error);
    }
  };

  #startSome(): void {
    const begin = now();
    let time = begin;
    while (this.#queue.size > 0 && time - begin < TURN_BUDGET) {
      time = this.#start(this.#queue.shift() as Job);
    }
    this.#busy += time - begin;
    this.vitals.setBusy(this.#busy);
  }

  /** Gives the time when the first step was over. */
  #start(job: Job): number {
    this.#inbox.poll();
    this.vitals.markRead();
    job.run();
    return now();
  }
}
