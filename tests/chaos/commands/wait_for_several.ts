import fc from "fast-check";
import {
  ALL_COMPLETED,
  asCompleted,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type Future,
  type ReturnWhen,
  wait,
  type WaitResult,
  waitSync,
} from "sideloop";
import { textOfError } from "../outcome_text.ts";
import type { Draft } from "../step.ts";
import type { WatchedFuture } from "../watched_future.ts";
import type { World } from "../world.ts";

const CONDITIONS: readonly ReturnWhen[] = [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION];

/** A wait for several futures: what was waited for, and in what way. */
interface SeveralWait {
  readonly futures: readonly WatchedFuture[];
  readonly timeout: number;
  readonly returnWhen: ReturnWhen;
}

const WAYS: Readonly<
  Record<string, (world: World, several: SeveralWait) => void | Promise<void>>
> = {
  wait: async (world, several) => checkResult(world, several, await wait(unwrap(several), several)),
  waitSync: (world, several) => checkResult(world, several, waitSync(unwrap(several), several)),
  asCompleted: async (world, several) => {
    const given = new Set<unknown>();
    await checkIteration(world, several, given, async () => {
      for await (const future of asCompleted(unwrap(several), several)) {
        checkGiven(world, several, given, future);
      }
    });
  },
  asCompletedSync: async (world, several) => {
    const given = new Set<unknown>();
    await checkIteration(world, several, given, () => {
      for (const future of asCompleted(unwrap(several), several)) {
        checkGiven(world, several, given, future);
      }
    });
  },
};

/** Waits for several futures, with a limit; without one, where all must end. */
export const waitForSeveral: fc.Arbitrary<Draft> = fc
  .record({
    way: fc.constantFrom(...Object.keys(WAYS)),
    choices: fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
    limit: fc.option(fc.nat(8)),
    returnWhen: fc.constantFrom(...CONDITIONS),
    isBackground: fc.boolean(),
  })
  .map(({ way, choices, limit, returnWhen, isBackground }): Draft => (names) => {
    const numbers = names.chooseAll(choices);
    if (numbers.length === 0) return undefined;
    const goesOn = isBackground && !way.endsWith("Sync");
    const list = numbers.map((number) => `f${number}`).join(", ");
    const options = `{ timeout: ${limit ?? "none"}, returnWhen: ${returnWhen} }`;
    const text = `${goesOn ? "meanwhile " : ""}${way}([${list}], ${options})`;
    return {
      text,
      async run(world) {
        const futures = numbers.flatMap((number) => world.futures.get(number) ?? []);
        const mustEnd = way.endsWith("Sync") ? "mustEndWithoutMain" : "mustEnd";
        if (limit === null && !futures.every(({ model }) => model[mustEnd]())) return;
        const timeout = limit ?? 2 * world.patience;
        const several = { futures, timeout, returnWhen };
        const started = performance.now();
        const run = async () => {
          await WAYS[way]?.(world, several);
          const took = performance.now() - started;
          world.check(limit !== null || took < world.patience, `hung: ${text}`);
        };
        if (goesOn) world.meanwhile(text, run());
        else await world.within(text, run());
      },
    };
  });

function unwrap({ futures }: SeveralWait): Future<unknown>[] {
  return futures.map(({ future }) => future);
}

function checkResult(
  world: World,
  { futures }: SeveralWait,
  { done, notDone }: WaitResult<Future<unknown>>,
): void {
  world.check(done.size + notDone.size === futures.length, "a wait has lost a future");
  for (const watched of futures) {
    const isIn = done.has(watched.future);
    world.check(isIn !== notDone.has(watched.future), `${watched.name} is done and not done`);
    if (isIn) world.check(watched.peek(), `a wait gave ${watched.name}, which is not done`);
  }
}

function checkGiven(
  world: World,
  { futures }: SeveralWait,
  given: Set<unknown>,
  future: unknown,
): void {
  const watched = futures.find((one) => one.future === future);
  world.check(watched !== undefined && !given.has(future), "asCompleted gave a future twice");
  given.add(future);
  world.check(watched?.peek() !== false, `asCompleted gave ${watched?.name}, which is not done`);
}

async function checkIteration(
  world: World,
  { futures }: SeveralWait,
  given: ReadonlySet<unknown>,
  iterate: () => void | Promise<void>,
): Promise<void> {
  try {
    await iterate();
    world.check(given.size === futures.length, "asCompleted has left out a future");
  } catch (error) {
    const text = textOfError(error);
    world.check(text === "not yet", `asCompleted must not fail so: ${text}`);
    world.check(given.size < futures.length, "asCompleted gave all, and its time was up");
  }
}
