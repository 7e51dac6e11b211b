import process from "node:process";
import { waitFor } from "./silence.ts";

/** In bytes. */
export const MEGABYTE = 1_048_576;

interface Collectors {
  readonly gc?: () => void;
  readonly Bun?: { gc(force: boolean): void };
}

/** Once is not enough: what finalizers let go of is garbage for the next collection. */
const TIMES = 3;

/** Collects the garbage of this thread. */
export async function collectGarbage(): Promise<void> {
  const { gc, Bun } = globalThis as Collectors;
  for (let i = 0; i < TIMES; i++) {
    await waitFor(10);
    if (Bun) Bun.gc(true);
    else if (gc) gc();
    else throw new Error("Cannot collect garbage: the runtime was started without --expose-gc");
  }
}

/** The bytes in use on this thread's heap. */
export function heapUsed(): number {
  return process.memoryUsage().heapUsed;
}
