import { defineScenario } from "../_explorer/scenario.ts";
import { scenario as reduced } from "./outcomes.ts";

/** The same, with no order of steps left out. */
export const scenario = defineScenario({
  ...reduced,
  model: { ...reduced.model, preemptions: Infinity },
});
