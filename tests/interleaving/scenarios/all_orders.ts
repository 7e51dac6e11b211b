import { store } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { scenario as independent } from "./independent.ts";

/** Two threads with three steps each, none left out. */
export const scenario = defineScenario({
  setup: independent.setup,
  threads: [
    function first({ own }) {
      for (let step = 1; step <= 3; step++) store(own, 0, step);
    },
    function second({ own }) {
      for (let step = 1; step <= 3; step++) store(own, 1, step);
    },
  ],
  model: { preemptions: Infinity },
});
