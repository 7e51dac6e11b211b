/**
 * As `lives.ts`, for a loop that dies: a generator, in a module that knows nothing of the library. So threads that are
 * soon over load half as much, and the product has both ways to write a coroutine.
 *
 * @module
 */
import { endThread } from "../fixtures/ends_thread.ts";
import { EXIT_CODE, WORD } from "./words.ts";

type Steps<T> = Generator<Promise<void>, T, void>;

/** Waits until it is released or cancelled, cleans up if it was cancelled, and then ends its thread. */
export function* die(words: Int32Array, cleansUp: boolean): Steps<unknown> {
  Atomics.add(words, WORD.begun, 1);
  try {
    yield* untilRaised(words, WORD.released);
  } catch (error) {
    if ((error as Error).name !== "CancelledError") throw error;
    if (cleansUp) yield* cleanUp(words);
  }
  Atomics.add(words, WORD.finished, 1);
  return endThread(EXIT_CODE);
}

/** A cancellation that was told a second time would end its wait. */
function* cleanUp(words: Int32Array): Steps<void> {
  Atomics.store(words, WORD.cleaning, 1);
  yield* untilRaised(words, WORD.cleaned);
}

function* untilRaised(words: Int32Array, index: number): Steps<void> {
  while (Atomics.load(words, index) === 0) yield new Promise((resolve) => setTimeout(resolve, 1));
}
