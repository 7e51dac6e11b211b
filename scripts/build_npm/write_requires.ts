import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileNameOf, packageEntries } from "./package_entries.ts";

/**
 * TypeScript before `nodenext` takes `require()` of an ES module for an error; Node 20.19 does not.
 */
const TYPES = (module: string) => `// @ts-ignore\nexport * from "${module}";\n`;

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
    write(join(folder, `cjs/${name}.cjs`), `module.exports = require("${module}");\n`);
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
