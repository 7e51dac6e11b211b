import fc from "fast-check";
import type { Stream } from "sideloop";
import type { Host } from "../host.ts";
import { loopNames } from "../names.ts";
import { textOfError } from "../outcome_text.ts";
import type { Draft } from "../step.ts";
import type { World } from "../world.ts";
import { counts } from "../works/guests.ts";

/** Reads some items of a stream, beside the lines that follow; it may leave early. */
export const readStream: fc.Arbitrary<Draft> = fc
  .tuple(loopNames, fc.nat(30), fc.nat(40))
  .map(([loop, length, most]): Draft => () => ({
    text: `meanwhile read ${most} of ${loop}.submit(counts(${length}))`,
    run(world) {
      const host = world.host(loop);
      const { model, takesWorkBefore } = host;
      if (!model.isStarted && !takesWorkBefore) return;
      model.strangers += 1;
      let stream: PromiseLike<Stream<number>>;
      try {
        stream = host.submit(counts(length)) as PromiseLike<Stream<number>>;
      } catch (error) {
        return checkEnd(world, host, textOfError(error));
      }
      const read = readItems(world, stream, length, most)
        .catch((error) => checkEnd(world, host, textOfError(error), model));
      world.meanwhile(`reading counts(${length}) of ${loop}`, read);
    },
  }));

async function readItems(
  world: World,
  stream: PromiseLike<Stream<number>>,
  length: number,
  most: number,
): Promise<void> {
  let taken = 0;
  for await (const item of await stream) {
    world.check(item === taken, `a stream gave ${item} as item ${taken}`);
    taken += 1;
    if (taken === most) return;
  }
  world.check(taken === length, `a stream of ${length} has ended after ${taken}`);
}

function checkEnd(world: World, host: Host, error: string, model = host.model): void {
  const mayBe = error === "cancelled" || error === "closed" || error === "not running"
    ? model.mayStop
    : error === "broken" && model.mayDie;
  world.check(mayBe, `a stream of ${host.name} must not end so: ${error}`);
}
