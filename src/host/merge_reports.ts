import type { StopReport } from "../core/contract.ts";

/**
 * What became of the work of several loops, as if they were one.
 *
 * @param reports One of each.
 */
export function mergeReports(reports: readonly StopReport[]): StopReport {
  const sum = (count: "completed" | "cancelled" | "abandoned") =>
    reports.reduce((total, report) => total + report[count], 0);
  return {
    completed: sum("completed"),
    cancelled: sum("cancelled"),
    abandoned: sum("abandoned"),
    terminated: reports.some(({ terminated }) => terminated),
    errors: reports.flatMap(({ errors }) => errors),
  };
}
