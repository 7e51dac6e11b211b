/** The options of dnt that are used here. */
export interface BuildOptions {
  entryPoints: { name: string; path: string }[];
  outDir: string;
  configFile?: string;
  shims: { deno?: boolean };
  test?: boolean;
  scriptModule?: "cjs" | "umd" | false;
  declaration?: "inline" | "separate" | false;
  declarationMap?: boolean;
  skipSourceOutput?: boolean;
  compilerOptions?: { target?: "ES2022"; lib?: ("ESNext" | "DOM" | "DOM.Iterable")[] };
  filterDiagnostic?: (diagnostic: { readonly file?: { readonly fileName: string } }) => boolean;
  package: { name: string; version: string; devDependencies?: Record<string, string> };
}

/**
 * Stands for dnt in type checks.
 *
 * @throws {Error} Always.
 */
export function build(_: BuildOptions): Promise<void> {
  throw new Error("Cannot build with dnt: it comes from JSR, which cannot be reached");
}
