import { defineScenario } from "../_explorer/scenario.ts";
import { scenario as exits } from "./loop_exits_blocked.ts";

/** A loop dies at any of its steps, in the middle of a ring too, while its owner blocks. */
export const scenario = defineScenario({
  setup: exits.setup,
  threads: exits.threads,
  model: { mortal: ["loop"] },
});
