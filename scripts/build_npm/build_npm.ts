import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canResolveJsr } from "../test_all/jsr.ts";
import { exists, inRepository } from "../test_all/repository.ts";
import { emitStandIn } from "./emit_stand_in.ts";
import { emitWithDnt } from "./emit_with_dnt.ts";
import { packModules } from "./pack_modules.ts";
import { packTypes } from "./pack_types.ts";
import { writeManifest } from "./package_manifest.ts";
import { writeRequires } from "./write_requires.ts";

/** The package, git-ignored. */
const PACKAGE = inRepository("npm");

/** What goes into the package as it is. */
const DOCUMENTS = ["README.md", "LICENSE", "CHANGELOG.md"];

/** A package that was built. */
export interface BuiltPackage {
  /** The absolute path of its folder. */
  readonly folder: string;
  /** Whether it was made without dnt. */
  readonly isStandIn: boolean;
}

/**
 * Builds the npm package.
 *
 * @param folder Where it is written; what was there is removed. Default: `npm` in the repository.
 */
export async function buildNpm(folder: string = PACKAGE): Promise<BuiltPackage> {
  const isStandIn = !await canResolveJsr();
  const temporary = mkdtempSync(join(tmpdir(), "sideloop-build-"));
  try {
    const emitted = await (isStandIn ? emitStandIn(temporary) : emitWithDnt(temporary));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await packModules(emitted, folder);
    await packTypes(emitted, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  writeRequires(folder);
  writeManifest(folder, isStandIn);
  for (const file of DOCUMENTS.filter(exists)) cpSync(inRepository(file), join(folder, file));
  return { folder, isStandIn };
}
