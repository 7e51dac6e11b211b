import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { extname, relative, sep } from "node:path";
import { inRepository, ROOT } from "../repository.ts";
import { isBare, moduleImports } from "./module_imports.ts";

/** What a browser is given for a path. */
export interface ServedFile {
  /** The media type. */
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** The media type of a module. */
export const MODULE = "text/javascript; charset=utf-8";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": MODULE,
  ".json": "application/json",
  ".mjs": MODULE,
  ".svg": "image/svg+xml",
  ".ts": MODULE,
};

/**
 * A file of the repository as a browser can use it: types are blanked out of TypeScript, so that lines and columns
 * stay, and what modules import by the name of a package they import by its path. Import maps would not do that:
 * they do not apply to the modules of a worker.
 *
 * @param file From the repository's root.
 * @returns `undefined` where there is no such file.
 */
export function servedFile(file: string): ServedFile | undefined {
  const path = inRepository(file);
  if (!existsSync(path) || !statSync(path).isFile()) return undefined;
  const extension = extname(file);
  const type = TYPES[extension] ?? "application/octet-stream";
  if (type !== MODULE) return { type, body: readFileSync(path) };
  return { type, body: moduleOrItsError(readFileSync(path, "utf8"), file) };
}

/** Whoever imports a module that cannot be served shall learn why, and a status tells scripts nothing. */
function moduleOrItsError(source: string, file: string): string {
  try {
    return browserModule(source, file);
  } catch (error) {
    return `throw new SyntaxError(${JSON.stringify(`Cannot serve ${file}: ${String(error)}`)});`;
  }
}

/**
 * A module's source as a browser can run it.
 *
 * @param source JavaScript, or TypeScript where the file's name says so.
 * @param file Where it stands, from the repository's root.
 */
export function browserModule(source: string, file: string): string {
  const script = file.endsWith(".ts") ? stripTypeScriptTypes(source, { mode: "strip" }) : source;
  // From the end: a replaced specifier moves what stands behind it.
  return moduleImports(script).filter(({ specifier }) => isBare(specifier)).reduceRight(
    (text, { specifier, start, end }) =>
      text.slice(0, start) + packagePath(specifier, file) + text.slice(end),
    script,
  );
}

/**
 * Where the module of a package is, as Node finds it.
 *
 * @param specifier The package's name, with a path in it or without.
 * @param file Who asks, from the repository's root.
 * @returns A path of the server, or the specifier itself where there is no such package.
 */
export function packagePath(specifier: string, file: string): string {
  try {
    const path = createRequire(inRepository(file)).resolve(specifier);
    return `/${relative(ROOT, path).split(sep).join("/")}`;
  } catch {
    return specifier;
  }
}
