import { MessageChannel, Worker } from "node:worker_threads";
import type { Subject } from "../_harness/subject.ts";
import type { RawPortAnswer, RawPortData, RawPortRequest } from "./raw_port_messages.ts";

/** `postMessage` and `on("message")`, with a number per call: what every pool does at heart. */
export function open(): Subject {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./raw_port_worker.ts", import.meta.url), {
    workerData: { port: port2 } satisfies RawPortData,
    transferList: [port2],
  });
  const pending = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  port1.on("message", ({ id, result }: RawPortAnswer) => {
    pending.get(id)?.(result);
    pending.delete(id);
  });
  return {
    call(job, value, transfer = []) {
      const id = ++lastId;
      port1.postMessage({ id, job, value } satisfies RawPortRequest, [...transfer]);
      return new Promise((resolve) => pending.set(id, resolve));
    },
    async close() {
      port1.close();
      await worker.terminate();
    },
  };
}
