import type { Answers } from "./answers.ts";
import type { Budget } from "./sampling.ts";
import type { Unit } from "./units.ts";
import type { Verdict } from "./verdict.ts";

/** How much to do. */
export interface Effort {
  /** For timing calls. */
  readonly budget: Budget;
  /** A size for a full run, or a smaller one for a quick run. */
  size(full: number, quick: number): number;
}

/** Samples of each of a question's measures. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** Something one would like to know. */
export interface Question {
  /** The name of its file. */
  readonly name: string;
  /** What it measures, in one line. */
  readonly title: string;
  /** What comes out, each with its unit. The first, or only, one is named like the question. */
  readonly measures: Readonly<Record<string, Unit>>;
  /** Who takes part. */
  readonly subjects: readonly string[];
  /** Seconds after which a subject is taken to hang; half of them in a quick run. Default: 10. */
  readonly timeLimit?: number;
  /** How often it is asked at most; for what takes minutes. */
  readonly rounds?: number;
  /**
   * Measures, in a process that does nothing else.
   *
   * @param subject Whom.
   * @param effort How much to do.
   */
  measure(subject: string, effort: Effort): Samples | Promise<Samples>;
  /**
   * Holds the answers against the targets.
   *
   * @param answers Of one runtime.
   */
  verdicts(answers: Answers): Verdict[];
}
