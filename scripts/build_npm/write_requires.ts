import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileNameOf, packageEntries } from "./package_entries.ts";

/**
 * TypeScript before `nodenext` takes `require()` of an ES module for an error; Node 20.19 does not.
 */
const TYPES = (module: string) => `// @ts-ignore\nexport * from "${module}";\n`;

/**
 * Jest has a `require` of its own, which takes ES modules only with `--experimental-vm-modules` and Node 24.9. Where it
 * refuses, which before Jest 30 is a syntax error, it is Node's own that loads the module. Bundlers must not see what is
 * asked for then.
 */
const REQUIRE = (module: string) =>
  `try {
  module.exports = require("${module}");
} catch (error) {
  const isRefusal = error.code === "ERR_REQUIRE_ESM" || error.name === "SyntaxError";
  if (!isRefusal || !process.getBuiltinModule) throw error;
  const node = process.getBuiltinModule("node:vm").runInThisContext("process");
  const { createRequire } = node.getBuiltinModule("node:module");
  module.exports = createRequire(__filename)("${module}");
}
`;

/**
 * Writes what `require()` finds: a file for each entry that gives the ES module, so that there is one copy of every
 * class; and for TypeScript's old `node10` resolution, which knows no exports, a folder with the entry's name.
 *
 * @param folder The package's.
 */
export function writeRequires(folder: string): void {
  for (const entry of packageEntries()) {
    const name = fileNameOf(entry);
    const module = `../esm/${entry.path}.js`;
    write(join(folder, `cjs/${name}.cjs`), REQUIRE(module));
    write(join(folder, `cjs/${name}.d.cts`), TYPES(module));
    if (entry.name === ".") continue;
    const files = { main: `../cjs/${name}.cjs`, types: `../cjs/${name}.d.cts` };
    write(join(folder, name, "package.json"), `${JSON.stringify(files, null, 2)}\n`);
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
