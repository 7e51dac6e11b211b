import { writeFileSync } from "node:fs";
import process from "node:process";
import fc from "fast-check";
import { type Program, programs } from "./program.ts";

/** How long anything may take that must happen, in milliseconds. Nothing here needs a tenth of it. */
const PATIENCE = 10_000;

/** The same while a failure is made smaller: most of the candidates hang, if the first one did. */
const PATIENCE_SHRINKING = 2_500;

/** How long a failure is made smaller, in milliseconds. */
const SHRINKS_FOR = 45_000;

/** How often a smaller program is tried: what depends on a race does not fail each time. */
const TRIES = 4;

/** How often a program is tried that is known to have failed. */
const TRIES_OF_REPLAY = 40;

/** Which programs to run. */
export interface ChaosOptions {
  /** How many. */
  readonly runs: number;
  /** What they are made of. */
  readonly seed: number;
  /** Leads to one of them, as a failure has printed it. */
  readonly path?: string | undefined;
}

/**
 * Runs random programs.
 *
 * @throws If one has failed: seed, path, the program made smaller, and what is wrong with it.
 */
export async function runChaos({ runs, seed, path }: ChaosOptions): Promise<void> {
  const chaos = new Chaos(path !== undefined);
  const found = rejections();
  const result = await fc.check(
    fc.asyncProperty(programs, (program) => chaos.try(program, found)),
    { numRuns: runs, seed, ...(path !== undefined && { path, endOnFailure: true }) },
  );
  if (!result.failed) return;
  const [program] = result.counterexample ?? [];
  throw new Error(
    [
      `Failed after ${result.numRuns} programs, made smaller ${result.numShrinks} times:`,
      "",
      String(program).replace(/^/gm, "    "),
      "",
      String(result.errorInstance instanceof Error ? result.errorInstance.message : ""),
      "",
      `Again: npm run chaos -- --runtime ${runtimeName()} --seed ${result.seed} --path ${result.counterexamplePath}`,
    ].join("\n"),
  );
}

/** As `npm test` calls it. */
function runtimeName(): string {
  const { deno, bun } = process.versions;
  if (deno !== undefined) return "deno";
  return bun === undefined ? `node-${process.versions.node.split(".")[0]}` : "bun";
}

/** Tries programs until one has failed, then smaller ones, for a while. */
class Chaos {
  readonly #isReplay: boolean;
  #shrinksUntil: number | undefined;

  constructor(isReplay: boolean) {
    this.#isReplay = isReplay;
  }

  async try(program: Program, found: string[]): Promise<void> {
    if (this.#shrinksUntil !== undefined && performance.now() > this.#shrinksUntil) return;
    writeJournal(program);
    for (let left = this.#tries; left > 0; left--) {
      const failures = [...await program.run(this.#patience), ...found.splice(0)];
      if (failures.length === 0) failures.push(...await leaks());
      if (failures.length === 0) continue;
      this.#shrinksUntil ??= performance.now() + SHRINKS_FOR;
      throw new Error(failures.join("\n"));
    }
  }

  get #patience(): number {
    return this.#shrinksUntil === undefined ? PATIENCE : PATIENCE_SHRINKING;
  }

  get #tries(): number {
    if (this.#isReplay) return TRIES_OF_REPLAY;
    return this.#shrinksUntil === undefined ? 1 : TRIES;
  }
}

/** So that whoever ends a process that hangs can tell what it was doing. */
function writeJournal(program: Program): void {
  const file = process.env.SIDELOOP_CHAOS_JOURNAL;
  if (file !== undefined) writeFileSync(file, String(program));
}

let heard: string[] | undefined;

/** The rejections that nobody has handled, from the first call on. */
function rejections(): string[] {
  if (heard !== undefined) return heard;
  const found: string[] = heard = [];
  process.on("unhandledRejection", (reason) => {
    found.push(`a rejection that nobody has handled: ${reason}`);
  });
  return found;
}

/** The threads that are left when they have had their time to end. */
async function leaks(): Promise<string[]> {
  const deadline = performance.now() + PATIENCE_SHRINKING;
  while (threads().length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return threads().map((name) => `the thread of ${name} is left`);
}

/** The library's ledger of the threads that this one has started. */
function threads(): string[] {
  const ledgers = globalThis as { [key: symbol]: ReadonlyMap<number, string> | undefined };
  return [...ledgers[Symbol.for("sideloop.threads")]?.values() ?? []];
}
