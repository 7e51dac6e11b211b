/**
 * The event loop that the code under test is given: microtasks are the runtime's own, turns are a
 * matter of the model.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { Promises } from "./fake_atomics.ts";
import type { Player } from "./player.ts";

/** The turns of one thread. */
export class TurnQueue {
  readonly #player: Player;
  readonly #promises: Promises;
  #tasks: (() => void)[] = [];

  /**
   * @param player The thread.
   * @param promises Those of its asynchronous waits.
   */
  constructor(player: Player, promises: Promises) {
    this.#player = player;
    this.#promises = promises;
  }

  /** Forgets what an earlier run has left. */
  clear(): void {
    this.#tasks = [];
    this.#promises.clear();
  }

  /** Has a callback called in a turn of its own. */
  add(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Takes turns until the promise is settled. */
  async runUntilSettled(promise: Promise<unknown>): Promise<void> {
    let settled = false;
    const settle = () => settled = true;
    promise.then(settle, (error) => {
      this.#player.fail(error);
      settle();
    });
    await microtasksDone();
    while (!settled) {
      this.#player.turn(this.#tasks.length > 0);
      this.#takeTurn();
      await microtasksDone();
    }
  }

  #takeTurn(): void {
    const arrived = this.#player.takeArrived();
    if (arrived !== undefined) this.#promises.get(arrived.number)?.(arrived.value);
    else this.#tasks.shift()?.();
  }
}

/** Microtasks beget microtasks; a turn of the real event loop comes after the last. */
function microtasksDone(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
