import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Makes something that processes share, in the first one that comes; the others wait.
 *
 * @param what A path that is there once it is made.
 * @param make Makes it.
 */
export async function makeOnce(what: string, make: () => Promise<void>): Promise<void> {
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
      rmSync(lock, { force: true });
    }
  }
}

function takes(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    if (isLeft(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** Whether the process that has taken it is gone. */
function isLeft(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    return holder > 0 && !isAlive(holder);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
