import { installPackedLibrary, packedEntry } from "../_harness/packed_library.ts";
import type { Subject } from "../_harness/subject.ts";

installPackedLibrary();

/** `sideloop/synckit`: what `peers/synckit.ts` does, with one import changed. */
export async function open(): Promise<Subject> {
  const { createSyncFn } = await import(packedEntry()) as typeof import("sideloop/synckit");
  const run = createSyncFn(new URL("./drop_in_worker.ts", import.meta.url));
  return {
    call: (job, value) => run(job, value),
    close: () => run[Symbol.dispose](),
  };
}
