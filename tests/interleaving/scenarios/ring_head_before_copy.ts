import { store } from "../../../src/sync/atomics.ts";
import { Ring } from "../../../src/sync/ring.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { popAll, pushAll, tinyRing } from "./parts/ring_messages.ts";

const HEAD = 0;

/** Planted: the room is given up before the data has been copied. */
class HastyRing extends Ring {
  #head = 0;

  override pop(into: Int32Array, length: number): void {
    store(this.words, HEAD, this.#head += 1 + length);
    super.pop(into, length);
  }
}

/** A ring that gives up room too soon. */
export const scenario = defineScenario({
  setup: tinyRing,
  threads: [
    function producer({ ring }) {
      pushAll(new Ring(ring));
    },
    function consumer({ ring }) {
      popAll(new HastyRing(ring));
    },
  ],
  model: { plain: true, preemptions: 2 },
});
