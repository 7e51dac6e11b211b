import { assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "../_harness/test.ts";
import { GROUPS, SHUTDOWNS } from "./cells.ts";
import { expected } from "./expected.ts";
import { play, type Played, problemsOf } from "./play.ts";
import { table } from "./table.ts";

/** Milliseconds in which a process has to play the cells of one shutdown. */
const TIMEOUT = 110_000;

const processes = new Map<string, Promise<Played>>();

/** One process for all tests that look at it. */
function playOnce(shutdown: typeof SHUTDOWNS[number]): Promise<Played> {
  const playing = processes.get(shutdown) ?? play(shutdown);
  processes.set(shutdown, playing);
  return playing;
}

for (const shutdown of SHUTDOWNS) {
  test(
    `product: with shutdown ${shutdown} the process ends by itself, silently [92] [138]`,
    async () => {
      assertEquals((await playOnce(shutdown)).problems, []);
    },
    { timeout: TIMEOUT },
  );

  for (const group of GROUPS.filter((group) => group.shutdown === shutdown)) {
    test(
      `product: ${group.outcome} x shutdown ${shutdown}: each cell is as it should be`,
      async () => {
        assertEquals(problemsOf(group, await playOnce(shutdown)), []);
      },
      { timeout: TIMEOUT },
    );
  }
}

test("product: docs/reliability.md has the table as it should be", () => {
  const page = readFileSync(new URL("../../docs/reliability.md", import.meta.url), "utf8");
  const [, printed] = page.split("<!-- product -->\n\n```text\n");
  assertEquals(printed?.split("\n```")[0], table((cell) => expected(cell).seen));
});
