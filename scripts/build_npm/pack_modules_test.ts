import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { assertEquals, assertFalse } from "@std/assert";
import { test } from "../../tests/_harness/test.ts";
import { filesIn, inRepository } from "../test_all/repository.ts";
import { packModules } from "./pack_modules.ts";
import { packageEntries } from "./package_entries.ts";

const PONYFILL = `globalThis[Symbol.for("import-meta-ponyfill-esmodule")](import.meta)`;

/** Writes what dnt 0.42 makes of the sources, as far as it is not TypeScript's compiler's: see its `lib/`. */
function emitAsDnt(folder: string): void {
  writeFileSync(join(folder, "_dnt.polyfills.js"), `throw new Error("no polyfill is needed");`);
  for (const file of ["mod.ts", ...filesIn("src", ".ts")]) {
    const target = join(folder, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, asDnt(file));
  }
}

function asDnt(file: string): string {
  const code = stripTypeScriptTypes(readFileSync(inRepository(file), "utf8"))
    .replace(/(from |import\(|import )"(\.[^"]+)\.ts"/g, `$1"$2.js"`)
    .replaceAll("import.meta", PONYFILL);
  const up = "../".repeat(file.split("/").length - 1) || "./";
  return `import "${up}_dnt.polyfills.js";\n${code}`;
}

async function withPacked(body: (esm: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sideloop-dnt-"));
  try {
    emitAsDnt(folder);
    const fileOf = (path: string) => join(folder, `${path}.js`);
    await packModules({ moduleOf: fileOf, typesOf: fileOf }, join(folder, "npm"));
    await body(join(folder, "npm/esm"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("packModules: what dnt adds for CommonJS is taken back, and a loop starts", async () => {
  await withPacked(async (esm) => {
    for (const { path } of packageEntries()) {
      const code = readFileSync(join(esm, `${path}.js`), "utf8");
      assertFalse(code.includes("ponyfill") || code.includes("_dnt"), path);
    }
    const { inline, withWorker } = await import(pathToFileURL(join(esm, "mod.js")).href);
    const work = inline((n: number) => n * 2, 21);
    const submit = (worker: { submit(work: unknown): Promise<unknown> }) => worker.submit(work);
    assertEquals(await withWorker(submit), 42);
  });
});
