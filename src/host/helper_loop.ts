import type { Future } from "../core/contract.ts";
import type { Coroutine } from "../core/coroutine_type.ts";
import { useCoroutine, workOf } from "../coroutine/coroutine_object.ts";
import { currentThread } from "../runtime/this_thread.ts";
import { localLoop } from "../wire/local_loop.ts";
import type { SubmitOptions } from "./calls.ts";
import { innerOfLoop } from "./loop_handle.ts";
import { resolveLoopOptions } from "./loop_options.ts";
import { OwnedLoop } from "./owned_loop.ts";
import { type AnySite, newSite } from "./site.ts";

/** How long coroutines may take to end when the helper is disposed of, in milliseconds. */
const STOP_TIMEOUT = 5_000;

/**
 * The loop of a thread's helper, running. Nobody has to stop it: it keeps no process alive, and where its thread
 * serves a loop, it is stopped with that.
 */
export class HelperLoop extends OwnedLoop {
  /** Makes it and starts it. */
  constructor() {
    super(
      resolveLoopOptions({ name: `${currentThread().name}-helper`, stopTimeout: STOP_TIMEOUT }),
    );
    this.start();
    this.noteThread(false);
    this.#stopWithThread();
  }

  override isForgotten(): boolean {
    return false;
  }

  /**
   * The place of a submission that is about to be made; `noteSite` must follow.
   *
   * @param coroutine What will be submitted.
   */
  siteOf(coroutine: unknown): AnySite {
    return newSite(workOf(coroutine), this.isDebugged);
  }

  /**
   * Submits a coroutine to it.
   *
   * @param coroutine What to run.
   * @param options How.
   * @param site Where it is submitted.
   */
  accept<T>(coroutine: Coroutine<T>, options: SubmitOptions, site: AnySite): Future<T> {
    const { submit } = innerOfLoop(this);
    return useCoroutine(coroutine, (work) => submit(work, options, site) as Future<T>);
  }

  /** Stops it. Resolves when its thread has ended. */
  async dispose(): Promise<void> {
    await this.shutdown(STOP_TIMEOUT);
  }

  #stopWithThread(): void {
    const local = localLoop();
    if (!local.canStop) return;
    const asyncHelper = () => this.dispose();
    void this.over.then(local.onStop(asyncHelper));
  }
}
