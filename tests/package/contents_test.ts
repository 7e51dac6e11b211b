import { assert, assertEquals, assertMatch } from "@std/assert";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join, sep } from "node:path";
import { canResolveJsr } from "../../scripts/test_all/jsr.ts";
import { npmCommand, packedPackage } from "../../scripts/test_all/package/packed_package.ts";
import { inRepository } from "../../scripts/test_all/repository.ts";
import { unpackPackage } from "../../scripts/test_all/package/unpack_package.ts";
import { test } from "../_harness/test.ts";
import { makeProject, makeProjectWithPackage, projectsRoot } from "./projects.ts";
import { runProgram } from "./run_program.ts";
import { NODE_24, prints } from "./runtimes.ts";
import { installedTools } from "./tools.ts";

/** For a machine that is busy, in milliseconds. */
const timeout = 100_000;

/** Of the tarball, in bytes. */
const LIMIT = 150_000;

/** What the tests read of the package's `package.json`. */
interface Manifest {
  readonly exports: Readonly<Record<string, Target>>;
  /** What bundlers for browsers replace, and by what. */
  readonly browser?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** A file, or one for each condition. */
type Target = string | { readonly [condition: string]: Target };

let unpacked: Promise<string> | undefined;

/** The folder of the package. */
function folder(): Promise<string> {
  const place = join(projectsRoot(), "unpacked");
  return unpacked ??= unpackPackage(place).then(() => place);
}

test("package: the tarball is smaller than 150 KB", async () => {
  const { size } = statSync(await packedPackage());
  assert(size < LIMIT, `${size} bytes`);
}, { timeout });

test("package: has what it runs, its types and its documents, and nothing else", async () => {
  const files = filesIn(await folder()).filter((file) => !/\.(c?js|d\.c?ts)$/.test(file));
  const stubs = files.filter((file) => /^\w+\/package\.json$/.test(file));
  const documents = ["CHANGELOG.md", "LICENSE", "README.md"];
  const present = documents.filter((file) => existsSync(inRepository(file)));
  assertEquals(files, [...present, "package.json", ...stubs].sort());
}, { timeout });

test("package: has no tests and no sources", async () => {
  const odd = filesIn(await folder()).filter((file) =>
    /test|fixture|\.map$/i.test(file) || /(?<!\.d)\.[cm]?ts$/.test(file)
  );
  assertEquals(odd, []);
}, { timeout });

test("package: depends on nothing", async () => {
  const manifest = manifestIn(await folder());
  const fields = Object.keys(manifest).filter((field) => /dependencies/i.test(field));
  assertEquals(fields, []);
}, { timeout });

test("package: everything that its manifest names is there", async () => {
  const place = await folder();
  const { exports, main, module, types, browser = {} } = manifestIn(place);
  const named = [...targetsOf(exports), main, module, types, ...Object.entries(browser).flat()];
  assertEquals(named.filter((file) => !existsSync(join(place, String(file)))), []);
}, { timeout });

test("package: exports what deno.json exports", async () => {
  const names = Object.keys(manifestIn(await folder()).exports);
  assertEquals(names, [...entriesOfSources(), "./package.json"]);
}, { timeout });

/** Messages name these, as examples. */
const EXAMPLES = /(^|\/)(tasks\.ts|worker\.js)$/;

/** How modules name what they load beside them. */
const RELATIVE = /(?:new URL\(|\bfrom |\bimport |\bimport\(|\brequire\()"(\.[^"]+)"/g;

test("package: every URL that it loads is there", async () => {
  const place = await folder();
  const named = filesIn(place).filter((file) => /\.c?js$/.test(file)).flatMap((file) =>
    [...readFileSync(join(place, file), "utf8").matchAll(RELATIVE)]
      .map(([, path = ""]) => join(dirname(file), path))
  ).filter((file) => !EXAMPLES.test(file));
  assert(named.length > 0);
  assertEquals(named.filter((file) => !existsSync(join(place, file))), []);
}, { timeout });

/** Loads every entry both ways, and prints what is only in one of them, or is another object there. */
const COMPARES = `
  import { createRequire } from "node:module";
  const require = createRequire(import.meta.url);
  const names = {};
  for (const entry of JSON.parse(process.argv[2])) {
    const [imported, required] = [await import(entry), require(entry)];
    names[entry] = [...new Set([...Object.keys(imported), ...Object.keys(required)])].sort();
    for (const name of names[entry]) {
      if (imported[name] !== required[name]) console.log(entry, name);
    }
  }
  console.log(JSON.stringify(names.sideloop));
`;

test("package: import and require() give the same, which is what mod.ts exports", async () => {
  const cwd = await makeProjectWithPackage("compared");
  writeFileSync(join(cwd, "compares.mjs"), COMPARES);
  const entries = entriesOfSources().map((entry) => entry.replace(".", "sideloop"));
  const names = Object.keys(await import("sideloop")).sort();
  const ran = await runProgram([NODE_24, "compares.mjs", JSON.stringify(entries)], { cwd });
  assertEquals(ran, prints(JSON.stringify(names)));
}, { timeout });

for (const flags of [[], ["--ignore-scripts"]]) {
  test(
    `package: ${["npm publish", ...flags].join(" ")} refuses what was built without dnt`,
    async () => {
      // What dnt has built is to be published.
      if (await canResolveJsr()) return;
      const place = await folder();
      const uploads: string[] = [];
      const server = createServer(({ method, url }, response) => {
        if (method !== "GET") uploads.push(`${method} ${url}`);
        response.writeHead(404).end("{}");
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const cwd = makeProject("publishes");
      writeFileSync(join(cwd, ".npmrc"), `registry=http://${host}\n//${host}:_authToken=none\n`);
      const ran = await runProgram([...npmCommand(), "publish", place, ...flags], { cwd });
      server.close();
      assertEquals([ran.code, uploads], [1, []]);
      assertMatch(ran.stderr, /EPRIVATE|Cannot publish/);
    },
    { timeout },
  );
}

/** With `imports` in its place no page could load the package without a bundler: threads know no map of imports. */
const WANTS_IMPORTS = /^\d+\. pkg\.browser with an object value can be refactored/;

test("package: publint finds nothing", async () => {
  const tools = await installedTools();
  const command = [NODE_24, tools("publint/src/cli.js"), "run", "--strict"] as const;
  const ran = await runProgram([...command, await packedPackage()], { cwd: projectsRoot() });
  const found = ran.stdout.split("\n").filter((line) => /^\d+\. /.test(line));
  assertEquals(found.filter((line) => !WANTS_IMPORTS.test(line)), []);
  assertEquals(found.length === 0, ran.stdout.includes("All good!"), ran.stdout);
  assertEquals([ran.code, ran.stderr], [0, ""]);
}, { timeout });

test("package: Are the types wrong? finds nothing", async () => {
  const tools = await installedTools();
  const cli = tools("@arethetypeswrong/cli/dist/index.js");
  const ran = await runProgram([NODE_24, cli, await packedPackage(), "--format", "json"], {
    cwd: projectsRoot(),
  });
  assertEquals(JSON.parse(ran.stdout).problems ?? {}, {});
  assertEquals(ran.code, 0);
}, { timeout });

function manifestIn(place: string): Manifest {
  return JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
}

function entriesOfSources(): string[] {
  return Object.keys(JSON.parse(readFileSync(inRepository("deno.json"), "utf8")).exports);
}

function targetsOf(target: Target): string[] {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(targetsOf);
}

function filesIn(place: string): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(place.length + 1))
    .map((file) => file.split(sep).join("/"))
    .sort();
}
