/**
 * What runs in each thread of a scenario: its function, once per run. Nothing here may import
 * `src/sync` except for types: modules keep what they take from `Atomics` when they are evaluated.
 *
 * @module
 */
import { workerData } from "node:worker_threads";
import type { Words } from "../../../src/sync/atomics.ts";
import { TurnQueue } from "./event_loop.ts";
import { fakeAtomics, type Promises } from "./fake_atomics.ts";
import { fakeWorld } from "./fake_world.ts";
import { Player } from "./player.ts";
import type { ScenarioModule, Shared } from "./scenario.ts";

/** What a thread is told when it is started. */
export interface ThreadData {
  readonly module: string;
  readonly thread: number;
  readonly threads: number;
  readonly shared: Shared;
  readonly board: SharedArrayBuffer;
  readonly baton: Words;
}

void play(workerData as ThreadData);

async function play(data: ThreadData): Promise<void> {
  const player = new Player(data.thread, data.threads, data.board, data.baton);
  const promises: Promises = new Map();
  const turns = new TurnQueue(player, promises);
  fakeWorld(fakeAtomics(player, data.shared, promises), player, turns);
  const { scenario } = await import(data.module) as ScenarioModule;
  const body = scenario.threads[data.thread] as (shared: Shared) => unknown;
  player.announce();
  for (;;) {
    player.begin();
    await playOnce(() => body(data.shared), player, turns);
    player.end();
  }
}

/** A function that is not asynchronous may leave microtasks behind, too; they belong to its run. */
async function playOnce(body: () => unknown, player: Player, turns: TurnQueue): Promise<void> {
  turns.clear();
  try {
    await turns.runUntilSettled(Promise.resolve(body()));
  } catch (error) {
    player.fail(error);
  }
}
