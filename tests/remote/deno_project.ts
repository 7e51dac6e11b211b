/**
 * A folder with a program, as somebody has it who uses the library: outside this repository, with a cache of its own.
 *
 * @module
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type CommandResult, runCommand } from "../_harness/run_command.ts";
import { CERTIFICATE, type LibraryServer } from "./serve_library.ts";

/** Milliseconds for a program, less than a test may take. */
const MAY_TAKE = 15_000;

/** A folder with a program. */
export class DenoProject {
  /** Its path. */
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), "sideloop-")));
  /** Added to the environment of what runs in it. */
  readonly env: Record<string, string | undefined> = {};

  /**
   * @param imports Where it has the library from, by specifier.
   * @param files Its files, text by name.
   */
  constructor(
    imports: LibraryServer["imports"],
    files: Readonly<Record<string, string>>,
  ) {
    const config = JSON.stringify({ imports, lock: false });
    for (const [name, text] of Object.entries({ ...files, "deno.json": config })) {
      writeFileSync(join(this.folder, name), text);
    }
  }

  /**
   * Runs Deno in it.
   *
   * @param args A subcommand and what it takes. It has no terminal to ask for permissions.
   */
  deno(...args: readonly string[]): Promise<CommandResult> {
    const env = {
      ...process.env,
      DENO_CERT: CERTIFICATE,
      DENO_DIR: join(this.folder, "cache"),
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      NO_PROXY: "127.0.0.1",
      ...this.env,
    };
    return runCommand(process.execPath, args, { cwd: this.folder, env, timeout: MAY_TAKE });
  }

  /** Removes it. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
