/**
 * Runs random programs over the public API against a small model of what it promises.
 *
 * `SIDELOOP_CHAOS_RUNS` says how many (default: a thousand on the three runtimes, most where a thread costs least), and
 * `SIDELOOP_CHAOS_SEED` repeats a run. For more of them: `npm run chaos`.
 *
 * @module
 */
import process from "node:process";
import { test } from "../_harness/test.ts";
import { runChaos } from "./run_chaos.ts";

const SHARE = process.versions.bun !== undefined
  ? 850
  : process.versions.deno !== undefined
  ? 50
  : 100;
const RUNS = Number(process.env.SIDELOOP_CHAOS_RUNS ?? SHARE);
const SEED = Number(process.env.SIDELOOP_CHAOS_SEED ?? Date.now() % 1_000_000_000);
/** Room for a program a second, which a busy machine may need, and for making one smaller that fails. */
const TIMEOUT = 90_000 + RUNS * 1_000;

test(`chaos: ${RUNS} random programs keep what the library promises`, async () => {
  await runChaos({ runs: RUNS, seed: SEED });
}, { timeout: TIMEOUT });
