import { resolveFrom } from "../runtime/files.ts";
import type { GlobalShim } from "./types.ts";

type Names = Record<string, unknown>;

/**
 * Gives this thread the globals that it lacks. What is not installed where the worker file is, is passed over, as
 * synckit does; and what would change nothing is not imported.
 *
 * @param shims Which, and from where.
 * @param path Of the worker file.
 */
export async function applyGlobalShims(
  shims: readonly GlobalShim[],
  path: string,
): Promise<void> {
  for (const shim of shims) if (isNeeded(shim)) await applyShim(shim, path);
}

function isNeeded({ globalName, conditional }: GlobalShim): boolean {
  return globalName === undefined || conditional === false || !(globalThis as Names)[globalName];
}

async function applyShim({ moduleName, globalName, named }: GlobalShim, path: string) {
  const url = resolveFrom(moduleName, path);
  if (url === undefined) return;
  const exported: Names = await import(/* @vite-ignore */ url);
  if (globalName === undefined) return;
  const name = named?.trim() || "default";
  (globalThis as Names)[globalName] = named === null ? exported : exported[name];
}
