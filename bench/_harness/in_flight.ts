import type { Budget } from "./sampling.ts";

/** Milliseconds; answers come in bursts, and a window must hold many. */
const WINDOW = 40;

/** How many windows the measurement lasts at least, however small the budget. */
const FEWEST_WINDOWS = 4;

/**
 * Keeps a number of calls in flight.
 *
 * @param call What to call; each end of a call begins another.
 * @param calls How many at a time.
 * @returns Calls per second, of each window.
 */
export async function keepInFlight(
  call: () => unknown,
  calls: number,
  { warmUp, measure }: Budget,
): Promise<number[]> {
  const rate = new Rate(warmUp, Math.max(measure, FEWEST_WINDOWS * WINDOW));
  const lane = async () => {
    while (!rate.isOver) {
      await call();
      rate.count();
    }
  };
  await Promise.all(Array.from({ length: calls }, lane));
  return rate.windows;
}

/** Counts calls per window of time. */
class Rate {
  readonly windows: number[] = [];
  isOver = false;
  #begin: number;
  #count = 0;
  readonly #end: number;

  constructor(warmUp: number, measure: number) {
    this.#begin = performance.now() + warmUp;
    this.#end = this.#begin + measure;
  }

  count(): void {
    const now = performance.now();
    if (now < this.#begin) return;
    this.#count += 1;
    if (now < this.#begin + WINDOW) return;
    this.windows.push(this.#count * 1_000 / (now - this.#begin));
    this.isOver = now >= this.#end;
    this.#begin = now;
    this.#count = 0;
  }
}
