import fc from "fast-check";
import { aboutFuture, type Draft } from "../step.ts";
import type { WatchedFuture } from "../watched_future.ts";
import type { World } from "../world.ts";

/** Cancels a future. */
export const cancel: fc.Arbitrary<Draft> = fc.nat(20).map((choice) =>
  aboutFuture(choice, (number) => ({
    text: `f${number}.cancel()`,
    run: (world) => cancelNow(world, world.futures.get(number)),
  }))
);

/** Cancels a future: it is cancelled at once unless it is done. */
export function cancelNow(world: World, watched: WatchedFuture | undefined): void {
  if (watched === undefined) return;
  const { future, model, name } = watched;
  const wasCancelled = model.isCancelled;
  // Before the call, which calls the callbacks.
  model.isCancelled ||= !watched.peek();
  const answer = future.cancel();
  if (!answer) model.isCancelled = wasCancelled;
  world.check(answer === future.cancelled(), `${name}.cancel() gave ${answer}`);
  world.check(future.done(), `${name} is not done after cancel()`);
  watched.peek();
}
