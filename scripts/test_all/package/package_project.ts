import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { NPM_ONLY } from "../jsr.ts";
import { inRepository } from "../repository.ts";
import { BUN, DENO, type PackageManager } from "../runtimes.ts";
import type { TestProject } from "../test_file.ts";
import { copyOf, copyTests } from "./copied_tests.ts";
import { type LocalRegistry, startRegistry } from "./local_registry.ts";
import { npm, packedPackage } from "./packed_package.ts";

/** What the tests and examples import besides the package. */
const TOOLS = [
  ...["@std", "cli-progress", "deno-std", "fast-check", "fast-xml-parser", "markdown-it"],
  "prettier",
];

const projects = new Map<PackageManager, Promise<TestProject>>();
let registry: Promise<LocalRegistry> | undefined;

/**
 * The project of a package manager; made when it is first asked for, and removed with this process.
 *
 * @param manager Which one installs the package, as its users do.
 */
export function packageProject(manager: PackageManager): Promise<TestProject> {
  const project = projects.get(manager) ?? make(manager);
  projects.set(manager, project);
  return project;
}

async function make(manager: PackageManager): Promise<TestProject> {
  const { url } = await (registry ??= packedPackage().then(startRegistry));
  const folder = mkdtempSync(join(tmpdir(), `sideloop-${manager}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  copyTests(folder);
  const env = await INSTALL[manager](folder, url);
  return { folder, env: { SIDELOOP_DENO_CONFIG: undefined, ...env }, copyOf };
}

type Install = (folder: string, registry: string) => Promise<Record<string, string>>;

const INSTALL: Readonly<Record<PackageManager, Install>> = {
  async npm(folder, registry) {
    writePackage(folder);
    await npm(["install", "sideloop", `--registry=${registry}`], folder);
    linkTools(folder);
    return {};
  },
  async bun(folder, registry) {
    writePackage(folder);
    const env = { npm_config_registry: registry, BUN_INSTALL_CACHE_DIR: join(folder, ".bun") };
    await run(BUN, ["add", "sideloop"], folder, env);
    linkTools(folder);
    return {};
  },
  async deno(folder, registry) {
    const { imports } = JSON.parse(readFileSync(NPM_ONLY, "utf8"));
    const tools = Object.entries<string>(imports).filter(([, to]) => to.startsWith("npm:"));
    writeJson(join(folder, "deno.json"), { imports: Object.fromEntries(tools) });
    // Of its own: the version is the same at each run, and the package is not.
    const env = { NPM_CONFIG_REGISTRY: registry, DENO_DIR: join(folder, ".deno") };
    await run(DENO, ["add", "--quiet", "npm:sideloop"], folder, env);
    await run(DENO, ["install", "--quiet"], folder, env);
    return env;
  },
};

/** Not named as the package is, and ES modules: the tests are. */
function writePackage(folder: string): void {
  writeJson(join(folder, "package.json"), { private: true, type: "module" });
}

function linkTools(folder: string): void {
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  for (const name of TOOLS) {
    symlinkSync(inRepository(`node_modules/${name}`), join(modules, name), "junction");
  }
}

function writeJson(file: string, value: object): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await promisify(execFile)(command, args, { cwd, env: { ...process.env, ...env } });
}
