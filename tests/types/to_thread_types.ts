/** Checked by the compiler alone: toThread. */

import { coroutine, type Future, newEventLoop, toThread, type ToThreadOptions } from "sideloop";

const repeat = coroutine(
  import.meta,
  "repeat",
  (text: string, times: number) => text.repeat(times),
);
const load = coroutine(import.meta, "load", async (id: number) => ({ id: await id }));

export async function resultsAreTyped(): Promise<void> {
  const text: Future<string> = toThread(repeat("a", 2));
  const { id }: { id: number } = await toThread(load(1));
  const length: number = toThread(repeat("a", 2)).result(5_000).length;
  // @ts-expect-error the result has another type
  const wrong: Future<number> = toThread(repeat("a", 2));
  return void [text, id, length, wrong];
}

export function argumentsAreTyped(): void {
  const { signal } = new AbortController();
  const options: ToThreadOptions = { signal, name: "n", transfer: [], context: {}, maxThreads: 4 };
  toThread(repeat("a", 2), options);
  newEventLoop({ maxThreads: 2 });
  // @ts-expect-error a function is no coroutine
  toThread(() => 1);
  // @ts-expect-error a coroutine function must be called
  toThread(repeat);
  // @ts-expect-error a number of threads is a number
  toThread(repeat("a", 2), { maxThreads: "4" });
  // @ts-expect-error there is no such option
  toThread(repeat("a", 2), { threads: 4 });
}
