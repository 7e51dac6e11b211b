import { defineScenario } from "../_explorer/scenario.ts";
import { scenario as exits } from "./loop_exits_listening.ts";

/** A loop dies at any of its steps, in the middle of a ring too, while its owner listens. */
export const scenario = defineScenario({
  setup: exits.setup,
  threads: exits.threads,
  model: { mortal: ["loop"] },
});
