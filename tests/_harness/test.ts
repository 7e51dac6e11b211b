/**
 * One small runner over `Deno.test`, `bun:test` and `node:test`, so that a test file runs unchanged
 * on every runtime and can be started by the runtime's own test command.
 *
 * Guarantees:
 * - A test that hangs fails after its timeout, with its name. One that blocks its thread is killed from
 *   outside (`scripts/test_all.ts`), which reads the name from the journal written here.
 * - A test that passed but left a thread running fails, naming the loops. No runtime's own leak check
 *   reports a live thread.
 * - A skipped test carries its reason in its name, because two of the three reports have no other place.
 *
 * @module
 */
import process from "node:process";

/** How long a thread may take to end after its test. */
const THREADS_MAY_TAKE = 2_000;

/** Added to a runner's own limit, so that ours strikes first. */
const RUNNER_MARGIN = THREADS_MAY_TAKE + 5_000;

/** Why a test cannot run here; printed at the end of `npm test`. */
export interface TestSkip {
  /** The capability that is missing, as a fact known when the file loads. */
  readonly when: boolean;
  /** What the runtime cannot do. */
  readonly reason: string;
  /** Where that is documented or tracked. */
  readonly link: string;
}

/** Options of {@linkcode test}. */
export interface TestOptions {
  /** Skips the test when `when` is true. */
  readonly skip?: TestSkip;
  /** Milliseconds after which the test fails. Default: 20,000. */
  readonly timeout?: number;
}

type TestBody = () => unknown;

interface Runner {
  run(name: string, body: () => Promise<void>, timeout: number): void;
  skip(name: string): void;
}

interface DenoTestDefinition {
  readonly name: string;
  readonly ignore?: boolean;
  readonly sanitizeOps: boolean;
  readonly sanitizeResources: boolean;
  readonly fn: TestBody;
}

interface DenoLike {
  test(definition: DenoTestDefinition): void;
}

interface BunTest {
  test: {
    (name: string, body: TestBody, timeout: number): void;
    skip(name: string, body: TestBody): void;
  };
}

interface NodeTest {
  test(name: string, options: { skip: boolean }, body: TestBody): unknown;
}

const runner = selectRunner();

/**
 * Registers a test with the runner of this runtime.
 *
 * @param name The symbol and the criterion: `"Future.result: returns the value at once when done"`.
 * @param body What it does; may be async.
 * @param options When to skip it and how long it may take.
 */
export function test(name: string, body: TestBody, options: TestOptions = {}): void {
  if (!name.includes(process.env.SIDELOOP_TEST_FILTER ?? "")) return;
  const { skip, timeout = 20_000 } = options;
  if (skip?.when) runner.skip(`${name} [skipped: ${skip.reason}; ${skip.link}]`);
  else runner.run(name, () => runTest(name, body, timeout), timeout);
}

async function runTest(name: string, body: TestBody, timeout: number): Promise<void> {
  const before = new Set(liveThreads().keys());
  writeJournal({ started: name, timeout });
  try {
    await within(timeout, body);
    await expectThreadsEnded(before);
  } finally {
    writeJournal({ ended: name });
  }
}

async function within(timeout: number, body: TestBody): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The test did not end within ${timeout} ms`)),
      timeout,
    );
  });
  try {
    await Promise.race([body(), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for every thread this test started. Threads left by an earlier test are that test's failure. */
async function expectThreadsEnded(before: ReadonlySet<number>): Promise<void> {
  const deadline = performance.now() + THREADS_MAY_TAKE;
  while (leakedLoops(before).length > 0) {
    if (performance.now() > deadline) {
      throw new Error(`The test left threads running: ${leakedLoops(before).join(", ")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function leakedLoops(before: ReadonlySet<number>): string[] {
  return [...liveThreads()].filter(([id]) => !before.has(id)).map(([, loop]) => loop);
}

/** The library's ledger of threads started from this one: id to the name of its loop. */
function liveThreads(): ReadonlyMap<number, string> {
  const ledgers = globalThis as { [key: symbol]: ReadonlyMap<number, string> | undefined };
  return ledgers[Symbol.for("sideloop.threads")] ?? new Map();
}

/** Written synchronously, so that the last line names the test that blocked its thread. */
function writeJournal(entry: { started: string; timeout: number } | { ended: string }): void {
  const file = process.env.SIDELOOP_TEST_JOURNAL;
  if (file === undefined) return;
  process.getBuiltinModule("node:fs").appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

function selectRunner(): Runner {
  const globals = globalThis as { Deno?: DenoLike; Bun?: unknown };
  if (globals.Deno !== undefined) return denoRunner(globals.Deno);
  return globals.Bun === undefined ? nodeRunner() : bunRunner();
}

// Off, also where they are not the default: a loop that outlives a test on purpose (the helper, the pool) is
// shared by design, and what the sanitizers count are this thread's ops, such as a pending `Atomics.waitAsync`,
// never its threads.
const NO_SANITIZERS = { sanitizeOps: false, sanitizeResources: false } as const;

function denoRunner(deno: DenoLike): Runner {
  return {
    run: (name, fn) => deno.test({ name, fn, ...NO_SANITIZERS }),
    skip: (name) => deno.test({ name, fn: () => {}, ignore: true, ...NO_SANITIZERS }),
  };
}

function bunRunner(): Runner {
  const { test } = builtin<BunTest>("bun:test");
  return {
    run: (name, body, timeout) => test(name, body, timeout + RUNNER_MARGIN),
    skip: (name) => test.skip(name, () => {}),
  };
}

function nodeRunner(): Runner {
  const { test } = builtin<NodeTest>("node:test");
  return {
    run: (name, body) => void test(name, { skip: false }, body),
    skip: (name) => void test(name, { skip: true }, () => {}),
  };
}

/** A static import of one runtime's runner would not resolve on the two others. */
function builtin<Module>(name: string): Module {
  return process.getBuiltinModule(name) as Module;
}
