/**
 * Says what is missing before a tag may be released.
 *
 * ```sh
 * npm run -s deno -- run -A scripts/check_release.ts v0.1.0 npm/package.json
 * ```
 *
 * The version of the tag has to be that of `deno.json`, of `package.json` and of the manifests that are named, and to
 * have its dated entry in `CHANGELOG.md`.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { inRepository } from "./test_all/repository.ts";

const MANIFESTS = ["deno.json", "package.json"];

if (import.meta.main) {
  const [tag = "", ...manifests] = process.argv.slice(2);
  const problems = releaseProblems(
    tag,
    versionsOf([...MANIFESTS, ...manifests]),
    readFileSync(inRepository("CHANGELOG.md"), "utf8"),
  );
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/**
 * What stands in the way of a release, in words; nothing where all agrees.
 *
 * @param tag As it was pushed: `v0.1.0`.
 * @param versions What each manifest says.
 * @param changelog The text of `CHANGELOG.md`.
 */
export function releaseProblems(
  tag: string,
  versions: ReadonlyMap<string, string>,
  changelog: string,
): string[] {
  const version = /^v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(tag)?.[1];
  if (version === undefined) return [`Cannot release "${tag}": a tag looks like v0.1.0`];
  const problems = [...versions]
    .filter(([, found]) => found !== version)
    .map(([file, found]) => `Cannot release ${version}: ${file} says ${found}`);
  const dated = dateOf(version, changelog);
  if (dated !== undefined && /^\d{4}-\d\d-\d\d$/.test(dated)) return problems;
  return [...problems, `Cannot release ${version}: CHANGELOG.md has no dated entry for it`];
}

/** What stands behind a version's heading in the changelog; `undefined` where it has no heading. */
export function dateOf(version: string, changelog: string): string | undefined {
  const headings = changelog.matchAll(/^## \[(.+?)\] - (.+)$/gm);
  return [...headings].find(([, of]) => of === version)?.[2];
}

/** The version that each of these manifests has. */
export function versionsOf(files: readonly string[]): Map<string, string> {
  const version = (file: string) =>
    String((JSON.parse(readFileSync(inRepository(file), "utf8")) as { version?: string }).version);
  return new Map(files.map((file) => [file, version(file)]));
}
