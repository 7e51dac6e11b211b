import { assert, assertEquals } from "@std/assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type LocalRegistry,
  startRegistry,
} from "../../scripts/test_all/package/local_registry.ts";
import { npmCommand, packedPackage } from "../../scripts/test_all/package/packed_package.ts";
import { BUN, DENO } from "../../scripts/test_all/runtimes.ts";
import { test } from "../_harness/test.ts";
import { makeProject, projectsRoot } from "./projects.ts";
import { runProgram } from "./run_program.ts";
import { type Command, MAIN, NODE_24, prints } from "./runtimes.ts";
import { installedTools } from "./tools.ts";

/** For a machine that is busy, in milliseconds. */
const timeout = 100_000;

/** What a project is told to do, in order; the last of it is a program's run. */
interface Steps {
  /** The name of the project's folder. */
  readonly project: string;
  readonly install: Command;
  /** A file that only this way to install leaves. */
  readonly leaves: string;
  readonly programs: readonly Command[];
  readonly env?: Readonly<Record<string, string>>;
}

layoutTest("npm", ({ url }) => ({
  project: "npm",
  install: [...npmCommand(), "install", "--registry", url, "--cache", cache("npm"), "sideloop"],
  leaves: "package-lock.json",
  programs: [[NODE_24, "main.mjs"], [NODE_24, "main.cjs"]],
}));

layoutTest("bun add", ({ url }) => ({
  project: "bun",
  install: [BUN, "add", "--registry", url, "--cache-dir", cache("bun"), "sideloop"],
  leaves: "bun.lock",
  programs: [[BUN, "main.mjs"], [BUN, "main.cjs"]],
}));

layoutTest("deno add npm:", ({ url }) => ({
  project: "deno",
  install: [DENO, "add", "npm:sideloop"],
  leaves: "deno.lock",
  programs: [[DENO, "run", "-A", "main.mjs"], [DENO, "run", "-A", "main.cjs"]],
  env: { DENO_DIR: cache("deno"), NPM_CONFIG_REGISTRY: url },
}));

layoutTest("pnpm", async ({ url }) => {
  const pnpm = [NODE_24, (await installedTools())("pnpm/bin/pnpm.mjs")] as const;
  const options = ["--registry", url, "--store-dir", cache("pnpm")];
  return {
    project: "pnpm",
    install: [...pnpm, "add", ...options, "--config.minimum-release-age=0", "sideloop"],
    leaves: "node_modules/.pnpm",
    programs: [[NODE_24, "main.mjs"], [NODE_24, "main.cjs"], [NODE_24, "nested.mjs"]],
  };
});

layoutTest("Yarn, which unpacks nothing", async ({ url }) => {
  const yarn = (await installedTools())("@yarnpkg/cli-dist/bin/yarn.js");
  return {
    project: "yarn",
    install: [NODE_24, yarn, "add", "sideloop"],
    leaves: ".pnp.loader.mjs",
    programs: ["main.mjs", "main.cjs", "nested.mjs"].map((program) =>
      [NODE_24, yarn, "node", program] as const
    ),
    env: {
      YARN_ENABLE_GLOBAL_CACHE: "false",
      YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
      YARN_ENABLE_TELEMETRY: "false",
      YARN_GLOBAL_FOLDER: cache("yarn"),
      YARN_NPM_MINIMAL_AGE_GATE: "0",
      YARN_NPM_REGISTRY_SERVER: url,
      YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1",
    },
  };
});

/** Installs the package from a registry, as it will be once it is published. */
function layoutTest(name: string, steps: (registry: LocalRegistry) => Steps | Promise<Steps>) {
  test(`package: works installed by ${name}`, async () => {
    const registry = await startRegistry(await packedPackage());
    try {
      await follow(await steps(registry));
    } finally {
      registry.close();
    }
  }, { timeout });
}

async function follow(
  { project, install, leaves, programs, env = {} }: Steps,
): Promise<void> {
  const cwd = makeProject(project);
  const { code, stdout, stderr } = await runProgram(install, { cwd, env });
  assertEquals(code, 0, `${stdout}\n${stderr}`);
  assert(existsSync(join(cwd, leaves)), `${leaves} is not there`);
  assertEquals(dependenciesOf(cwd), ["sideloop"]);
  for (const command of programs) {
    const expected = command.includes("nested.mjs") ? "Inner" : MAIN;
    assertEquals(await runProgram(command, { cwd, env }), prints(expected));
  }
}

function dependenciesOf(project: string): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  return Object.keys(dependencies);
}

/** So that nothing of another run, with another port, is found. */
function cache(name: string): string {
  return join(projectsRoot(), `${name}_cache`);
}
