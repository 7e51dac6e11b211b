import { assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const RUN_DEATHS = new URL("../fixtures/deaths/run_deaths.ts", import.meta.url);

/** What else than the library ended a thread. */
const FOREIGN_END = "something else than this library has terminated it";
/** What a thread that blocks makes of silence. */
const VANISHED = "it has run out of memory, or was terminated from elsewhere";

type Waiter = "awaiting" | "blocking";

/** What `BrokenLoopError` should say of a way to die. */
function deathBy(way: string, waiter: Waiter): object {
  if (way === "self.close") return { broken: 0 };
  if (/exit/i.test(way)) return { broken: 3 };
  if (way.startsWith("terminate()")) return { broken: 1 };
  if (way.startsWith("the worker's own")) return { broken: 1, cause: FOREIGN_END };
  if (waiter === "blocking") return { broken: 1, cause: VANISHED };
  return way === "out of memory" ? { broken: 1, cause: "ERR_WORKER_OUT_OF_MEMORY" } : { broken: 1 };
}

/** What the program should print of a loop that dies. */
function diedBy(way: string, waiter: Waiter): object {
  const death = deathBy(way, waiter);
  return {
    waiting: death,
    running: death,
    queued: death,
    later: death,
    isOver: true,
    other: "3",
  };
}

const SURVIVED = { running: "returned", isWaiting: true, later: "3", isOver: true };
const SURVIVABLE = ["uncaught error", "stray rejection", "stack overflow"];

/** At least so many ways to die are possible everywhere. */
const FEWEST_WAYS = 17;

for (const waiter of ["awaiting", "blocking"] as const) {
  test(
    `BrokenLoopError: settles what waits, runs and is queued, ${waiter}, however the loop dies [195]`,
    async () => {
      const { code, stdout, stderr } = await runScript(RUN_DEATHS, {
        args: [waiter],
        timeout: 50_000,
      });
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
      const found = Object.fromEntries(
        stdout.trim().split("\n").map((line): [string, object] => JSON.parse(line)),
      );
      const ways = Object.keys(found);
      const expected = ways.map((way) => [
        way,
        SURVIVABLE.includes(way) ? SURVIVED : diedBy(way, waiter),
      ]);
      assertEquals(found, Object.fromEntries(expected));
      assertEquals(ways.length >= FEWEST_WAYS + SURVIVABLE.length, true);
    },
    { timeout: 60_000 },
  );
}
