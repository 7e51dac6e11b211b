/**
 * Times calls. How many calls make a sample is decided once, in {@linkcode plan}; two drivers ask it,
 * one for calls that block and one for calls that are awaited.
 *
 * @module
 */

/** How long to measure. */
export interface Budget {
  /** Milliseconds of calls that do not count. */
  readonly warmUp: number;
  /** Milliseconds of calls that count. */
  readonly measure: number;
}

/** How calls are timed. */
export interface SamplingOptions {
  readonly budget: Budget;
  /** Called before each call, untimed; every call is a sample of its own then. */
  readonly prepare?: () => void;
}

/** Far above the clock's resolution, which is a microsecond at worst; in milliseconds. */
const SHORTEST_SAMPLE = 0.05;

/** There are so many, however slow the calls. */
const FEWEST_SAMPLES = 3;

/** Fewer calls, and nothing is warm. */
const FEWEST_WARM_UP_SAMPLES = 3;

/** Yields how many calls to time, takes the milliseconds they took, and returns those per call. */
type Plan = Generator<number, number[], number>;

function* plan(options: SamplingOptions): Plan {
  const size = yield* warmUp(options);
  const samples: number[] = [];
  const end = performance.now() + options.budget.measure;
  while (performance.now() < end || samples.length < FEWEST_SAMPLES) {
    samples.push((yield size) / size);
  }
  return samples;
}

/** Returns how many calls make a sample that the clock can measure. */
function* warmUp({ budget, prepare }: SamplingOptions): Generator<number, number, number> {
  const end = performance.now() + budget.warmUp;
  let size = 1;
  for (let i = 0; performance.now() < end || i < FEWEST_WARM_UP_SAMPLES; i++) {
    const took = yield size;
    if (took < SHORTEST_SAMPLE && !prepare) size *= 2;
  }
  return size;
}

/**
 * Times calls that block.
 *
 * @param call What to time.
 * @returns Milliseconds per call, of each sample.
 */
export function sampleBlocking(call: () => unknown, options: SamplingOptions): number[] {
  const steps = plan(options);
  let step = steps.next();
  while (!step.done) {
    options.prepare?.();
    const start = performance.now();
    for (let i = 0; i < step.value; i++) call();
    step = steps.next(performance.now() - start);
  }
  return step.value;
}

/**
 * Times calls that are awaited, one at a time.
 *
 * @param call What to time.
 * @returns Milliseconds per call, of each sample.
 */
export async function sampleAwaited(
  call: () => unknown,
  options: SamplingOptions,
): Promise<number[]> {
  const steps = plan(options);
  let step = steps.next();
  while (!step.done) {
    options.prepare?.();
    const start = performance.now();
    for (let i = 0; i < step.value; i++) await call();
    step = steps.next(performance.now() - start);
  }
  return step.value;
}
