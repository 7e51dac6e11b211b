import { type EventLoop, isCancelled, LoopClosedError, runCoroutineThreadsafe } from "sideloop";
import { assertEquals } from "@std/assert";
import { STARTS_LATER, test } from "../_harness/test.ts";
import { awaitRaised, sharedWords } from "../fixtures/blocks_thread.ts";
import { stopLoop } from "../fixtures/loops/stops_loop.ts";
import { raiseWord } from "../fixtures/raises_word.ts";
import { PATIENCE, withLoop } from "../fixtures/with_loop.ts";

test.blocking(
  "runCoroutineThreadsafe: what is submitted while the loop stops itself is refused or cancelled",
  async () => {
    await withLoop(async (loop) => {
      const words = sharedWords();
      loop.onStop(raiseWord(words));
      loop.callSoonThreadsafe(loop.stop);
      // Without a look at what the loop has to say.
      awaitRaised(words, 0, PATIENCE);
      assertEquals(await endingOf(loop), "refused or cancelled");
    });
  },
  { skip: STARTS_LATER },
);

async function endingOf(loop: EventLoop): Promise<unknown> {
  try {
    return await runCoroutineThreadsafe(stopLoop(loop), loop);
  } catch (error) {
    return isCancelled(error) || error instanceof LoopClosedError ? "refused or cancelled" : error;
  }
}
