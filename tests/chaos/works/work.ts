import fc from "fast-check";
import { type Coroutine, mainLoop } from "sideloop";
import type { LoopModel, WorkModel } from "../model.ts";
import { type LoopName, LOOPS } from "../names.ts";
import type { World } from "../world.ts";
import { type Handling, type NestedEnd, nests, stops, submitsTo } from "./guests.ts";
import { makeSimple, type SimpleWork } from "./simple.ts";
import { isDeadly, modelOfSimple, simpleWorks, textOfSimple } from "./simple_model.ts";

/** Work for a loop, as a program has it. */
export interface Work {
  /** As it is written. */
  readonly text: string;
  /**
   * Makes the coroutine, and tells the models of the loops what may happen from now on.
   *
   * @param world What the program has.
   * @param own The loop that will run it.
   */
  bind(world: World, own: LoopModel): { coroutine: Coroutine<unknown>; model: WorkModel };
}

const MAIN = "mainLoop()";

/** Where work may be handed on to. */
type Target = LoopName | typeof MAIN;

const targets = fc.constantFrom(...LOOPS);

/** Work for a loop. What makes one more loop is rare: it costs as much as the rest of a program. */
export const works: fc.Arbitrary<Work> = fc.oneof(
  { weight: 24, arbitrary: simpleWorks().map(simpleWork) },
  {
    weight: 6,
    arbitrary: fc.tuple(targets, simpleWorks(), handlings()).map(handedOn),
  },
  {
    weight: 2,
    // What never ends would keep the main thread's loop for ever; what ends its thread, the process.
    arbitrary: fc.tuple(
      fc.constant<Target>(MAIN),
      simpleWorks(
        "exits",
        "neverEnds",
        "ignoresCancel",
        "swallowsCancel",
        "cleansUp",
        "failsInCleanup",
      ),
      fc.constant<Handling>("await"),
    ).map(handedOn),
  },
  { weight: 2, arbitrary: targets.map(stopOf) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.array(simpleWorks("usesThread", "ignoresCancel"), { maxLength: 3 }),
      fc.constantFrom<NestedEnd>("stop", "terminate", "leave"),
    ).map(nested),
  },
);

function handlings(): fc.Arbitrary<Handling> {
  return fc.constantFrom("await", "block", "cancel", "drop");
}

function simpleWork(work: SimpleWork): Work {
  return {
    text: textOfSimple(work),
    bind(_, own) {
      own.mayDie ||= isDeadly(work);
      return { coroutine: makeSimple(work), model: modelOfSimple(work) };
    },
  };
}

function handedOn([target, work, handling]: [Target, SimpleWork, Handling]): Work {
  const text = `submitsTo(${target}, ${textOfSimple(work)}, "${handling}")`;
  return {
    text,
    bind(world, own) {
      const { loop, model } = target === MAIN
        ? { loop: mainLoop(), model: undefined }
        : world.host(target);
      if (model !== undefined) {
        model.strangers += 1;
        model.mayDie ||= isDeadly(work);
      }
      return {
        coroutine: submitsTo(loop, work, handling),
        model: modelOfGuest(text, work, handling, { own, target: model }),
      };
    },
  };
}

function modelOfGuest(
  text: string,
  work: SimpleWork,
  handling: Handling,
  { own, target }: { own: LoopModel; target: LoopModel | undefined },
): WorkModel {
  const inner = modelOfSimple(work);
  const allowsInner = (told: string) => {
    if (told === "cancelled") return own.mayStop || target?.mayStop === true;
    if (told === "closed") return target?.mayStop === true;
    if (told === "broken") return target?.mayDie === true;
    if (told === "not yet") return handling === "block";
    if (told === "deadlock") return handling === "block" && own === target;
    if (handling === "cancel" || handling === "drop") return told === handling;
    return inner.allows(told);
  };
  return {
    text,
    allows: (outcome) => outcome.startsWith("returned") && allowsInner(valueOf(outcome)),
    endsByItself: () => {
      if (handling !== "await") return true;
      return inner.endsByItself() && (target === undefined || target.isStarted);
    },
    heedsCancel: true,
    needsMain: target === undefined,
  };
}

/** The text that a coroutine has returned. */
function valueOf(outcome: string): string {
  return String(JSON.parse(outcome.slice("returned ".length)));
}

function stopOf(target: LoopName): Work {
  const text = `stops(${target})`;
  return {
    text,
    bind(world) {
      const { loop, model } = world.host(target);
      model.mayStop = true;
      return { coroutine: stops(loop), model: endsWith(text, "returned 0") };
    },
  };
}

function nested([inner, end]: [SimpleWork[], NestedEnd]): Work {
  const text = `nests([${inner.map(textOfSimple).join(", ")}], "${end}")`;
  return {
    text,
    bind: () => ({ coroutine: nests(inner, end), model: endsWith(text, "returned []") }),
  };
}

function endsWith(text: string, outcome: string): WorkModel {
  return {
    text,
    allows: (seen) => seen === outcome,
    endsByItself: () => true,
    heedsCancel: true,
  };
}
