import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../test_all/repository.ts";
import {
  BROWSER_RUNTIME,
  fileNameOf,
  packageEntries,
  type PackageEntry,
  readDenoManifest,
  RUNTIME,
} from "./package_entries.ts";

/** `private` is what npm refuses; the script says why. */
const STAND_IN = {
  private: true,
  scripts: {
    prepublishOnly:
      `node -e "console.error('Cannot publish: this package was built without dnt, for tests'); process.exit(1)"`,
  },
};

/**
 * Writes the package's `package.json`.
 *
 * @param folder The package's.
 * @param isStandIn Whether it was built without dnt, and is not to be published.
 */
export function writeManifest(folder: string, isStandIn: boolean): void {
  const { version, license } = readDenoManifest();
  const entries = packageEntries();
  const manifest = {
    name: "sideloop",
    version,
    description:
      "Event loops in threads of their own, and futures that can be awaited and blocked on: Python's run_coroutine_threadsafe for Node, Bun, Deno and browsers",
    keywords: [
      ...["event-loop", "worker", "worker-threads", "thread", "thread-pool", "future", "asyncio"],
      ...["synchronous", "sync", "blocking", "synckit", "cancellation", "deno", "bun"],
    ],
    license,
    homepage: `${REPOSITORY}#readme`,
    repository: { type: "git", url: `git+${REPOSITORY}.git` },
    bugs: { url: `${REPOSITORY}/issues` },
    type: "module",
    main: "./cjs/mod.cjs",
    module: "./esm/mod.js",
    types: "./cjs/mod.d.cts",
    // Modules find each other by what they do when they are loaded.
    sideEffects: true,
    exports: {
      ...Object.fromEntries(entries.map((entry) => [entry.name, conditionsOf(entry)])),
      "./package.json": "./package.json",
    },
    files: ["esm", "cjs", ...entries.slice(1).map(fileNameOf), "CHANGELOG.md"],
    browser: { [`./esm/${RUNTIME}.js`]: `./esm/${BROWSER_RUNTIME}.js` },
    engines: { node: ">=20.19" },
    publishConfig: { access: "public", provenance: true },
    ...(isStandIn && STAND_IN),
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function conditionsOf(entry: PackageEntry): object {
  const required = `./cjs/${fileNameOf(entry)}`;
  const imported = `./esm/${entry.path}`;
  return {
    require: { types: `${required}.d.cts`, default: `${required}.cjs` },
    default: { types: `${imported}.d.ts`, default: `${imported}.js` },
  };
}
