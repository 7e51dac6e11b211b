import fc from "fast-check";
import { outcomeOf, outcomeOfCall } from "../outcome_text.ts";
import { aboutFuture, type Draft } from "../step.ts";
import type { WatchedFuture } from "../watched_future.ts";
import type { World } from "../world.ts";

/** Ways of asking one future for what it has become. */
const WAYS: Readonly<
  Record<string, (world: World, watched: WatchedFuture) => void | Promise<void>>
> = {
  "done()": (_, watched) => void watched.peek(),
  "result(0)": (_, watched) => watched.look(),
  "result(3)": (_, watched) => see(watched, 3),
  "result()": (world, watched) => {
    if (!watched.model.mustSettle() || watched.model.work.needsMain) return;
    see(watched, world.patience);
    world.check(watched.peek(), `hung: ${watched.name}.result()`);
  },
  "exception(2)": (world, watched) => {
    const outcome = outcomeOfCall(() => watched.future.exception(2) !== undefined);
    watched.isLookedAt ||= outcome !== "not yet";
    world.check(
      outcome === "not yet" || watched.peek(),
      `${watched.name}.exception(2) ${outcome}, and the future is not done`,
    );
    if (outcome !== "not yet") watched.look();
  },
  "await": (world, watched) => {
    if (watched.model.mustSettle()) return awaitOutcome(world, watched);
  },
  "meanwhile await": (world, watched) => {
    world.meanwhile(`await ${watched.name}`, awaitOutcome(world, watched, false));
  },
  "await settled": (world, watched) => {
    if (watched.model.mustEnd()) return world.untilEnded(watched);
  },
  "meanwhile await settled": (world, { future, name }) => {
    world.meanwhile(`await ${name}.settled`, future.settled);
  },
};

/** Asks a future, in one of the ways. What need not happen is not waited for. */
export const ask: fc.Arbitrary<Draft> = fc
  .tuple(fc.constantFrom(...Object.keys(WAYS)), fc.nat(20))
  .map(([way, choice]) =>
    aboutFuture(choice, (number) => ({
      text: way.includes("await") ? `${way} f${number}` : `f${number}.${way}`,
      async run(world) {
        const watched = world.futures.get(number);
        if (watched !== undefined) await WAYS[way]?.(world, watched);
      },
    }))
  );

function see(watched: WatchedFuture, timeout: number): void {
  const outcome = outcomeOfCall(() => watched.future.result(timeout));
  watched.isLookedAt ||= outcome !== "not yet";
  watched.see(outcome);
  watched.look();
}

async function awaitOutcome(
  world: World,
  watched: WatchedFuture,
  isTimed: boolean = true,
): Promise<void> {
  watched.isLookedAt = true;
  const seen = outcomeOf(watched.future).then((outcome) => watched.see(outcome));
  await (isTimed ? world.within(`await ${watched.name}`, seen) : seen);
}
