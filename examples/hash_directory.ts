/**
 * The SHA-256 of every file in a folder, on all cores, with a live progress bar. Prints lines as `sha256sum` does.
 *
 * ```sh
 * deno run -A examples/hash_directory.ts src docs > checksums.txt
 * bun examples/hash_directory.ts src docs > checksums.txt
 * node examples/hash_directory.ts src docs > checksums.txt
 * ```
 *
 * `sha256sum --check checksums.txt` compares. Takes any number of folders and files; without an argument, the current
 * folder. A file that cannot be read is reported on stderr and makes the exit code 1; the others are unharmed.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import process from "node:process";
import progress from "cli-progress";
import { asCompleted, coroutine, type Future, isMainThread, MultiLoopManager } from "sideloop";

/** How much of a file is read at a time, in bytes. */
const CHUNK = 1 << 16;

/** Blocks its thread, which has nothing else to do: each loop reads one file after the other, piece by piece. */
const sha256 = coroutine(import.meta, function sha256(path: string): string {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(CHUNK);
  const file = openSync(path, "r");
  try {
    let length: number;
    do {
      length = readSync(file, chunk);
      hash.update(chunk.subarray(0, length));
    } while (length > 0);
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
});

/** Hashes the files below the paths, and gives the exit code. */
async function main(paths: readonly string[]): Promise<number> {
  const manager = new MultiLoopManager({ numLoops: availableParallelism() }).start();
  try {
    const files = paths.flatMap(filesBelow).sort();
    const futures = files.map((file) => manager.submit(sha256(file), { name: file }));
    await showProgress(futures);
    let exitCode = 0;
    for (const future of futures) {
      if (!print(future)) exitCode = 1;
    }
    return exitCode;
  } finally {
    await manager.stop();
  }
}

/** The files below a folder. What is no folder, or is not there, stands for itself: hashing it will tell. */
function filesBelow(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      const below = join(path, entry.name);
      if (entry.isDirectory()) return filesBelow(below);
      return entry.isFile() ? [below] : [];
    });
  } catch {
    return [path];
  }
}

/** Waits for all. The bar is drawn on stderr, and only where that is a terminal. */
async function showProgress(futures: readonly Future<string>[]): Promise<void> {
  const format = "{value}/{total} files {bar} {duration_formatted}";
  const bar = new progress.SingleBar({ format, barsize: 30, linewrap: true }); // nothing to restore after Ctrl-C
  bar.start(futures.length, 0);
  for await (const _ of asCompleted(futures)) bar.increment();
  bar.stop();
}

/** Prints what came of a file, which is known by now, and gives whether it was read. */
function print(future: Future<string>): boolean {
  const error = future.exception();
  if (error === undefined) console.log(`${future.result()}  ${future.name}`);
  else console.error(`${future.name}: ${error instanceof Error ? error.message : error}`);
  return error === undefined;
}

// This file is imported once more in each loop's thread, for `sha256`.
if (isMainThread) {
  const paths = process.argv.slice(2);
  process.exitCode = await main(paths.length > 0 ? paths : ["."]);
}
