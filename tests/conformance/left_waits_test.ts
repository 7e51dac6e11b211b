import { assertEquals } from "@std/assert";
import { type Coroutine, runCoroutineThreadsafe } from "sideloop";
import { KEEPS_TASKS, SHARES_MEMORY, test } from "../_harness/test.ts";
import { raceThenSleep, readNotes, sleepTogether } from "../fixtures/asyncio/left_waits.ts";
import { raise, raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { PATIENCE, withLoop } from "../fixtures/with_loop.ts";

/** What a coroutine notes that is cancelled when it has raised word 0; word 1 says that it was. */
async function notesOf(make: (words: Int32Array) => Coroutine<void>): Promise<string[]> {
  let notes: string[] = [];
  await withLoop(async (loop) => {
    const words = sharedWords();
    const future = runCoroutineThreadsafe(make(words), loop);
    await raised(words, 0, PATIENCE);
    future.cancel();
    await runCoroutineThreadsafe(readNotes(), loop);
    raise(words, 1);
    await future.settled;
    notes = await runCoroutineThreadsafe(readNotes(), loop);
  });
  return notes;
}

test(
  "Future.cancel: a wait left behind by a race does not swallow the cancellation [30]",
  async () => {
    assertEquals(await notesOf(raceThenSleep), ["told", "cleaned up"]);
  },
  { skip: KEEPS_TASKS },
);

test("Future.cancel: of waits side by side, one of them over, it is told once [30]", async () => {
  assertEquals(await notesOf(sleepTogether), ["cleaned up"]);
}, { skip: SHARES_MEMORY });
