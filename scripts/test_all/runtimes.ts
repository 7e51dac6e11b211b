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

/** A runtime that is installed with the development dependencies. */
export interface Runtime {
  /** Its name in the table and on the command line. */
  readonly name: string;
  /** The absolute path of its executable. */
  readonly executable: string;
  /** Added to the environment of a test file. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Which part of the files it runs where nobody has asked for it by name: every so many, beginning with that one.
   * Runtimes that differ by a version alone share the work.
   */
  readonly turn?: { readonly first: number; readonly every: number };
  /** The arguments that run one test file. */
  testArguments(command: TestCommand): string[];
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

const deno: Runtime = {
  name: "deno",
  executable: DENO,
  // Types are the suite `check`; here they would be checked once per file and once per worker.
  testArguments: ({ file, report, denoConfig }) => [
    ...["test", "-A", "--no-check", "--quiet"],
    ...denoConfig,
    `--junit-path=${report}`,
    file,
  ],
};

const bun: Runtime = {
  name: "bun",
  executable: inRepository("node_modules/bun/bin/bun.exe"),
  testArguments: ({ file, report }) => [
    ...["test", "--reporter=junit", `--reporter-outfile=${report}`],
    `./${file}`,
  ],
};

function node(version: number, turn?: Runtime["turn"]): Runtime {
  return {
    ...(turn && { turn }),
    name: `node-${version}`,
    executable: inRepository(`node_modules/node-${version}/bin/node${EXE}`),
    // Every worker strips the types of every source again; from 24 on the cache saves half of the time.
    env: { NODE_COMPILE_CACHE: inRepository(".test_results/node_compile_cache") },
    // Force the exit: a leaked thread fails its own test already, and must not hang the whole file.
    testArguments: ({ file, report }) => [
      ...["--test-force-exit", "--test-reporter=junit", `--test-reporter-destination=${report}`],
      file,
    ],
  };
}

/** Every runtime, in the order of the table's columns. The oldest and the newest Node run a fifth of the files each. */
export const RUNTIMES: readonly Runtime[] = [
  deno,
  bun,
  node(22, { first: 0, every: 5 }),
  node(24),
  node(26, { first: 1, every: 5 }),
];

/** Whether the executable is there. */
export function isInstalled({ executable }: Runtime): boolean {
  return existsSync(executable);
}
