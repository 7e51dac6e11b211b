import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { inRepository } from "./test_all/repository.ts";

/** `import` and `export … from` of a relative path; a dynamic import loads later and closes no cycle. */
const STATIC_IMPORT = /^(?:import|export|\})[^"'()]*["'](\.[^"']+)["'];/gm;

/**
 * The files that a file imports statically, types included.
 *
 * @param file A source file, from the repository's root.
 */
export function importsOf(file: string): string[] {
  const source = readFileSync(inRepository(file), "utf8");
  return [...source.matchAll(STATIC_IMPORT)]
    .map(([, specifier = ""]) => posix.join(posix.dirname(file), specifier));
}

/**
 * Looks for a cycle in a graph of imports.
 *
 * @param graph Each file with those it imports.
 * @returns The files of one cycle, the first one again at the end, or `undefined`.
 */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
