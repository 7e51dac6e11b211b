/**
 * Node's cache of compiled code, which a program turns on for one thread, and which its loops shall have, too.
 *
 * Source: "This method only affects the current Node.js instance" in Node's documentation of
 * `module.enableCompileCache`, and what follows there on worker threads.
 *
 * @module
 */

import { builtin } from "./process.ts";
import type { Environment, ThreadEnvironment } from "./thread_environment.ts";

/** By this variable a thread has the cache from its first module on. */
const VARIABLE = "NODE_COMPILE_CACHE";

/** As much of `node:module` as is used here. */
interface ModuleModule {
  /** The folder of this version of Node in this thread's cache; Node 20 has none. */
  readonly getCompileCacheDir?: () => string | undefined;
}

/**
 * An environment in which a new thread has the cache of this one; `undefined` where nothing need be added to have it.
 *
 * @param env What the thread would have otherwise.
 */
export function withCompileCache(env: Environment): ThreadEnvironment | undefined {
  const { getCompileCacheDir } = builtin<ModuleModule>("node:module");
  const folder = getCompileCacheDir?.();
  if (folder === undefined || env[VARIABLE] !== undefined) return undefined;
  const { dirname } = builtin<{ dirname(path: string): string }>("node:path");
  return { env: { ...env, [VARIABLE]: dirname(folder) }, lent: [VARIABLE] };
}
