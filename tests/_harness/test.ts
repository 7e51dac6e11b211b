/**
 * One small runner over `Deno.test`, `bun:test` and `node:test`, so that a test file runs unchanged
 * on every runtime and can be started by the runtime's own test command. Browsers have none; there
 * `browser_tests.ts` runs what is registered here.
 *
 * Guarantees:
 * - A test that hangs fails after its timeout, with its name. One that blocks its thread is killed from
 *   outside (`scripts/test_all.ts`), which reads the name from the journal written here.
 * - A test that passed but left a thread running fails, naming the loops. No runtime's own leak check
 *   reports a live thread. The loop that tests of a file share (`shared_threads.ts`) ends with the last of them.
 * - A skipped test carries its reason in its name, because two of the three reports have no other place.
 *
 * @module
 */
import { finishTest } from "./after_test.ts";
import { type BrowserRig, browserRig } from "./browser_tests.ts";
import { endShared, isShared } from "./shared_threads.ts";
import { canBlock, isBrowser, process, sharesMemory } from "./thread_facts.ts";

export { canBlock, isBrowser, sharesMemory } from "./thread_facts.ts";

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
  /** Whether it blocks its own thread: by `Future.result`, `…Sync`, `for` of a stream. Skipped where none may. */
  readonly blocks?: boolean;
  /** Milliseconds after which the test fails. Default: 20,000. */
  readonly timeout?: number;
}

const ISOLATION = "https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated";

const MAY_NOT_BLOCK: TestSkip = {
  when: !canBlock,
  reason: "a window's thread may not block, nor any without shared memory",
  link: ISOLATION,
};

/** Skips a test that starts a thread and blocks on it before its own event loop turns. */
export const STARTS_LATER: TestSkip = {
  when: isBrowser,
  reason: "a browser begins a thread when its maker's event loop turns",
  link: "https://developer.mozilla.org/docs/Web/API/Worker/Worker",
};

/** For tests that share words with a loop, or pass a loop on. */
export const SHARES_MEMORY: TestSkip = {
  when: !sharesMemory,
  reason: "shares memory between threads, or passes a loop on",
  link: ISOLATION,
};

/** For tests that ask for the task, or are cancelled, after awaiting what is not the library's. */
export const KEEPS_TASKS: TestSkip = {
  when: isBrowser,
  reason: "needs the task to be known after an await of something foreign",
  link: "https://github.com/tc39/proposal-async-context",
};

type TestBody = () => unknown;

interface Runner {
  run(name: string, body: () => Promise<void>, timeout: number): void;
  skip(name: string, reason: string): void;
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

/** Registers tests with the runner of this runtime. */
export interface Test {
  /**
   * Registers a test.
   *
   * @param name The symbol and the criterion: `"Future.result: returns the value at once when done"`.
   * @param body What it does; may be async.
   * @param options When to skip it and how long it may take.
   */
  (name: string, body: TestBody, options?: TestOptions): void;
  /** Registers a test that blocks its own thread; the same as `blocks: true`. */
  blocking(name: string, body: TestBody, options?: TestOptions): void;
}

/** Registers a test. */
export const test: Test = Object.assign(register, {
  blocking: (name: string, body: TestBody, options: TestOptions = {}) =>
    register(name, body, { ...options, blocks: true }),
});

/** Tests that are registered and have not ended. */
let toRun = 0;

function register(name: string, body: TestBody, options: TestOptions = {}): void {
  if (!name.includes(process?.env.SIDELOOP_TEST_FILTER ?? "")) return;
  const { timeout = 20_000 } = options;
  const skip = skipOf(options);
  if (skip !== undefined) return runner.skip(name, `${skip.reason}; ${skip.link}`);
  toRun += 1;
  runner.run(name, () => runTest(name, body, timeout), timeout);
}

function skipOf({ skip, blocks = false }: TestOptions): TestSkip | undefined {
  if (skip?.when) return skip;
  return blocks && MAY_NOT_BLOCK.when ? MAY_NOT_BLOCK : undefined;
}

async function runTest(name: string, body: TestBody, timeout: number): Promise<void> {
  const before = new Set(liveThreads().keys());
  writeJournal({ started: name, timeout });
  try {
    await within(timeout, body);
    if (toRun === 1) await within(timeout, endShared);
    await expectThreadsEnded(before);
  } finally {
    toRun -= 1;
    finishTest();
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
  return [...liveThreads()].filter(([id, loop]) => !before.has(id) && !isShared(loop))
    .map(([, loop]) => loop);
}

/** The library's ledger of threads started from this one: id to the name of its loop. */
function liveThreads(): ReadonlyMap<number, string> {
  const ledgers = globalThis as { [key: symbol]: ReadonlyMap<number, string> | undefined };
  return ledgers[Symbol.for("sideloop.threads")] ?? new Map();
}

/** Written synchronously, so that the last line names the test that blocked its thread. */
function writeJournal(entry: { started: string; timeout: number } | { ended: string }): void {
  const file = process?.env.SIDELOOP_TEST_JOURNAL;
  if (file === undefined) return;
  const { appendFileSync } = builtin<typeof import("node:fs")>("node:fs");
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

function selectRunner(): Runner {
  const globals = globalThis as { Deno?: DenoLike; Bun?: unknown };
  if (isBrowser) return browserRunner(browserRig());
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
    skip: (name, reason) =>
      deno.test({
        name: nameOfSkipped(name, reason),
        fn: () => {},
        ignore: true,
        ...NO_SANITIZERS,
      }),
  };
}

function bunRunner(): Runner {
  const { test } = builtin<BunTest>("bun:test");
  return {
    run: (name, body, timeout) => test(name, body, timeout + RUNNER_MARGIN),
    skip: (name, reason) => test.skip(nameOfSkipped(name, reason), () => {}),
  };
}

function nodeRunner(): Runner {
  const { test } = builtin<NodeTest>("node:test");
  return {
    run: (name, body) => void test(name, { skip: false }, body),
    skip: (name, reason) => void test(nameOfSkipped(name, reason), { skip: true }, () => {}),
  };
}

/** Where no page runs tests, in the thread of a loop that imports a test file, they are not registered. */
function browserRunner(rig: BrowserRig | undefined): Runner {
  return {
    run: (name, body, timeout) => rig?.register({ name, body, timeout }),
    skip: (name, reason) => rig?.register({ name, reason }),
  };
}

function nameOfSkipped(name: string, reason: string): string {
  return `${name} [skipped: ${reason}]`;
}

/** A static import of one runtime's runner would not resolve on the others. */
function builtin<Module>(name: string): Module {
  return process?.getBuiltinModule(name) as Module;
}
