import { describe } from "../core/options.ts";
import { endingOf, isInModulePackage, readsTypeScript } from "../runtime/files.ts";
import { runtime } from "../runtime/select.ts";

/**
 * What may read a worker file in TypeScript, by the name it has in code.
 *
 * @example
 * ```ts
 * import { TsRunner } from "sideloop/synckit";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(TsRunner.TSX, "tsx");
 * ```
 */
export const TsRunner: {
  readonly Node: "node";
  readonly Bun: "bun";
  readonly TsNode: "ts-node";
  readonly EsbuildRegister: "esbuild-register";
  readonly EsbuildRunner: "esbuild-runner";
  readonly OXC: "oxc";
  readonly SWC: "swc";
  readonly TSX: "tsx";
} = {
  Node: "node",
  Bun: "bun",
  TsNode: "ts-node",
  EsbuildRegister: "esbuild-register",
  EsbuildRunner: "esbuild-runner",
  OXC: "oxc",
  SWC: "swc",
  TSX: "tsx",
};

/**
 * What may read a worker file in TypeScript: the runtime itself, `"node"` or `"bun"`, or on Node a package that is
 * installed beside the program.
 */
export type TsRunner = (typeof TsRunner)[keyof typeof TsRunner];

/** Whether a worker file is a script, `require`d, or a module. */
type Kind = "script" | "module";

/** The options that have Node use a package; where one is missing, the package cannot read that kind. */
const FLAGS: Readonly<Record<string, Partial<Record<Kind, readonly string[]>>>> = {
  [TsRunner.TSX]: both("--import", "tsx"),
  [TsRunner.OXC]: both("--import", "@oxc-node/core/register"),
  [TsRunner.SWC]: {
    script: ["--require", "@swc-node/register"],
    module: ["--import", "@swc-node/register/esm-register"],
  },
  [TsRunner.TsNode]: {
    script: ["--require", "ts-node/register"],
    module: ["--loader", "ts-node/esm"],
  },
  [TsRunner.EsbuildRegister]: {
    script: ["--require", "esbuild-register"],
    module: ["--loader", "esbuild-register/loader"],
  },
  [TsRunner.EsbuildRunner]: { script: ["--require", "esbuild-runner/register"] },
};

/** What a worker file needs to be read. */
export interface Reading {
  /** Options of Node. */
  readonly flags: readonly string[];
  /** Whether it is a script that the package reads where it is required. */
  readonly isRequired: boolean;
}

/** What the runtime reads by itself. */
const BY_ITSELF: Reading = { flags: [], isRequired: false };

/**
 * How a worker file is read.
 *
 * @param path Of the file.
 * @param runner What shall read it where it is TypeScript; by default the runtime.
 * @throws {TypeError} If there is no such runner, or it cannot read that file here.
 */
export function readingOf(path: string, runner: TsRunner | undefined): Reading {
  if (runner !== undefined && !Object.values(TsRunner).includes(runner)) {
    throw new TypeError(
      `Cannot use option tsRunner: must be one of ${Object.values(TsRunner).join(", ")}, got ${
        describe(runner)
      }`,
    );
  }
  if (!/\.[cm]?ts$/.test(path)) return BY_ITSELF;
  if (runner === undefined || runner === TsRunner.Node || runner === TsRunner.Bun) {
    return readByRuntime(path);
  }
  return readByPackage(path, runner);
}

function readByRuntime(path: string): Reading {
  if (readsTypeScript()) return BY_ITSELF;
  throw new TypeError(
    `Cannot run ${path}: this runtime does not read TypeScript; compile the file, or give a tsRunner such as "tsx", which must be installed`,
  );
}

function readByPackage(path: string, runner: TsRunner): Reading {
  if (runtime.whyNot("execArgv") !== undefined) {
    throw new TypeError(
      `Cannot run ${path} by tsRunner ${runner}: this runtime reads TypeScript by itself, and has no other way; leave the option out`,
    );
  }
  const kind = kindOf(path);
  const flags = FLAGS[runner]?.[kind];
  if (flags !== undefined) return { flags, isRequired: kind === "script" };
  throw new TypeError(
    `Cannot run ${path} by tsRunner ${runner}: it reads no ES modules; leave the option out, or use "tsx"`,
  );
}

function kindOf(path: string): Kind {
  const ending = endingOf(path);
  if (ending !== ".ts") return ending === ".mts" ? "module" : "script";
  return isInModulePackage(path) ? "module" : "script";
}

function both(...flags: readonly string[]): Record<Kind, readonly string[]> {
  return { script: flags, module: flags };
}
