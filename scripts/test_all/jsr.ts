import { hangsAfter, runChild } from "./child.ts";
import { inRepository } from "./repository.ts";
import { DENO } from "./runtimes.ts";

/** A network that drops packets must not hold up the tests; one that refuses answers in 0.1 s. */
const MAY_TAKE = 20_000;

/** Replaces `deno.json` on machines that reach npm but not JSR. */
export const NPM_ONLY: string = inRepository("scripts/npm_only/deno.json");

/** Whether Deno can load what `deno.json` names with `jsr:`, from its cache or from JSR. */
export async function canResolveJsr(): Promise<boolean> {
  const program = `import "@std/assert"; import "@std/async/delay";`;
  return (await runChild(DENO, ["eval", program], { hangs: hangsAfter(MAY_TAKE) })).code === 0;
}
