import { existsSync, readdirSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root, with a separator at its end. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** Its address. */
export const REPOSITORY = "https://github.com/sideloop/sideloop";

/** The absolute path of a file or folder of the repository. */
export function inRepository(path: string): string {
  return ROOT + path;
}

/** Whether a file or folder of the repository is there. */
export function exists(path: string): boolean {
  return existsSync(inRepository(path));
}

/** The files in a folder and below it whose name ends so, from the root and in order. */
export function filesIn(folder: string, ending: string): string[] {
  if (!exists(folder)) return [];
  return readdirSync(inRepository(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(ROOT, `${entry.parentPath}${sep}${entry.name}`).split(sep).join("/"))
    .sort();
}

/** The folders in a folder whose name starts with a letter. */
export function foldersIn(folder: string): string[] {
  if (!exists(folder)) return [];
  return readdirSync(inRepository(folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}
