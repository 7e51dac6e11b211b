/**
 * What programs with files ask of the runtime: where a path leads, and what is there. Nothing is asked before a
 * function is called, so that a browser can import this.
 *
 * @module
 */

import { builtin, nodeProcess } from "./process.ts";
import { runtime } from "./select.ts";

interface Fs {
  statSync(path: string): { isFile(): boolean };
  readFileSync(path: string, encoding: "utf8"): string;
}

interface Path {
  isAbsolute(path: string): boolean;
  extname(path: string): string;
  dirname(path: string): string;
  join(...parts: string[]): string;
}

interface UrlModule {
  fileURLToPath(url: string | URL): string;
  pathToFileURL(path: string): URL;
}

interface Module {
  createRequire(path: string): ((path: string) => unknown) & { resolve(specifier: string): string };
  isBuiltin(specifier: string): boolean;
}

/** Whether modules are files here: not in a browser. */
export const hasFiles: boolean = runtime.capabilities.startsWhileBlocked;

/**
 * Whether there is a file that may be read.
 *
 * @param path Of the file.
 */
export function isFile(path: string): boolean {
  try {
    return builtin<Fs>("node:fs").statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Whether a path says by itself where it leads.
 *
 * @param path Of a file.
 */
export function isAbsolutePath(path: string): boolean {
  return builtin<Path>("node:path").isAbsolute(path);
}

/**
 * The ending of a path, with its dot; nothing where it has none.
 *
 * @param path Of a file.
 */
export function endingOf(path: string): string {
  return builtin<Path>("node:path").extname(path);
}

/**
 * The path of a URL.
 *
 * @param url With the scheme `file:`.
 * @throws {TypeError} If it is another URL.
 */
export function pathOfUrl(url: string | URL): string {
  return builtin<UrlModule>("node:url").fileURLToPath(url);
}

/**
 * The URL of a path.
 *
 * @param path Absolute.
 */
export function urlOfPath(path: string): string {
  return builtin<UrlModule>("node:url").pathToFileURL(path).href;
}

/**
 * Finds a package from where a file is.
 *
 * @param specifier As in an import there.
 * @param path Of that file.
 * @returns What can be imported from anywhere; `undefined` where the file cannot see it.
 */
export function resolveFrom(specifier: string, path: string): string | undefined {
  const { createRequire, isBuiltin } = builtin<Module>("node:module");
  if (isBuiltin(specifier)) return specifier;
  try {
    return urlOfPath(createRequire(path).resolve(specifier));
  } catch {
    return undefined;
  }
}

/**
 * Whether the file's package says that its files are ES modules, where their ending does not.
 *
 * @param path Of the file.
 */
export function isInModulePackage(path: string): boolean {
  const { dirname, join } = builtin<Path>("node:path");
  const folder = dirname(path);
  const manifest = join(folder, "package.json");
  if (isFile(manifest)) return typeOf(manifest) === "module";
  return folder !== path && isInModulePackage(folder);
}

function typeOf(manifest: string): unknown {
  try {
    return JSON.parse(builtin<Fs>("node:fs").readFileSync(manifest, "utf8")).type;
  } catch {
    return undefined;
  }
}

/**
 * Loads a file, whatever kind of module it is.
 *
 * @param path Of the file, absolute.
 * @returns Resolves when it has run.
 */
export async function loadFile(path: string): Promise<void> {
  // Node 22 cannot import a script in TypeScript that requires a module which nobody has imported before.
  if (path.endsWith(".cts")) requireFile(path);
  else await import(/* @vite-ignore */ urlOfPath(path));
}

/**
 * Loads a script.
 *
 * @param path Of the file, absolute.
 */
export function requireFile(path: string): void {
  builtin<Module>("node:module").createRequire(path)(path);
}

/** Whether the runtime reads TypeScript by itself: Deno and Bun always, Node from 22.18 on, and says so. */
export function readsTypeScript(): boolean {
  const { versions, features } = nodeProcess();
  const readsAlways = versions["deno"] !== undefined || versions["bun"] !== undefined;
  return readsAlways || Boolean(features?.typescript);
}
