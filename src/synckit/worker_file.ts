import type { Future } from "../core/contract.ts";
import { checkTimeout, Deadline } from "../core/deadline.ts";
import { innerOfLoop } from "../host/loop_handle.ts";
import { resolveLoopOptions } from "../host/loop_options.ts";
import { runCoroutineThreadsafe } from "../host/run_coroutine_threadsafe.ts";
import { BlockedSite } from "../host/site.ts";
import { StoppableLoop } from "../host/stoppable_loop.ts";
import { now } from "../sync/clock.ts";
import { ANSWER, load } from "./answer.ts";
import type { SyncOptions } from "./sync_options.ts";

/** Nobody stops it: it keeps no process alive. */
class WorkerFileLoop extends StoppableLoop {
  override isForgotten(): boolean {
    return false;
  }
}

/**
 * A worker file and its thread, which is started by the first call, and anew by the first call after it has died.
 * What the file failed with when it was loaded, all calls fail with.
 */
export class WorkerFile {
  readonly #options: SyncOptions;
  #transferList: readonly object[] | undefined;
  #loop: WorkerFileLoop | undefined;
  #loading: Future<void> | undefined;
  #isLoaded = false;

  /** @param options Where it is, and how its thread is made. */
  constructor(options: SyncOptions) {
    this.#options = options;
    this.#transferList = options.transferList;
  }

  /**
   * Calls the file's function, and blocks until it is done.
   *
   * @param args Its arguments.
   */
  call(args: unknown[]): unknown {
    const loop = this.#loop;
    const { timeout } = this.#options;
    if (this.#isLoaded && loop?.takesWork()) return this.#ask(loop, args, timeout);
    const deadline = new Deadline(checkTimeout(timeout), now);
    const loaded = this.#loadedLoop(deadline);
    return this.#ask(loaded, args, deadline.remaining());
  }

  /** Ends the thread. */
  end(): void {
    this.#loop?.stop();
    this.#loop = undefined;
    this.#loading = undefined;
    this.#isLoaded = false;
  }

  #ask(loop: WorkerFileLoop, args: unknown[], timeout: number | undefined): unknown {
    const future = this.#submit(loop, args);
    try {
      return future.result(timeout);
    } catch (error) {
      future.cancel(); // what nobody waits for any more
      throw error;
    }
  }

  #submit(loop: WorkerFileLoop, args: unknown[]): Future<unknown> {
    const { submit } = innerOfLoop(loop);
    const transfer = this.#transferList as Transferable[] | undefined;
    const options = transfer === undefined ? {} : { transfer };
    const future = submit({ target: ANSWER, args }, options, new BlockedSite(this.#ask));
    this.#transferList = undefined;
    return future;
  }

  #loadedLoop(deadline: Deadline): WorkerFileLoop {
    if (this.#isLoaded) this.end(); // it has died
    const loop = this.#loop ??= this.#startLoop();
    this.#loading ??= runCoroutineThreadsafe(load(this.#options.loading), loop);
    try {
      this.#loading.result(deadline.remaining());
    } catch (error) {
      // A thread whose file cannot be loaded is of no use; one that takes its time is.
      if (this.#loading.done()) loop.stop();
      throw error;
    }
    this.#isLoaded = true;
    return loop;
  }

  #startLoop(): WorkerFileLoop {
    const { execArgv, loading } = this.#options;
    const name = `synckit ${loading.path.split(/[/\\]/).at(-1)}`;
    const loop = new WorkerFileLoop(resolveLoopOptions({ name, ...(execArgv && { execArgv }) }));
    return loop.start();
  }
}
