import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { inRepository } from "./repository.ts";

/** Where the examples are written: below `tests/`, so that they resolve what tests resolve. */
const FOLDER = "tests/.tmp/doc";

/** A fenced block of a documentation comment that `deno test --doc` leaves out. */
const IGNORED_EXAMPLE = /^ *\* ```ts ignore\n((?: *\*.*\n)*?) *\* ```$/gm;

/** A fenced block of a page, and what it prints if that stands right below. */
const PAGE_EXAMPLE = /^```ts\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?/gms;

/** The first line of an example that others of its page import. */
const FILE_NAME = /^\/\/ (\w+\.ts)\n/;

const REGISTERS_COROUTINE = /\bcoroutine\(import\.meta\b/;

/** An example of a page, as a module. */
export interface PageModule {
  readonly file: string;
  /** Whether it says its name, so that others can import it. */
  readonly isNamed: boolean;
  /** What it prints, where the page says so. */
  readonly output?: string;
}

/** Whether a source has examples: `deno test --doc` takes a tenth of a second for one without, too. */
export function hasExamples(file: string): boolean {
  return /^ *\* ```/m.test(readFileSync(inRepository(file), "utf8"));
}

/**
 * Writes each documentation example that registers a coroutine to a file of its own. `deno test --doc` wraps an
 * example in a function, but a coroutine is found by its module, at whose top level it is registered; therefore
 * such an example is marked `ts ignore` and run as the module it shows.
 *
 * @param files The sources to look through.
 * @returns The written files.
 */
export function writeDocModules(files: readonly string[]): string[] {
  mkdirSync(inRepository(FOLDER), { recursive: true });
  return files.flatMap((file) => {
    const source = readFileSync(inRepository(file), "utf8");
    return [...source.matchAll(IGNORED_EXAMPLE)]
      .filter(([example]) => REGISTERS_COROUTINE.test(example))
      .map(({ 1: lines = "", index }) => {
        const line = source.slice(0, index).split("\n").length;
        const name = `${FOLDER}/${file.replace(/\W/g, "_")}_line_${line}.ts`;
        writeFileSync(inRepository(name), lines.replace(/^ *\* ?/gm, ""));
        return name;
      });
  });
}

/**
 * Writes each example of a page, marked `ts`, to a file of its own. One that others import begins with its name:
 * `// backend.ts`.
 *
 * @param page The Markdown file.
 * @returns What was written.
 */
export function writePageModules(page: string): PageModule[] {
  const folder = `${FOLDER}/${basename(page, ".md")}`;
  mkdirSync(inRepository(folder), { recursive: true });
  const source = readFileSync(inRepository(page), "utf8");
  return [...source.matchAll(PAGE_EXAMPLE)].map(({ 1: code = "", 2: output, index }) => {
    const line = source.slice(0, index).split("\n").length;
    const name = FILE_NAME.exec(code)?.[1];
    const file = `${folder}/${name ?? `line_${line}.ts`}`;
    writeFileSync(inRepository(file), code);
    return { file, isNamed: name !== undefined, ...(output !== undefined && { output }) };
  });
}
