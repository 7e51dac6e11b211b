/**
 * What the program does: coroutines, for the runner's thread, which imports this module as well.
 *
 * @module
 */
import { coroutine, sleep } from "sideloop";

/** How many points are thrown between two estimates. */
const CHUNK = 200_000;

/** What is known of a computation that goes on. */
export interface Estimate {
  /** How much is done, from 0 to 1. */
  readonly progress: number;
  readonly text: string;
}

/** Loads some data. */
export const loadData = coroutine(
  import.meta,
  async function loadData(duration: number): Promise<string> {
    await sleep(duration); // stands for a request
    return `Data loaded successfully!\n${"=".repeat(30)}\nSample data...`;
  },
);

/** Is refused, after a while. */
export const loadSecret = coroutine(
  import.meta,
  async function loadSecret(duration: number): Promise<string> {
    await sleep(duration);
    throw new Error("permission denied");
  },
);

/** Throws points at a square, and counts those in the circle. Burns its thread's CPU; a `yield` can be cancelled. */
export const estimatePi = coroutine(
  import.meta,
  async function* estimatePi(duration: number): AsyncGenerator<Estimate> {
    const start = performance.now();
    let [progress, points, inside] = [0, 0, 0];
    while (progress < 1) {
      inside += pointsInside(CHUNK);
      points += CHUNK;
      progress = Math.min(1, (performance.now() - start) / duration);
      yield { progress, text: describe(points, inside) };
    }
  },
);

function pointsInside(count: number): number {
  let inside = 0;
  for (let i = 0; i < count; i += 1) {
    if (Math.hypot(Math.random(), Math.random()) < 1) inside += 1;
  }
  return inside;
}

function describe(points: number, inside: number): string {
  const pi = (4 * inside / points).toFixed(6);
  return `Pi is about ${pi}, say ${(points / 1_000_000).toFixed(1)} million points`;
}
