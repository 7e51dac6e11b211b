/** Checked by the compiler alone: the manager of several loops. */

import {
  coroutine,
  type EventLoop,
  type Future,
  type LoopStats,
  type LoopStrategy,
  type ManagerSubmitOptions,
  type MapOptions,
  MultiLoopManager,
  type MultiLoopManagerOptions,
  type StopReport,
} from "sideloop";

const repeat = coroutine(import.meta, "repeat", (text: string, times: number = 2) => {
  return text.repeat(times);
});
const lengthOf = coroutine(import.meta, "lengthOf", async (text: string | readonly string[]) => {
  return await Promise.resolve(text.length);
});

export async function managersAreTyped(): Promise<void> {
  const strategy: LoopStrategy = "least-busy";
  const options: MultiLoopManagerOptions = { numLoops: 2, strategy, restart: true, name: "a" };
  const manager: MultiLoopManager = new MultiLoopManager(options).start();
  const loops: readonly EventLoop[] = manager.loops;
  const loop: EventLoop = manager.getLoop("key");
  const how: ManagerSubmitOptions = { key: "a", name: "b" };
  const future: Future<string> = manager.submit(repeat("a", 2), how);
  const stats: LoopStats[] = manager.stats();
  const running: boolean = manager.isRunning;
  const blocked: StopReport = manager.stopSync(1_000);
  const report: StopReport = await manager.stop();
  // @ts-expect-error there is no such strategy
  void new MultiLoopManager({ strategy: "random" });
  // @ts-expect-error the number is a number
  void new MultiLoopManager({ numLoops: "3" });
  // @ts-expect-error a closure is no coroutine
  manager.submit(() => 1);
  // @ts-expect-error keys are texts
  manager.submit(repeat("a"), { key: 7 });
  return void [loops, loop, future, stats, running, blocked, report];
}

export async function mapsAreTyped(manager: MultiLoopManager): Promise<void> {
  const { signal } = new AbortController();
  const options: MapOptions = { signal, name: "n", context: {} };
  const texts: string[] = await manager.map(repeat, ["a", "b"], options);
  const lengths: number[] = await manager.map(lengthOf, new Set(["a", "b"]));
  // @ts-expect-error the items are texts
  await manager.map(repeat, [1, 2]);
  // @ts-expect-error the values are texts
  const wrong: number[] = await manager.map(repeat, ["a"]);
  // @ts-expect-error a closure is no coroutine function
  await manager.map((text: string) => text, ["a"]);
  // @ts-expect-error a number is no iterable
  await manager.map(repeat, 7);
  return void [texts, lengths, wrong];
}
