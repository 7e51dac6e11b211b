import { Worker } from "node:worker_threads";
import type { Subject } from "../_harness/subject.ts";
import { ANSWER, ANSWERED, ASKED, CLOSED, QUESTION, WORDS } from "./shared_words_layout.ts";

/** Two threads that spin on shared words: the speed limit. It can do nothing but echo an integer. */
export function open(): Subject {
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  new Worker(new URL("./shared_words_worker.ts", import.meta.url), { workerData: words });
  let turn = 0;
  return {
    call(_job, value) {
      Atomics.store(words, QUESTION, value as number);
      Atomics.store(words, ASKED, ++turn);
      while (Atomics.load(words, ANSWERED) !== turn);
      return Atomics.load(words, ANSWER);
    },
    close: () => void Atomics.store(words, ASKED, CLOSED),
  };
}
