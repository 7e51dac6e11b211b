import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { exists, inRepository } from "../repository.ts";
import { moduleImports } from "./module_imports.ts";
import { packagePath } from "./served_file.ts";

/** What a file imports by itself: a `node:` module, if any, and other files. */
interface FileImports {
  readonly node: string | undefined;
  readonly files: readonly string[];
}

const known = new Map<string, FileImports>();

/**
 * The `node:` module that a file, or one it imports, cannot be loaded without. The library's own files are not looked
 * at: they import none statically.
 *
 * @param file From the repository's root.
 * @returns Its specifier, `undefined` where there is none.
 */
export function nodeImportOf(file: string): string | undefined {
  const seen = new Set([file]);
  for (const one of seen) {
    const { node, files } = importsOf(one);
    if (node !== undefined) return node;
    for (const next of files) seen.add(next);
  }
  return undefined;
}

function importsOf(file: string): FileImports {
  const imports = known.get(file) ?? readImports(file);
  known.set(file, imports);
  return imports;
}

function readImports(file: string): FileImports {
  const specifiers = moduleImports(readFileSync(inRepository(file), "utf8"))
    .filter(({ isStatic }) => isStatic)
    .map(({ specifier }) => specifier);
  return {
    node: specifiers.find((specifier) => specifier.startsWith("node:")),
    files: specifiers.map((specifier) => target(specifier, file)).filter(isOutsideLibrary),
  };
}

function target(specifier: string, file: string): string {
  if (!specifier.startsWith(".")) return packagePath(specifier, file).slice(1);
  return posix.join(posix.dirname(file), specifier);
}

function isOutsideLibrary(file: string): boolean {
  return !file.startsWith("src/") && file !== "mod.ts" && exists(file);
}
