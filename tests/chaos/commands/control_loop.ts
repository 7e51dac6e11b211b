import fc from "fast-check";
import type { Host } from "../host.ts";
import { type LoopName, loopNames } from "../names.ts";
import { outcomeOf, outcomeOfCall } from "../outcome_text.ts";
import type { Draft } from "../step.ts";
import type { World } from "../world.ts";

type Way = (world: World, host: Host) => void | Promise<void>;

const WAYS: Readonly<Record<string, { readonly weight: number; readonly run: Way }>> = {
  "start()": { weight: 5, run: start },
  "stop()": { weight: 3, run: stop },
  "callSoonThreadsafe(stop)": { weight: 1, run: postStop },
  "terminate()": { weight: 1, run: terminate },
  "close()": { weight: 1, run: close },
  "join()": { weight: 2, run: join },
  "join(3)": { weight: 1, run: joinShortly },
  "meanwhile join()": { weight: 1, run: joinMeanwhile },
  "joinSync()": { weight: 1, run: joinSync },
  "joinSync(3)": { weight: 1, run: joinSyncShortly },
  "ready": { weight: 1, run: awaitReady },
  "stats()": { weight: 2, run: checkStats },
};

/** Does something with a loop itself. */
export const controlLoop: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.oneof(
      ...Object.entries(WAYS).map(([way, { weight }]) => ({
        weight,
        arbitrary: fc.constant(way),
      })),
    ),
    loopNames,
  )
  .map(([way, loop]): Draft => () => control(way, loop));

/** The line that does it. */
export function control(way: string, loop: LoopName) {
  return {
    text: `${loop}.${way}`,
    run: (world: World) => WAYS[way]?.run(world, world.host(loop)),
  };
}

function start(world: World, host: Host): void {
  const { model, name } = host;
  const isFirst = model.allowsStart("started");
  const isWorker = !host.takesWorkBefore;
  const isAgain = isWorker && (model.mayStop || model.mayDie);
  const outcome = outcomeOfCall(() => void host.start());
  const isAllowed: Record<string, boolean> = {
    "returned undefined": host.model === model ? isFirst : isAgain,
    // A worker says so of one that is still stopping, too.
    "already running": model.allowsStart("already running") || (isWorker && model.isStarted),
    closed: model.allowsStart("closed") && !isWorker,
  };
  world.check(isAllowed[outcome] === true, `${name}.start(): ${outcome}`);
}

/** What its owner has handed it is decided at once. */
function stop(world: World, host: Host): void {
  const { model } = host;
  const stopping = host.stop();
  if (stopping !== undefined) world.meanwhile(`${host.name}.stop()`, stopping);
  if (model.isStopped) expectDecided(world, host, "stop()");
}

function expectDecided(world: World, host: Host, after: string): void {
  for (const watched of world.futuresOf(host)) {
    world.check(watched.peek(), `${watched.name} is pending after ${host.name}.${after}`);
  }
}

function postStop(world: World, { loop, model, name }: Host): void {
  const isRefused = model.isStopped || model.isOver;
  model.mayStop = true;
  world.expect(
    `${name}.callSoonThreadsafe(stop)`,
    () => void loop.callSoonThreadsafe(loop.stop),
    [
      ...(isRefused ? [] : ["returned undefined"]),
      ...(model.mayStop ? ["closed"] : []),
      ...(model.mayDie ? ["broken"] : []),
    ],
  );
}

function terminate(world: World, host: Host): void {
  host.model.terminate();
  world.meanwhile(`${host.name}.terminate()`, host.loop.terminate());
  expectDecided(world, host, "terminate()");
}

function close(world: World, { loop, model, name }: Host): void {
  const isIdle = !model.isStarted;
  const outcome = world.expect(`${name}.close()`, () => loop.close(), [
    ...(isIdle || model.isStopped || model.mayStop || model.mayDie ? ["returned undefined"] : []),
    ...(isIdle ? [] : ["invalid state"]),
  ]);
  if (outcome === "returned undefined" && isIdle) model.stop();
}

/** What joining it may give. */
function joins(host: Host, isPatient: boolean): string[] {
  const { model } = host;
  const mayEnd = model.mayStop || model.mayDie;
  return [
    ...(model.isStarted || mayEnd ? [`returned ${mayEnd}`] : []),
    ...(model.isStarted && mayEnd && !isPatient ? ["returned false"] : []),
    ...(model.isStarted ? [] : ["not running"]),
  ];
}

/** Whether it is certain that it will be over without another line. */
function mustEnd({ model }: Host): boolean {
  return model.isStopped;
}

async function join(world: World, host: Host): Promise<void> {
  if (!mustEnd(host)) return await joinShortly(world, host);
  const allowed = joins(host, true);
  const { loop, name } = host;
  const joined = outcomeOf(callJoin(() => loop.join())).then((outcome) =>
    world.check(allowed.includes(outcome), `${name}.join(): ${outcome}`)
  );
  await world.within(`${name}.join()`, joined);
  if (host.loop === loop) expectOver(world, host);
}

async function joinShortly(world: World, host: Host): Promise<void> {
  const outcome = await outcomeOf(callJoin(() => host.loop.join(3)));
  checkJoin(world, host, outcome);
}

function joinMeanwhile(world: World, { loop, name }: Host): void {
  world.meanwhile(`${name}.join()`, outcomeOf(callJoin(() => loop.join())));
}

function joinSync(world: World, host: Host): void {
  if (!mustEnd(host)) return joinSyncShortly(world, host);
  const allowed = joins(host, true);
  world.expect(`${host.name}.joinSync()`, () => host.loop.joinSync(world.patience), allowed);
  expectOver(world, host);
}

function joinSyncShortly(world: World, host: Host): void {
  checkJoin(world, host, outcomeOfCall(() => host.loop.joinSync(3)));
}

function checkJoin(world: World, host: Host, outcome: string): void {
  const allowed = joins(host, false);
  world.check(allowed.includes(outcome), `${host.name} joined: ${outcome}`);
  if (outcome === "returned true") expectOver(world, host);
}

/** It throws at once, and not by the promise. */
async function callJoin(join: () => Promise<boolean>): Promise<boolean> {
  return await join();
}

function expectOver(world: World, host: Host): void {
  world.check(host.loop.isClosed(), `${host.name} was joined and is not closed`);
  host.model.isOver = true;
  expectDecided(world, host, "join()");
}

async function awaitReady(world: World, { loop, model, name }: Host): Promise<void> {
  if (!model.isStarted) return;
  const ready = outcomeOf(loop.ready).then((outcome) => {
    const isAllowed = outcome === "returned undefined" || (outcome === "closed" && model.mayStop) ||
      (outcome === "broken" && model.mayDie);
    world.check(isAllowed, `${name}.ready: ${outcome}`);
  });
  await world.within(`${name}.ready`, ready);
}

function checkStats(world: World, { loop, name }: Host): void {
  const { lag, utilization, ...counts } = loop.stats();
  const areCounts = Object.values(counts).every((count) => Number.isInteger(count) && count >= 0);
  world.check(areCounts, `${name}.stats(): ${JSON.stringify(counts)}`);
  world.check(lag >= 0 && utilization >= 0 && utilization <= 1, `${name}: ${lag}, ${utilization}`);
}
