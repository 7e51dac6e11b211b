import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hangsAfter, runChild } from "../test_all/child.ts";
import { inRepository } from "../test_all/repository.ts";
import { NODE, TSC } from "../test_all/runtimes.ts";
import type { Emitted } from "./emitted.ts";
import { packageEntries } from "./package_entries.ts";

/** Milliseconds; it takes one second. */
const MAY_TAKE = 60_000;

/**
 * Does what dnt would do, with what npm has: the sources as they are, since the packer strips types, and the
 * declarations of TypeScript's compiler.
 *
 * @param folder Where to write; temporary.
 * @throws {Error} If the sources have type errors.
 */
export async function emitStandIn(folder: string): Promise<Emitted> {
  const config = join(folder, "tsconfig.json");
  writeFileSync(config, JSON.stringify(configOf(folder)));
  const { code, output } = await runChild(
    NODE,
    [TSC, "-p", config],
    { hangs: hangsAfter(MAY_TAKE, "tsc hangs") },
  );
  if (code !== 0) {
    throw new Error(`Cannot make the declarations: tsc ended with ${code}\n${output}`);
  }
  return {
    moduleOf: (path) => inRepository(`${path}.ts`),
    typesOf: (path) => join(folder, `${path}.d.ts`),
  };
}

function configOf(folder: string): object {
  return {
    extends: inRepository("tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rewriteRelativeImportExtensions: true,
      // What Node 20 has.
      target: "ES2022",
      lib: ["ES2022", "ES2024.String", "ES2024.SharedMemory", "ESNext.Disposable", "DOM"],
      rootDir: inRepository(""),
      outDir: folder,
      typeRoots: [inRepository("node_modules/@types")],
    },
    files: [
      ...packageEntries().map(({ path }) => inRepository(`${path}.ts`)),
      inRepository("scripts/npm_only/std.d.ts"),
    ],
    include: [],
  };
}
