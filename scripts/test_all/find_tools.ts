import { spawnSync } from "node:child_process";
import { findChromiumForAll } from "./browser/find_chromium.ts";
import { installPackage } from "./install_package.ts";

/**
 * Has the programs at hand that tests drive, before any test begins, and installs those that are missing where that
 * is possible. Tests that miss one all the same are skipped, and say so.
 *
 * @param needs What will run: `page` for tests in a browser, `terminal` for those in a terminal.
 */
export async function findTools(needs: ReadonlySet<"page" | "terminal">): Promise<void> {
  if (needs.has("page")) await findChromiumForAll();
  if (needs.has("terminal") && !isThere("tmux")) {
    const problem = await installPackage("tmux");
    if (problem !== undefined) console.log(`No tmux here, ${problem}`);
  }
}

function isThere(program: string): boolean {
  return spawnSync(program, ["-V"]).error === undefined;
}
