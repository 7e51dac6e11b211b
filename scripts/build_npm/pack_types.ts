import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import type { Emitted } from "./emitted.ts";
import { packageEntries } from "./package_entries.ts";

/** `Symbol.dispose` is in no library that TypeScript takes by default for what Node 20 runs. */
const NEEDED = `/// <reference lib="esnext.disposable" />`;

/**
 * Packs the declarations: what an entry exports and what that refers to, with its documentation.
 *
 * @param emitted What to pack.
 * @param folder The package's; the declarations come to `esm/`, beside their modules.
 */
export async function packTypes(emitted: Emitted, folder: string): Promise<void> {
  const bundle = await rolldown({
    input: Object.fromEntries(packageEntries().map(({ path }) => [path, emitted.typesOf(path)])),
    external: [/^node:/, /^@std\//],
    plugins: [dts({ dtsInput: true, tsconfig: false })],
  });
  const dir = join(folder, "esm");
  const { output } = await bundle.write({ dir, chunkFileNames: "src/worker/library.d.ts" });
  await bundle.close();
  // The packer drops it, as a comment that belongs to nothing.
  for (const { fileName } of output) prepend(join(dir, fileName), NEEDED);
}

function prepend(file: string, line: string): void {
  writeFileSync(file, `${line}\n${readFileSync(file, "utf8")}`);
}
