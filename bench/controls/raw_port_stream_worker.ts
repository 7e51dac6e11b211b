/**
 * The other thread of the controls that stream over a raw port.
 *
 * @module
 */
import { workerData } from "node:worker_threads";
import { numbers } from "../jobs.ts";
import type { RawStreamData, RawStreamRequest } from "./raw_port_stream_messages.ts";

const { port, posted } = workerData as RawStreamData;
let left = 0;
let goOn: (() => void) | undefined;

port.on("message", ({ count, credit }: RawStreamRequest) => {
  left += credit;
  goOn?.();
  if (count !== undefined) void post(count);
});

async function post(count: number): Promise<void> {
  for await (const item of numbers(count)) {
    if (left === 0) await new Promise<void>((resolve) => goOn = resolve);
    left -= 1;
    port.postMessage(item);
    if (posted === undefined) continue;
    Atomics.add(posted, 0, 1);
    Atomics.notify(posted, 0);
  }
}
