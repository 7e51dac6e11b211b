/** What is kept of many samples. */
export interface Summary {
  readonly median: number;
  /** 99 of 100 samples were no worse. */
  readonly p99: number;
  /** How many samples there were. */
  readonly n: number;
}

/** The value below which a share of the sorted values lies. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at % 1);
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values.toSorted((a, b) => a - b), 0.5);
}

/**
 * Summarises samples.
 *
 * @param samples In any order.
 * @param highIsGood Whether the bad end, at which the 99th percentile lies, is the low one.
 */
export function summarise(samples: readonly number[], highIsGood: boolean): Summary {
  if (samples.length === 0) throw new Error("Cannot summarise: there is no sample");
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    p99: quantile(sorted, highIsGood ? 0.01 : 0.99),
    n: samples.length,
  };
}
