import { existsSync } from "node:fs";
import process from "node:process";
import { inRepository } from "./repository.ts";

/** What a runtime is told to run one test file. */
export interface TestCommand {
  readonly file: string;
  /** Where the JUnit report goes. */
  readonly report: string;
  /** Flags for Deno: the npm-only configuration where JSR is out of reach. */
  readonly denoConfig: readonly string[];
}

/** What installs packages. */
export type PackageManager = "npm" | "bun" | "deno";

/** A column of the table: what runs test files. */
export type Runtime = ProcessRuntime | PageRuntime;

/** What all columns have. */
interface Column {
  /** Its name in the table and on the command line. */
  readonly name: string;
  /**
   * Which part of the files it runs where nobody has asked for it by name. Runtimes that differ by a version alone share
   * the work.
   */
  readonly turn?: Turn;
}

/** Every so many of a list, beginning with that one; or all but those. */
export interface Turn {
  readonly first: number;
  readonly every: number;
  readonly areOthers?: boolean;
}

/** A runtime that is installed with the development dependencies and runs a test file in a process of its own. */
export interface ProcessRuntime extends Column {
  readonly kind: "process";
  /** What installs the package for its users. */
  readonly packageManager: PackageManager;
  /**
   * Which part of the files that try the public API it runs on the installed package where nobody has asked for that by
   * name. A runtime without a turn of its own runs the others on the sources: Deno most of them, as its users do, who
   * have them from JSR; Bun and Node few.
   */
  readonly packageTurn: Turn;
  /** By suite: fewer than those others, on the sources, where a file takes long that the other runtimes run, too. */
  readonly sourceTurns?: Readonly<Record<string, Turn>>;
  /** Whether it reads TypeScript: the sources and their tests. The package is JavaScript. */
  readonly readsSources: boolean;
  /** The absolute path of its executable. */
  readonly executable: string;
  /** Added to the environment of a test file. */
  readonly env?: Readonly<Record<string, string>>;
  /** The arguments that run one test file. */
  testArguments(command: TestCommand): string[];
}

/** A kind of thread in a browser, which runs a test file in a page of its own. */
export interface PageRuntime extends Column {
  readonly kind: "page";
  /** The thread of the tests: the page's own, or that of a worker it makes. */
  readonly thread: "window" | "worker";
  /** Whether the page is cross-origin isolated, so that its threads may share memory. */
  readonly isIsolated: boolean;
}

const EXE = process.platform === "win32" ? ".exe" : "";

/** The Deno that runs this, or else the installed one. */
export const DENO: string = process.versions.deno === undefined
  ? inRepository(`node_modules/deno/deno${EXE}`)
  : process.execPath;

/** A Node that runs JavaScript tools: the one that runs this, or else an installed one. */
export const NODE: string = process.versions.deno === undefined
  ? process.execPath
  : inRepository(`node_modules/node-24/bin/node${EXE}`);

/** TypeScript's compiler, a program of Node's. */
export const TSC: string = inRepository("node_modules/typescript/bin/tsc");

const deno: ProcessRuntime = {
  kind: "process",
  name: "deno",
  packageManager: "deno",
  packageTurn: { first: 0, every: 8 },
  sourceTurns: { conformance: { first: 1, every: 2 } },
  readsSources: true,
  executable: DENO,
  // Types are the suite `check`; here they would be checked once per file and once per worker.
  testArguments: ({ file, report, denoConfig }) => [
    ...["test", "-A", "--no-check", "--quiet"],
    ...denoConfig,
    `--junit-path=${report}`,
    file,
  ],
};

/** The installed Bun. */
export const BUN: string = inRepository("node_modules/bun/bin/bun.exe");

const bun: ProcessRuntime = {
  kind: "process",
  name: "bun",
  packageManager: "bun",
  packageTurn: { first: 1, every: 8, areOthers: true },
  readsSources: true,
  executable: BUN,
  testArguments: ({ file, report }) => [
    ...["test", "--reporter=junit", `--reporter-outfile=${report}`],
    `./${file}`,
  ],
};

function node(version: number, packageTurn: Turn, turn?: Turn): ProcessRuntime {
  return {
    kind: "process",
    ...(turn && { turn }),
    name: `node-${version}`,
    packageManager: "npm",
    packageTurn,
    readsSources: version >= 22,
    executable: inRepository(`node_modules/node-${version}/bin/node${EXE}`),
    // Every worker strips the types of every source again; from 24 on the cache saves half of the time.
    env: { NODE_COMPILE_CACHE: inRepository(".test_results/node_compile_cache") },
    testArguments: ({ file, report }) => [
      // Force the exit: a leaked thread fails its own test already, and must not hang the whole file. Node 20 would
      // force it before the report is written.
      ...(version > 20 ? ["--test-force-exit"] : []),
      ...["--test-reporter=junit", `--test-reporter-destination=${report}`],
      file,
    ],
  };
}

function page(
  thread: PageRuntime["thread"],
  isIsolated: boolean,
  turn: Turn,
): PageRuntime {
  const name = isIsolated ? `${thread}-isolated` : thread;
  return { kind: "page", name, thread, isIsolated, turn };
}

/** The suites that do not run everywhere, with the runtimes that have them. */
const ONLY_ON: Readonly<Record<string, (runtime: Runtime) => boolean>> = {
  // Playwright, which drives the browser, wants Node.
  browser: ({ name }) => name === "node-24",
  // Only Deno imports from other hosts.
  remote: ({ name }) => name === "deno",
  // Only these make executables of programs.
  standalone: ({ name }) => ["deno", "bun"].includes(name),
  // They explore a model of the shared memory, which is the same everywhere.
  interleaving: ({ name }) => name === "node-24",
  // They run the other runtimes by themselves.
  package: ({ name }) => name === "node-24",
  // A hundred threads; what differs between two versions of Node shows in the other suites.
  product: ({ name }) => ["deno", "bun", "node-24"].includes(name),
  // What differs from these in a version alone would run other programs, and find nothing else.
  chaos: ({ name }) => ["deno", "bun", "node-24"].includes(name),
  conformance: () => true,
};

/**
 * Every runtime, in the order of the table's columns. What differs from another column in a version, or in one
 * property of a page, shares the work: where it is not asked for by name it runs a part of the files.
 */
export const RUNTIMES: readonly Runtime[] = [
  deno,
  bun,
  node(20, { first: 5, every: 16 }),
  node(22, { first: 3, every: 32 }, { first: 0, every: 64 }),
  node(24, { first: 12, every: 32, areOthers: true }),
  node(26, { first: 11, every: 32 }, { first: 8, every: 64 }),
  page("window", false, { first: 2, every: 16 }),
  page("window", true, { first: 6, every: 16 }),
  page("worker", false, { first: 10, every: 16 }),
  page("worker", true, { first: 14, every: 16 }),
];

/** Those among them that run programs. */
export const PROCESS_RUNTIMES: readonly ProcessRuntime[] = RUNTIMES.filter((runtime) =>
  runtime.kind === "process"
);

/** Whether a runtime has this suite of test files; in pages there is no other than the conformance suite. */
export function hasSuite(runtime: Runtime, suite: string): boolean {
  return (runtime.kind === "page" || runtime.readsSources) && suits(runtime, suite);
}

/** Whether a suite has something to find out on a runtime, from whatever the library is loaded. */
export function suits(runtime: Runtime, suite: string): boolean {
  return ONLY_ON[suite]?.(runtime) ?? runtime.kind === "process";
}

/** Whether the executable is there. */
export function isInstalled({ executable }: ProcessRuntime): boolean {
  return existsSync(executable);
}

/** Those of a list whose turn it is. */
export function inTurn<T>(list: readonly T[], { first, every, areOthers = false }: Turn): T[] {
  return list.filter((_, index) => (index % every === first) !== areOthers);
}

/** What a turn leaves. */
export function othersThan({ first, every, areOthers = false }: Turn): Turn {
  return { first, every, areOthers: !areOthers };
}
