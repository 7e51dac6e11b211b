/**
 * Puts the model in the place of a thread's globals. Once, before the code under test is imported.
 *
 * @module
 */
import process from "node:process";
import type { TurnQueue } from "./event_loop.ts";
import type { Player } from "./player.ts";

/**
 * Replaces `Atomics`, the clock and the turns of the event loop.
 *
 * @param atomics The thread's `Atomics`.
 * @param player Tells the time.
 * @param turns Takes the callbacks.
 */
export function fakeWorld(atomics: object, player: Player, turns: TurnQueue): void {
  replace("Atomics", atomics);
  replace("performance", { timeOrigin: 0, now: () => player.now() });
  replace("setImmediate", (task: () => void) => turns.add(task));
  replace("setTimeout", (task: () => void, delay = 0) => {
    if (delay > 0) throw new Error("Cannot explore timers: only waits time out");
    turns.add(task);
  });
  catchStrayErrors(player);
}

function replace(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/**
 * What a microtask or a rejected promise throws has no caller. Under `bun test` the rejected promise
 * ends the thread instead (oven-sh/bun#36445), and the controller finds it stuck.
 */
function catchStrayErrors(player: Player): void {
  const { queueMicrotask } = globalThis;
  replace("queueMicrotask", (task: () => void) => queueMicrotask(() => attempt(task, player)));
  process.on("unhandledRejection", (error) => player.fail(error));
}

function attempt(task: () => void, player: Player): void {
  try {
    task();
  } catch (error) {
    player.fail(error);
  }
}
