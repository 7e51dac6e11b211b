import { coroutine, type EventLoop, sleep } from "sideloop";

/** What another thread does while the main one blocks. */
export interface Deeds {
  /** Set by the main thread, right before it blocks. */
  readonly isBlocked: Int32Array;
  /** Ends this loop, if there is one. */
  readonly loop?: EventLoop;
  readonly end?: "stop" | "terminate";
  /** Sets these words of coroutines then. */
  readonly raises: readonly (readonly [words: Int32Array, index: number])[];
}

/** Waits until the main thread blocks, and acts. */
export const actMeanwhile = coroutine(
  import.meta,
  async function actMeanwhile({ isBlocked, loop, end, raises }: Deeds): Promise<void> {
    while (Atomics.load(isBlocked, 0) === 0) await sleep(1);
    // It said so right before. A little later it is true.
    await sleep(2);
    if (loop !== undefined && end !== undefined) await loop[end]();
    for (const [words, index] of raises) Atomics.store(words, index, 1);
  },
);
