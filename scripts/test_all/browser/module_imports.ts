import { type Import, parse } from "es-module-lexer/js";

/** A place in a module's source that names another module. */
export interface ModuleImport {
  /** What it names: `sideloop`, `./ring.ts`, `node:fs`. */
  readonly specifier: string;
  /** Where the specifier stands, its quotes left out. */
  readonly start: number;
  readonly end: number;
  /** Whether the module is loaded before this one runs; a dynamic import may never be. */
  readonly isStatic: boolean;
}

/**
 * The imports of a module whose specifier is known, types left out.
 *
 * @param source JavaScript or TypeScript.
 */
export function moduleImports(source: string): ModuleImport[] {
  return parse(source)[0].map(toModuleImport).filter((found) => found !== undefined);
}

function toModuleImport(found: Import): ModuleImport | undefined {
  const { type, specifier, start, end } = found;
  if (type === "import-meta" || specifier === undefined) return undefined;
  if (type !== "dynamic") {
    return found.typeOnly ? undefined : { specifier, start, end, isStatic: true };
  }
  // Of a dynamic import the place has the quotes.
  return found.glob ? undefined : { specifier, start: start + 1, end: end - 1, isStatic: false };
}

/** Whether a specifier is neither a path nor a URL: a package's, which only a resolver can find. */
export function isBare(specifier: string): boolean {
  return !/^(\.{0,2}\/|[a-z]+:)/.test(specifier);
}
