/**
 * Counts the words of files and web pages and takes their SHA-256, all of them at once in a second
 * thread, while the main thread blocks and shows how far the work is.
 *
 * ```sh
 * deno run -A examples/quickstart.ts README.md https://example.com/
 * bun examples/quickstart.ts README.md https://example.com/
 * node examples/quickstart.ts README.md https://example.com/
 * ```
 *
 * Without arguments it takes the sources of this library, every other one from an HTTP server that
 * it runs in a third thread. The exit code is 1 if an input failed; the others are unharmed.
 *
 * @module
 */
import { readdirSync } from "node:fs";
import { relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import {
  AsyncWorker,
  type Future,
  newEventLoop,
  runCoroutineThreadsafe,
  TimeoutError,
} from "sideloop";
import { type Digest, digest } from "./quickstart/digest.ts";
import { serveFiles } from "./quickstart/file_server.ts";
import { ProgressLine } from "./quickstart/progress_line.ts";
import { formatTable, type Row } from "./quickstart/table.ts";

const SOURCES = new URL("../src/", import.meta.url);

/** How long a wait blocks before the progress is drawn again, in milliseconds. */
const REDRAW_AFTER = 50;

/** How long the file server may take to start, in milliseconds. */
const SERVER_START = 10_000;

process.exitCode = main(process.argv.slice(2));

/** Digests the inputs, prints what came of them, and gives the exit code. */
function main(inputs: readonly string[]): number {
  const started = performance.now();
  const rows = inputs.length > 0 ? digestAll(inputs) : digestOwnSources();
  const seconds = (performance.now() - started) / 1_000;
  const failed = rows.filter((row) => "error" in row).length;
  console.log(formatTable(rows));
  console.log(`\n${rows.length} inputs, ${failed} failed, in ${seconds.toFixed(2)} s`);
  return failed === 0 ? 0 : 1;
}

/** Submits one coroutine per input: they run concurrently in the worker's thread. */
function digestAll(inputs: readonly string[]): Row[] {
  const worker = new AsyncWorker().start();
  try {
    return waitForAll(inputs.map((input) => worker.submit(digest(input), { name: input })));
  } finally {
    worker.stopSync();
  }
}

/** Digests the sources of the library, with the file server on a loop of its own. */
function digestOwnSources(): Row[] {
  const loop = newEventLoop({ name: "FileServer" }).start();
  try {
    const server = runCoroutineThreadsafe(serveFiles(SOURCES.href), loop);
    return digestAll(listSources(server.result(SERVER_START)));
  } finally {
    loop.stop();
    loop.joinSync();
  }
}

/** Lists the sources: every other one as a path, the rest as URLs on the file server. */
function listSources(server: string): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ts")).sort().map((file, index) =>
    index % 2 === 0 ? localPath(file) : new URL(file, server).href
  );
}

function localPath(file: string): string {
  return relative(process.cwd(), fileURLToPath(new URL(file, SOURCES)));
}

/** Gives the rows in the order of the inputs, and shows until then how many are done. */
function waitForAll(futures: readonly Future<Digest>[]): Row[] {
  const progress = new ProgressLine(process.stdout);
  try {
    return futures.map((future) =>
      waitFor(future, () => {
        const done = futures.filter((other) => other.done()).length;
        progress.show(`${done} of ${futures.length} done, waiting for ${future.name}`);
      })
    );
  } finally {
    progress.clear();
  }
}

/** Blocks until the future is done. `redraw` is called again and again until then. */
function waitFor(future: Future<Digest>, redraw: () => void): Row {
  while (true) {
    try {
      return { input: future.name, digest: future.result(REDRAW_AFTER) };
    } catch (error) {
      if (!isWaitTimeout(error)) return { input: future.name, error };
      redraw();
    }
  }
}

/** Whether only the wait has timed out. The work goes on, and one can ask again. */
function isWaitTimeout(error: unknown): boolean {
  return error instanceof TimeoutError && error.code === "WAIT_TIMEOUT";
}
