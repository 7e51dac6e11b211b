import fc from "fast-check";
import { loopNames } from "../names.ts";
import type { Draft } from "../step.ts";
import { postNumber } from "../works/posted.ts";

/** Hands a loop what nobody waits for, and may take it back. */
export const post: fc.Arbitrary<Draft> = fc
  .tuple(loopNames, fc.nat(2), fc.boolean())
  .map(([loop, number, isCancelled]): Draft => () => ({
    text: `${loop}.callSoonThreadsafe(postNumber, ${number})${isCancelled ? ".cancel()" : ""}`,
    run(world) {
      const { loop: eventLoop, model, name } = world.host(loop);
      const accepts = model.allowsAnswer("accepted");
      world.expect(`${name}.callSoonThreadsafe(postNumber)`, () => {
        const handle = eventLoop.callSoonThreadsafe(postNumber, number);
        if (isCancelled) handle.cancel();
        world.check(handle.cancelled() === isCancelled, "a handle does not know its state");
      }, [
        ...(accepts ? ["returned undefined"] : []),
        ...(model.mayStop ? ["closed"] : []),
        ...(model.mayDie ? ["broken"] : []),
      ]);
    },
  }));
