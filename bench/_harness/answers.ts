import { median, summarise, type Summary } from "./statistics.ts";
import { moreIsBetter, type Unit } from "./units.ts";

/** Where an answer belongs. */
export interface Place {
  readonly runtime: string;
  /** A measure of a question. */
  readonly question: string;
  readonly subject: string;
}

/** An answer as it is printed. */
export interface Row extends Place {
  readonly unit: Unit;
  /** Of the rounds' medians; `null` where there is no answer. */
  readonly median: number | null;
  /** Median of the rounds' 99th percentiles. */
  readonly p99: number | null;
  /** Samples in all rounds. */
  readonly n: number;
  /** Why a round has no answer. */
  readonly failure?: string;
}

/**
 * Joins the rounds of one place.
 *
 * @param rounds The summaries of the rounds that have answered.
 * @param failure Why another one has not.
 */
export function joinRounds(
  place: Place & { readonly unit: Unit },
  rounds: readonly Summary[],
  failure: string | undefined,
): Row {
  const { runtime, question, subject, unit } = place;
  const joined = rounds.length > 0 ? join(rounds, unit) : { median: null, p99: null, n: 0 };
  const explained = failure === undefined ? {} : { failure };
  return { runtime, question, subject, unit, ...joined, ...explained };
}

/** Where a round is a single sample, the rounds are the samples. */
function join(rounds: readonly Summary[], unit: Unit): Summary {
  const medians = rounds.map((round) => round.median);
  if (rounds.every((round) => round.n === 1)) return summarise(medians, moreIsBetter(unit));
  return {
    median: median(medians),
    p99: median(rounds.map((round) => round.p99)),
    n: rounds.reduce((sum, round) => sum + round.n, 0),
  };
}

/** The answers of one runtime. */
export class Answers {
  readonly #rows: readonly Row[];

  /** @param rows Of that runtime. */
  constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  /** The median of a measure; `undefined` where there is none. */
  median(question: string, subject: string): number | undefined {
    const row = this.#rows.find((row) => row.question === question && row.subject === subject);
    return row?.median ?? undefined;
  }

  /** The fastest of some subjects. */
  fastest(question: string, subjects: readonly string[]): string | undefined {
    return subjects
      .filter((subject) => this.median(question, subject) !== undefined)
      .sort((a, b) => (this.median(question, a) ?? 0) - (this.median(question, b) ?? 0))[0];
  }
}
