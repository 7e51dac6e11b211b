import type { Summary } from "./statistics.ts";

/** Starts the line with the answer; whatever else a child prints comes from others. */
export const ANSWER_MARK = "BENCH_ANSWER ";

/** What a child answers: a summary per measure. */
export type ChildAnswer = Readonly<Record<string, Summary>>;
