import { Ring } from "../../../src/sync/ring.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { popAll, pushAll, tinyRing } from "./parts/ring_messages.ts";

/** A ring that runs full, runs empty and wraps around. */
export const scenario = defineScenario({
  setup: tinyRing,
  threads: [
    function producer({ ring }) {
      pushAll(new Ring(ring));
    },
    function consumer({ ring }) {
      popAll(new Ring(ring));
    },
  ],
});
