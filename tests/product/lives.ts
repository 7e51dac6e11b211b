import { coroutine, isCancelled, sleep } from "sideloop";
import type { Outcome } from "./cells.ts";
import { MESSAGE, REASON, VALUE, WORD } from "./words.ts";

/** Waits until it is released or cancelled, cleans up if it was cancelled, and then ends as it shall. */
export const live = coroutine(
  import.meta,
  async function live(outcome: Outcome, words: Int32Array, cleansUp: boolean): Promise<unknown> {
    Atomics.add(words, WORD.begun, 1);
    try {
      await untilRaised(words, WORD.released);
    } catch (error) {
      if (!isCancelled(error)) throw error;
      if (cleansUp) await cleanUp(words);
    }
    Atomics.add(words, WORD.finished, 1);
    return end(outcome);
  },
);

/** A cancellation that was told a second time would end its wait. */
async function cleanUp(words: Int32Array): Promise<void> {
  Atomics.store(words, WORD.cleaning, 1);
  await untilRaised(words, WORD.cleaned);
}

function end(outcome: Outcome): unknown {
  switch (outcome) {
    case "value":
      return VALUE;
    case "throws":
      throw new RangeError(MESSAGE);
    case "rejects":
      return Promise.reject(REASON);
    case "uncloneable":
      return { callback: () => {} };
    case "never settles":
      return new Promise(() => {});
    case "loop dies":
      throw new Error("It has a module of its own");
  }
}

async function untilRaised(words: Int32Array, index: number): Promise<void> {
  while (Atomics.load(words, index) === 0) await sleep(1);
}
