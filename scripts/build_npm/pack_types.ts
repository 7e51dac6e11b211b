import { join } from "node:path";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import type { Emitted } from "./emitted.ts";
import { packageEntries } from "./package_entries.ts";

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
  await bundle.write({
    dir: join(folder, "esm"),
    chunkFileNames: "src/worker/library.d.ts",
  });
  await bundle.close();
}
