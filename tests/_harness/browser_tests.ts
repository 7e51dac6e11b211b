/**
 * Runs tests in a thread of a browser, which brings no runner of its own. A page of `scripts/test_all/browser/`
 * leads here; it passes on what is told.
 *
 * Guarantees:
 * - Tests run in the order in which they were registered, one at a time.
 * - A test is announced before it begins: one that blocks its thread for ever is the last that was announced.
 * - An error that nobody caught while a test ran is the failure of that test; one at another time, of the file.
 *
 * @module
 */

/** A test that was registered: one to run, or one to skip. */
export type BrowserTest =
  | { readonly name: string; readonly body: () => Promise<void>; readonly timeout: number }
  | { readonly name: string; readonly reason: string };

/** What a thread tells of its tests, in the order in which it happens. */
export type BrowserEvent =
  | { readonly type: "started"; readonly name: string; readonly timeout: number }
  | { readonly type: "passed"; readonly name: string }
  | { readonly type: "failed"; readonly name: string; readonly message: string }
  | { readonly type: "skipped"; readonly name: string; readonly message: string }
  /** Something went wrong outside of any test. */
  | { readonly type: "broken"; readonly message: string }
  | { readonly type: "finished" };

/** Where `test.ts` registers tests. */
export interface BrowserRig {
  /** Adds one. */
  register(test: BrowserTest): void;
}

/** How to run the tests of a file. */
export interface BrowserTestsOptions {
  /** The test file. */
  readonly file: string;
  /** Only tests whose name contains this. */
  readonly filter: string;
  /** Hears what happens, at once. */
  readonly tell: (event: BrowserEvent) => void;
}

const RIG: unique symbol = Symbol.for("sideloop.test_rig");
const scope = globalThis as { [RIG]?: BrowserRig };

/** Where tests of this thread are registered, if anybody is to run them. */
export function browserRig(): BrowserRig | undefined {
  return scope[RIG];
}

/** Imports a test file and runs its tests in this thread. */
export async function runBrowserTests(options: BrowserTestsOptions): Promise<void> {
  const { file, filter, tell } = options;
  const tests: BrowserTest[] = [];
  scope[RIG] = { register: (test) => void (test.name.includes(filter) && tests.push(test)) };
  const uncaught = collectUncaught();
  try {
    await import(file);
    for (const test of tests) await runTest(test, uncaught, tell);
  } catch (error) {
    uncaught.push(error);
  }
  for (const error of uncaught) tell({ type: "broken", message: textOf(error) });
  tell({ type: "finished" });
}

async function runTest(
  test: BrowserTest,
  uncaught: unknown[],
  tell: (event: BrowserEvent) => void,
): Promise<void> {
  const { name } = test;
  if ("reason" in test) return tell({ type: "skipped", name, message: test.reason });
  for (const error of uncaught.splice(0)) tell({ type: "broken", message: textOf(error) });
  tell({ type: "started", name, timeout: test.timeout });
  const errors = await failuresOf(test.body);
  errors.push(...uncaught.splice(0));
  if (errors.length === 0) return tell({ type: "passed", name });
  tell({ type: "failed", name, message: errors.map(textOf).join("\n\n") });
  // What threads have printed arrives by other ways, and belongs to this test.
  await pause(50);
}

async function failuresOf(body: () => Promise<void>): Promise<unknown[]> {
  try {
    await body();
    // A rejection that nobody has handled is told of when the turn is over.
    await pause(0);
    return [];
  } catch (error) {
    return [error];
  }
}

/** The errors and rejections that nobody has caught, as they come. */
function collectUncaught(): unknown[] {
  const errors: unknown[] = [];
  // A turn later: whoever listens after us may say that it was expected.
  const collect = (event: Event, error: () => unknown) =>
    void setTimeout(() => event.defaultPrevented || errors.push(error()));
  addEventListener("error", (event) => {
    collect(event, () => (event as ErrorEvent).error ?? (event as ErrorEvent).message);
  });
  addEventListener("unhandledrejection", (event) => {
    collect(event, () => (event as PromiseRejectionEvent).reason);
  });
  return errors;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}

/** An error with its stack, its cause and, of several errors in one, all of them. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `Not an error: ${String(error)}`;
  const { stack = String(error), cause } = error;
  const inside = error instanceof AggregateError ? error.errors : [];
  const more = cause === undefined ? inside : [cause, ...inside];
  return [stack, ...more.map((one) => `Because of: ${textOf(one)}`)].join("\n");
}
