import { describe } from "../core/options.ts";
import { endingOf, hasFiles, isAbsolutePath, isFile, pathOfUrl } from "../runtime/files.ts";

/** The endings that a path stands for, the first one found being meant: sources come before what was built from them. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  "": [".ts", ".js"],
  ".js": [".ts", ".js"],
  ".cjs": [".cts", ".cjs"],
  ".mjs": [".mts", ".mjs"],
};

/**
 * The path of a worker file.
 *
 * @param given A path, or a URL with the scheme `file:`.
 * @throws {TypeError} If it is neither, or the runtime has no files.
 */
export function pathOf(given: string | URL): string {
  if (!hasFiles) {
    throw new TypeError(
      `Cannot make a synchronous function of ${given}: a browser has no worker files; use runCoroutineThreadsafe of sideloop`,
    );
  }
  if (typeof given !== "string" && !(given instanceof URL)) throw pathError(given);
  if (typeof given !== "string" || given.startsWith("file://")) return fromUrl(given);
  if (isAbsolutePath(given)) return given;
  throw pathError(given);
}

/**
 * The file that is meant: while a plugin is developed, its source in TypeScript may be there in place of a file that
 * is not built yet. In `node_modules` a path means what it says.
 *
 * @param path Of the worker file.
 */
export function fileAt(path: string): string {
  const ending = endingOf(path);
  const endings = ENDINGS[ending];
  if (endings === undefined || /[/\\]node_modules[/\\]/.test(path)) return path;
  const stem = ending === "" ? path : path.slice(0, -ending.length);
  return endings.map((one) => stem + one).find(isFile) ?? path;
}

function fromUrl(url: string | URL): string {
  try {
    return pathOfUrl(url);
  } catch {
    throw pathError(String(url));
  }
}

function pathError(given: unknown): TypeError {
  return new TypeError(
    `Cannot make a synchronous function of ${
      describe(given)
    }: an absolute path or a file: URL is required, such as require.resolve("./worker") or new URL("./worker.js", import.meta.url)`,
  );
}
