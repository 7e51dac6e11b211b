import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Subject } from "../_harness/subject.ts";
import type { RawPortAnswer, RawPortData, RawPortRequest } from "./raw_port_messages.ts";

/** `postMessage`, `Atomics.wait`, `receiveMessageOnPort`: what every packaged blocking peer does. */
export function open(): Subject {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./raw_port_worker.ts", import.meta.url), {
    workerData: { port: port2, answered } satisfies RawPortData,
    transferList: [port2],
  });
  let id = 0;
  return {
    call(job, value, transfer = []) {
      port1.postMessage({ id, job, value } satisfies RawPortRequest, [...transfer]);
      Atomics.wait(answered, 0, id++);
      let answer: { message: RawPortAnswer } | undefined;
      do answer = receiveMessageOnPort(port1); while (answer === undefined); // may come after the word
      return answer.message.result;
    },
    async close() {
      port1.close();
      await worker.terminate();
    },
  };
}
