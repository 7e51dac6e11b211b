import { assertEquals } from "@std/assert";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageEntries } from "../../scripts/build_npm/package_entries.ts";
import { inRepository } from "../../scripts/test_all/repository.ts";
import { TSC } from "../../scripts/test_all/runtimes.ts";
import { test } from "../_harness/test.ts";
import { makeProjectWithPackage } from "./projects.ts";
import type { CommandResult } from "../_harness/run_command.ts";
import { runProgram } from "./run_program.ts";
import { NODE_24, prints } from "./runtimes.ts";
import { installedTools } from "./tools.ts";

/** For a machine that is busy, in milliseconds. */
const timeout = 100_000;

/** How a project of a user is checked; `skipLibCheck` is off. */
interface Settings {
  readonly typescript: "5.4" | "6.0" | "7.0";
  readonly resolution: "node10" | "node16" | "nodenext" | "bundler";
  /** The version of `@types/node`, if any. */
  readonly node?: 20 | 22 | 24;
  readonly lib: readonly string[];
  readonly exact?: boolean;
}

/** Each value of each setting, and the oldest and the newest compiler with Node's types alone and with a browser's. */
const PROJECTS: readonly Settings[] = [
  { typescript: "5.4", resolution: "node16", node: 20, lib: ["ES2022"], exact: true },
  { typescript: "5.4", resolution: "bundler", lib: ["ES2022", "DOM"] },
  { typescript: "6.0", resolution: "node10", node: 22, lib: ["ES2022"], exact: true },
  { typescript: "7.0", resolution: "nodenext", node: 24, lib: ["ES2022"] },
  { typescript: "7.0", resolution: "bundler", node: 24, lib: ["ES2022", "DOM"], exact: true },
  { typescript: "7.0", resolution: "nodenext", lib: ["ESNext", "DOM"], exact: true },
];

for (const settings of PROJECTS) {
  const { typescript, resolution, node, lib, exact } = settings;
  const types = node === undefined ? "" : `, @types/node ${node}`;
  const strict = exact ? ", exact optional properties" : "";
  const name = `TypeScript ${typescript}, ${resolution}, ${lib.join()}${types}${strict}`;
  test(`package: has types for ${name}`, async () => {
    assertEquals(await check(settings), prints(""));
  }, { timeout });
}

/** Has the types of a project checked. */
async function check(settings: Settings): Promise<CommandResult> {
  const { typescript, resolution, node, lib, exact = false } = settings;
  const tools = await installedTools();
  const cwd = await makeProjectWithPackage(`typed_${PROJECTS.indexOf(settings)}`);
  const program = readFileSync(join(cwd, "typed.ts"), "utf8") + importsAll();
  const files = resolution.startsWith("node") && resolution !== "node10"
    ? ["typed.mts", "typed.cts"]
    : ["typed.ts"];
  for (const file of files) writeFileSync(join(cwd, file), program);
  if (node !== undefined) installNodeTypes(cwd, node, tools);
  const config = {
    compilerOptions: {
      ...{ noEmit: true, strict: true, target: "ES2022", lib },
      exactOptionalPropertyTypes: exact,
      types: node === undefined ? [] : ["node"],
      ...MODULES[resolution],
    },
    files,
  };
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(config));
  const tsc = typescript === "7.0" ? TSC : tools(`typescript-${typescript[0]}/bin/tsc`);
  return await runProgram([NODE_24, tsc], { cwd });
}

/** Every entry, also those of which the program uses nothing. */
function importsAll(): string {
  return packageEntries()
    .map(({ name }, index) =>
      `export * as entry_${index} from "${name.replace(".", "sideloop")}";\n`
    )
    .join("");
}

const MODULES: Readonly<Record<Settings["resolution"], object>> = {
  node10: { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0" },
  node16: { module: "node16", moduleResolution: "node16" },
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};

/** Copies them: with a link, what they need would be looked for beside the original. */
function installNodeTypes(project: string, version: number, tools: (path: string) => string): void {
  const modules = join(project, "node_modules");
  const [types, undici] = version === 24
    ? ["@types/node", "undici-types"].map((name) => inRepository(`node_modules/${name}`))
    : [tools(`@types/node-${version}`), tools("undici-types")];
  cpSync(types as string, join(modules, "@types/node"), { recursive: true });
  cpSync(undici as string, join(modules, "undici-types"), { recursive: true });
}
