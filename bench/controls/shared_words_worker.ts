/**
 * The other thread of the shared words control: it spins, and its event loop stands still.
 *
 * @module
 */
import { workerData } from "node:worker_threads";
import { ANSWER, ANSWERED, ASKED, CLOSED, QUESTION } from "./shared_words_layout.ts";

const words = workerData as Int32Array<SharedArrayBuffer>;

for (let turn = 1;; turn++) {
  let asked: number;
  do asked = Atomics.load(words, ASKED); while (asked !== turn && asked !== CLOSED);
  if (asked === CLOSED) break;
  Atomics.store(words, ANSWER, Atomics.load(words, QUESTION));
  Atomics.store(words, ANSWERED, turn);
}
