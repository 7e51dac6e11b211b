/** What one test came to, on one runtime. */
export interface TestResult {
  readonly suite: string;
  /** The column of the table: `deno`, `bun`, `node-24`. */
  readonly runtime: string;
  /** Where it stands, from the repository's root, or the command that was run. */
  readonly file: string;
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped. */
  readonly message?: string;
}

/** How many results have this status. */
export function count(results: readonly TestResult[], status: TestResult["status"]): number {
  return results.filter((result) => result.status === status).length;
}
