import { store } from "../../../src/sync/atomics.ts";
import { Ring } from "../../../src/sync/ring.ts";
import { defineScenario } from "../_explorer/scenario.ts";
import { popAll, pushAll, tinyRing } from "./parts/ring_messages.ts";

const TAIL = 16;

/** Planted: the tail is published before the data is written. */
class EagerRing extends Ring {
  #tail = 0;

  override push(message: Int32Array, length: number): boolean {
    if (!this.hasRoom(length)) return false;
    store(this.words, TAIL, this.#tail += 1 + length);
    return super.push(message, length);
  }
}

/** A ring that says too soon that a message is there. */
export const scenario = defineScenario({
  setup: tinyRing,
  threads: [
    function producer({ ring }) {
      pushAll(new EagerRing(ring));
    },
    function consumer({ ring }) {
      popAll(new Ring(ring));
    },
  ],
  model: { plain: true, preemptions: 2 },
});
