import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds after which a lock belongs to nobody: who had it was killed. */
const IS_LEFT = 180_000;

/**
 * Makes something that processes share, in the first one that comes; the others wait.
 *
 * @param what A path that is there once it is made.
 * @param make Makes it.
 */
export async function makeOnce(what: string, make: () => void | Promise<void>): Promise<void> {
  const lock = `${what}.lock`;
  mkdirSync(dirname(lock), { recursive: true });
  while (!existsSync(what)) {
    if (!takes(lock)) {
      await delay(100);
      continue;
    }
    try {
      if (!existsSync(what)) await make();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

function takes(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    if (ageOf(lock) > IS_LEFT) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function ageOf(lock: string): number {
  return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
