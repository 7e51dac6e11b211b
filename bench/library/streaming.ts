import { type Coroutine, newEventLoop, runCoroutineThreadsafe, type Stream } from "sideloop";
import type { StreamSubject } from "../_harness/stream_subject.ts";
import { workOf } from "./work.ts";

/** Sideloop: an async generator in a loop. */
export function open(): StreamSubject {
  const loop = newEventLoop().start();
  const begin = (count: number) =>
    runCoroutineThreadsafe(workOf("numbers")(count) as Coroutine<Stream<number>>, loop);
  return {
    awaited: (count) => begin(count),
    blocking: (count) => begin(count).result(),
    close: () => loop.terminate(),
  };
}
