import fc from "fast-check";
import { loopNames } from "../names.ts";
import type { Draft } from "../step.ts";
import { works } from "../works/work.ts";

/** Submits work. */
export const submit: fc.Arbitrary<Draft> = fc
  .tuple(loopNames, works, fc.boolean())
  .map(([loop, work, isUnwatched]): Draft => (names) => {
    const number = names.next();
    const note = isUnwatched ? " // nobody looks" : "";
    return {
      text: `f${number} = ${loop}.submit(${work.text})${note}`,
      run: (world) => world.submit(world.host(loop), { number, work, isWatched: !isUnwatched }),
    };
  });
