import { expectReported } from "./commands/add_done_callback.ts";
import { cancelNow } from "./commands/cancel.ts";
import type { Generation, Host } from "./host.ts";
import type { Counter, LoopModel } from "./model.ts";
import { LOOPS } from "./names.ts";
import type { WatchedFuture } from "./watched_future.ts";
import type { World } from "./world.ts";

/**
 * The end of every program: stops all loops, and checks that nothing is left.
 *
 * @param world What the program has.
 * @param isDrained Whether what never ends is cancelled first, and all is waited for.
 */
export async function finale(world: World, isDrained: boolean): Promise<void> {
  if (isDrained) await drain(world);
  if (world.failures.length > 0) return;
  // All that there can be: a callback may still name one.
  for (const name of LOOPS) world.host(name);
  for (const host of world.hosts) {
    const stopped = host.stop();
    if (stopped !== undefined) world.meanwhile(`the last ${host.name}.stop()`, stopped);
    host.loop.stop();
    host.model.stop();
  }
  for (const host of world.hosts) {
    for (const generation of host.generations) await expectOver(world, host, generation);
  }
  await world.rest();
  if (world.failures.length > 0) return;
  await turn();
  for (const watched of world.futures.values()) expectFinal(world, watched);
  for (const host of world.hosts) {
    for (const { loop, model } of host.generations) {
      checkStats(world, host.name, loop.stats(), model);
    }
  }
}

async function drain(world: World): Promise<void> {
  for (const watched of [...world.futures.values()]) {
    const { model } = watched;
    if (!model.mustEnd() && model.work.heedsCancel) cancelNow(world, watched);
  }
  for (const watched of world.futures.values()) {
    if (watched.model.mustEnd()) await world.untilEnded(watched);
  }
  for (const host of world.hosts) checkIdle(world, host);
}

/** A loop that goes on, and whose work has ended, has counted none of it as under way. */
function checkIdle(world: World, { name, loop, model }: Host): void {
  const isIdle = model.strangers === 0 &&
    model.futures.every(({ hasEndedInPeace }) => hasEndedInPeace);
  if (!model.isAtPeace || !isIdle) return;
  const { pending, running } = loop.stats();
  world.check(pending === 0 && running === 0, `${name} is idle: ${pending} wait, ${running} run`);
}

async function expectOver(world: World, host: Host, { loop, model }: Generation): Promise<void> {
  if (model.isStarted) await world.within(`the end of ${host.name}`, loop.join());
  model.isOver = true;
  world.check(loop.isClosed(), `${host.name} is not closed at the end`);
  world.check(!loop.isRunning(), `${host.name} is running at the end`);
  if (model.isStarted) world.check(loop.joinSync(0), `${host.name} cannot be joined at the end`);
}

/** A turn of the event loop: what is told in microtasks has been told then. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function expectFinal(world: World, watched: WatchedFuture): void {
  const { name, future } = watched;
  if (!watched.peek()) return world.check(false, `${name} is pending at the end`);
  for (const { text, calls } of watched.registrations) {
    world.check(calls === 1, `${text} was called ${calls} times`);
  }
  world.meanwhile(`the end of ${name}`, future.settled);
  expectReported(world, watched);
  const wasLookedAt = watched.isLookedAt;
  watched.look();
  if (!wasLookedAt && !future.cancelled()) expectUnseenReported(world, watched);
}

/** A failure that nobody has looked at is told to the handler of the loop, once. */
function expectUnseenReported(world: World, { name, future, host, model }: WatchedFuture): void {
  const { outcome, loop } = model;
  const isFailed = outcome?.startsWith("returned") === false;
  const isNews = outcome !== "broken" || !loop.isTerminated;
  const reports = host.reports.filter(({ context }) => context.future === future).length;
  world.check(
    reports <= Number(isFailed) && reports >= Number(isFailed && isNews),
    `${name} ${outcome}, at which nobody has looked; it was reported ${reports} times`,
  );
}

function checkStats(
  world: World,
  name: string,
  stats: Readonly<Record<Counter | "pending" | "running", number>>,
  model: LoopModel,
): void {
  const { pending, running, completed, failed, cancelled } = stats;
  const shown = JSON.stringify({ pending, running, completed, failed, cancelled });
  world.check(pending === 0 && running === 0, `${name} has work at the end: ${shown}`);
  for (const counter of ["completed", "failed", "cancelled"] as const) {
    const [least, most] = model.bounds(counter);
    world.check(
      stats[counter] >= least && stats[counter] <= most,
      `${name} has counted ${shown}; of ${counter} expected ${least} to ${most}`,
    );
  }
  const all = completed + failed + cancelled;
  const accepted = model.futures.length;
  world.check(
    all >= accepted && all <= accepted + model.strangers,
    `${name} has counted ${shown}, and was handed ${accepted}`,
  );
}
