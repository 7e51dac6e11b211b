/**
 * Runs random programs for some minutes on the runtime that runs this. `scripts/chaos.ts` starts it on each.
 *
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { runChaos } from "./run_chaos.ts";

/** Programs that are made of one seed. */
const BATCH = 50;

/** Milliseconds between two reports of the progress. */
const REPORT_EVERY = 15_000;

// By force: what hangs would keep the process alive.
main().then(() => process.exit(0), (error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
      path: { type: "string" },
    },
  });
  const seed = Number(values.seed);
  if (values.path !== undefined) return await replay(seed, values.path);
  await runFor(Number(values.minutes) * 60_000, seed);
}

async function replay(seed: number, path: string): Promise<void> {
  await runChaos({ runs: 1, seed, path });
  console.log("The program has not failed: it may need another try, or another runtime");
}

async function runFor(ms: number, firstSeed: number): Promise<void> {
  const started = performance.now();
  let reported = started;
  let runs = 0;
  for (let seed = firstSeed; performance.now() - started < ms; seed++) {
    await runChaos({ runs: BATCH, seed });
    runs += BATCH;
    if (performance.now() - reported < REPORT_EVERY) continue;
    reported = performance.now();
    console.log(`${Math.round((reported - started) / 1_000)} s: ${runs} programs`);
  }
  console.log(`${runs} programs, from seed ${firstSeed} on, have kept what the library promises`);
}
