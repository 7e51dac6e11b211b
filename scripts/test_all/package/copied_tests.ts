import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { filesIn, inRepository } from "../repository.ts";

/** The suites that try what the package promises, what they need, and sources that tests and the quickstart read. */
const FOLDERS = [
  ...["conformance", "examples", "process", "product", "chaos", "stress", "fixtures", "_harness"]
    .map((name) => `tests/${name}`),
  ...["examples", "src"],
];

/** What examples read. */
const DOCUMENTS = ["README.md", "docs"];

/**
 * Copies the tests of the public API to another place, as JavaScript: Node 20 reads nothing else. A test that names a
 * file names the copy then.
 *
 * @param folder Where to; the paths in it are those in the repository.
 */
export function copyTests(folder: string): void {
  for (const file of ["mod.ts", ...FOLDERS.flatMap((of) => filesIn(of, ""))]) {
    if (file.endsWith(".ts")) copyAsJavaScript(file, folder);
    else cpSync(inRepository(file), join(folder, file), { recursive: true });
  }
  for (const path of DOCUMENTS) cpSync(inRepository(path), join(folder, path), { recursive: true });
}

/** The name of a copy. */
export function copyOf(file: string): string {
  return file.replace(/\.ts$/, ".js");
}

function copyAsJavaScript(file: string, folder: string): void {
  const target = join(folder, copyOf(file));
  mkdirSync(dirname(target), { recursive: true });
  const source = readFileSync(inRepository(file), "utf8");
  writeFileSync(target, withoutTypes(source).replace(/\.ts\b/g, ".js"));
}

/** Places stay where they are. A fixture that is no valid module on purpose stays as it is. */
function withoutTypes(source: string): string {
  try {
    return stripTypeScriptTypes(source);
  } catch {
    return source;
  }
}
