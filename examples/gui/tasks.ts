/**
 * What the page has done on its event loop. Both threads import this module, so nothing in it may touch the page.
 * The coroutines are named by text: a minifier takes the names of functions away.
 *
 * @module
 */
import { coroutine, currentTask, sleep } from "sideloop";

/** How far a count is. */
export interface Count {
  /** The share of the numbers that were looked at. */
  readonly percent: number;
  /** How many of them are primes. */
  readonly primes: number;
}

/** How slow the network pretends to be, in milliseconds. */
const DELAY = 1_000;

/** Loads JSON. The address is absolute: a relative one would be looked for beside the code of the loop's thread. */
export const loadData = coroutine(
  import.meta,
  "loadData",
  async (address: string): Promise<unknown> => {
    const { signal } = currentTask(); // ends the request where the task is cancelled
    await sleep(DELAY);
    const response = await fetch(address, { signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.json();
  },
);

/** Counts the primes below a limit, and says after each of a hundred parts how far it is. */
export const countPrimes = coroutine(
  import.meta,
  "countPrimes",
  async function* (limit: number): AsyncGenerator<Count, void> {
    let primes = 0;
    for (let percent = 1; percent <= 100; percent++) {
      primes += primesBetween(limit * (percent - 1) / 100, limit * percent / 100);
      yield { percent, primes };
      await sleep(0); // lets the loop turn: what else it has to do comes then, and a cancellation
    }
  },
);

/** Counts primes, and does nothing else until they are counted. */
export function primesBetween(first: number, end: number): number {
  let primes = 0;
  for (let n = Math.max(2, first); n < end; n++) if (isPrime(n)) primes += 1;
  return primes;
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}
