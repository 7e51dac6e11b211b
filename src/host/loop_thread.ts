/**
 * The thread of a loop, from its making to its end.
 *
 * @module
 */

import { deferred } from "../core/deferred.ts";
import { newBundledWorker } from "../runtime/bundled_worker.ts";
import { chosenUrl } from "../runtime/entry_url.ts";
import { enterThread, leaveThread } from "../runtime/ledger.ts";
import { runtime } from "../runtime/select.ts";
import type { Thread } from "../runtime/types.ts";
import { canBlock } from "../sync/atomics.ts";
import { now } from "../sync/clock.ts";
import type { Heartbeat } from "../sync/heartbeat.ts";
import { roster } from "../sync/thread_seat.ts";
import type { Vitals } from "../sync/vitals.ts";
import { localLoop } from "../wire/local_loop.ts";
import type { Introduction } from "../wire/loop_passing.ts";
import { type Boot, COPY, PROTOCOL } from "../wire/messages.ts";
import type { LoopConnection } from "./loop_connection.ts";
import { foreignEndError, lateStartError, vanishedError } from "./loop_errors.ts";
import type { ResolvedLoopOptions } from "./loop_options.ts";
import { StartLimit } from "./start_limit.ts";

/** The exit code of a thread that is ended from outside. */
const TERMINATED = 1;
/** How often a thread that blocks looks whether this one is still there, in milliseconds. */
const LOOK_EVERY = 100;
/** How long a thread that has said that it ends may take to, in milliseconds. */
const MAY_TAKE = 2_000;
/** How long one may take to begin whose module may be another than the loop's, in milliseconds. */
const MAY_BEGIN_WITHIN = 60_000;

/** What a thread is made of. */
export interface LoopThreadParts {
  /** The loop's options. */
  readonly options: ResolvedLoopOptions;
  /** What connects it with the thread that makes it. */
  readonly connection: LoopConnection;
  /** Leads to the main thread's own loop. */
  readonly main: Introduction;
  /** The module that makes handles on loops. */
  readonly handles: string;
  /** The loop's heartbeat, in debug mode. */
  readonly heartbeat: Heartbeat | undefined;
}

/** The thread of a loop. */
export class LoopThread {
  /** Resolves when the thread has ended. */
  readonly exited: Promise<void>;
  readonly #thread: Thread;
  readonly #vitals: Vitals;
  readonly #seat: number;
  readonly #name: string;
  readonly #startLimit: StartLimit;
  #cause: unknown;
  #exited = false;
  #isKilled = false;
  #nextLook = 0;
  #takeBackFinish: (() => void) | undefined;

  /**
   * Starts the thread. Throws where the runtime refuses the options.
   *
   * @param parts What it is made of.
   * @param onExit Called when it has ended.
   */
  constructor(parts: LoopThreadParts, onExit: () => void) {
    const { options, connection, main } = parts;
    const { port, vitals } = connection;
    const { name, env, execArgv, resourceLimits, permissions } = options;
    const { workerUrl: url = chosenUrl() } = options;
    const { startTimeout = url === undefined ? Infinity : MAY_BEGIN_WITHIN } = options;
    const end = deferred<void>();
    this.exited = end.promise;
    this.#vitals = vitals;
    this.#seat = connection.passport.seat;
    this.#name = name;
    const { id } = connection.passport;
    const transfer = [port, main.port];
    const makeWorker = newBundledWorker;
    const rights = { env, execArgv, resourceLimits, permissions };
    this.#thread = runtime.spawn(
      { id, name, url, makeWorker, data: bootOf(parts, url), transfer, ...rights },
      {
        error: (error) => this.#cause = error,
        terminating: () => this.#noteTermination(),
        exit: (code) => {
          this.#exited = true;
          this.#takeBackFinish?.();
          this.#startLimit.clear();
          leaveThread(this.#thread.id);
          vitals.markGone(code);
          end.resolve();
          onExit();
        },
      },
    );
    this.#startLimit = new StartLimit(startTimeout, () => this.#giveUp(url));
    enterThread(this.#thread.id, name);
    if (options.daemon) this.#thread.unref();
  }

  /** What the runtime says ended it, if it said so. */
  get cause(): unknown {
    return this.#cause;
  }

  /** Whether it has ended. */
  get hasExited(): boolean {
    return this.#exited;
  }

  /** The share of its life it was busy; `undefined` where the runtime does not tell. */
  utilization(): number | undefined {
    return this.#thread.utilization();
  }

  /**
   * Says whether somebody misses it where it goes on: a thread that is kept for the next work, nobody does.
   *
   * @param isMissed Whether the ledger has it.
   */
  note(isMissed: boolean): void {
    if (this.#exited) return;
    if (isMissed) enterThread(this.#thread.id, this.#name);
    else leaveThread(this.#thread.id);
  }

  /**
   * It has said that it ends. Where it cannot be heard to have ended, it is ended; elsewhere, if it does not end: an
   * exit listener of the program may go on for ever.
   */
  bury(): void {
    if (!this.#thread.tellsExit) return this.finish();
    if (!this.#exited) this.#takeBackFinish = runtime.setDaemonTimer(() => this.finish(), MAY_TAKE);
  }

  /** Ends it, where it goes on though it has said that it ends. */
  finish(): void {
    if (!this.#exited) this.kill();
  }

  /** Ends it now. */
  kill(): void {
    this.#isKilled = true;
    this.#thread.terminate();
  }

  /** It serves the loop. */
  begun(): void {
    this.#startLimit.clear();
  }

  /**
   * Looks, if it is time, whether it has ended without a word, or fails to begin. For a thread that blocks: no event
   * reaches that.
   *
   * @returns Milliseconds until the next look is due.
   */
  look(): number {
    this.#startLimit.look();
    return Math.min(this.#startLimit.remaining(), this.#lookForEnd());
  }

  /** It has not begun in time. */
  #giveUp(url: URL | undefined): void {
    if (this.#vitals.hasBegun() || !this.#sayItEnds()) return;
    this.#cause ??= lateStartError(url);
    this.kill();
  }

  #lookForEnd(): number {
    if (this.#exited || this.#thread.hasVanished === undefined) return Infinity;
    const untilLook = this.#nextLook - now();
    if (untilLook > 0) return untilLook;
    this.#nextLook = now() + LOOK_EVERY;
    if (!this.#thread.hasVanished()) return LOOK_EVERY;
    if (this.#sayItEnds()) this.#cause ??= vanishedError();
    return 0;
  }

  #noteTermination(): void {
    if (this.#exited) return;
    const isNews = this.#sayItEnds();
    if (isNews && !this.#isKilled) this.#cause ??= foreignEndError();
  }

  /** For the thread itself, which gets no chance to; gives whether it has not said so before. */
  #sayItEnds(): boolean {
    const isNews = this.#vitals.markGone(TERMINATED);
    roster().tellEnd(this.#seat);
    return isNews;
  }
}

function bootOf(parts: LoopThreadParts, url: URL | undefined): Boot {
  const { options, connection, main, handles, heartbeat } = parts;
  const { port, rings, passport } = connection;
  const { slowCallbackDuration: slow, stopTimeout, initializers, maxThreads } = options;
  return {
    protocol: PROTOCOL,
    copy: COPY,
    port,
    rings,
    roster: roster().words,
    passport,
    ownerBlocks: canBlock,
    ownerVitals: localLoop().vitals.words,
    main,
    handles,
    workerUrl: url?.href,
    stopTimeout,
    initializers: initializers.length,
    allowsInline: localLoop().allowsInline && (options.allowInline ?? true),
    printsDirectly: options.directConsole ?? true,
    debug: heartbeat && { heartbeat: heartbeat.words, slow },
    maxThreads,
  };
}
