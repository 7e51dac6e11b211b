import { load, pause, sharedWords, store, type Words } from "../../../src/sync/atomics.ts";
import { defineScenario } from "../_explorer/scenario.ts";

/** Two threads that spin on each other's word. */
export const scenario = defineScenario({
  setup: () => ({ ball: sharedWords(1) }),
  threads: [
    function ping({ ball }) {
      for (let round = 0; round < 3; round++) pass(ball, 0, 1);
    },
    function pong({ ball }) {
      for (let round = 0; round < 3; round++) pass(ball, 1, 0);
    },
  ],
});

function pass(ball: Words, from: number, to: number): void {
  while (load(ball, 0) !== from) pause();
  store(ball, 0, to);
}
