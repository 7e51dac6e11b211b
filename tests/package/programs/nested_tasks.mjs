import { coroutine, currentThread, withWorker } from "sideloop";

const inner = coroutine(import.meta, "inner", () => currentThread().name);

/** Blocks its loop on a loop that it starts. */
export const outer = coroutine(import.meta, "outer", async () => {
  return await withWorker({ name: "Inner" }, (worker) => worker.submit(inner()).result(20_000));
});
