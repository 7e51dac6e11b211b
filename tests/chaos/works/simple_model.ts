import fc from "fast-check";
import type { Counter, WorkModel } from "../model.ts";
import type { SimpleName, SimpleWork } from "./simple.ts";

/** How a coroutine behaves. */
interface Temper {
  /** How often it is chosen. */
  readonly weight: number;
  /** How it ends by itself; without it, it never does. */
  readonly outcome?: (value: number) => string;
  /** Whether it ends when it is cancelled; unless told otherwise it does. */
  readonly heedsCancel?: boolean;
  /** How that is counted. */
  readonly whenCancelled?: Counter;
}

const returned = (value: number) => `returned ${value}`;

const TEMPERS: Readonly<Record<SimpleName, Temper>> = {
  returns: { weight: 6, outcome: returned },
  sleeps: { weight: 6, outcome: returned },
  throws: { weight: 4, outcome: (value) => `threw RangeError: thrown ${value}` },
  throwsLater: { weight: 2, outcome: (value) => `threw RangeError: thrown ${value}` },
  neverEnds: { weight: 4, whenCancelled: "cancelled" },
  ignoresCancel: { weight: 1, heedsCancel: false },
  swallowsCancel: { weight: 1, whenCancelled: "cancelled" },
  cleansUp: { weight: 3, whenCancelled: "cancelled" },
  failsInCleanup: { weight: 1 },
  givesFunction: { weight: 1, outcome: () => "threw SerializationError" },
  blocks: { weight: 2, outcome: returned },
  computes: { weight: 1, outcome: returned },
  hasTasks: { weight: 2, outcome: returned },
  timesOut: { weight: 1, outcome: () => "threw TimeoutError" },
  usesThread: { weight: 1, outcome: returned },
  // Its loop ends, and its future with it.
  exits: { weight: 1, outcome: () => "broken" },
};

/** What a simple piece of work may do. */
export function modelOfSimple(work: SimpleWork): WorkModel {
  const [name, value] = work;
  const { outcome, heedsCancel = true, whenCancelled } = TEMPERS[name];
  const ending = outcome?.(value);
  return {
    text: textOfSimple(work),
    allows: (seen) => seen === ending,
    endsByItself: () => ending !== undefined,
    heedsCancel,
    whenCancelled,
  };
}

/** A simple piece of work, as it is written in a program. */
export function textOfSimple([name, value]: SimpleWork): string {
  return `${name}(${value})`;
}

/** Whether it ends the thread that it runs on. */
export function isDeadly([name]: SimpleWork): boolean {
  return name === "exits";
}

/** Simple pieces of work, except some. */
export function simpleWorks(...without: readonly SimpleName[]): fc.Arbitrary<SimpleWork> {
  const names = (Object.keys(TEMPERS) as SimpleName[]).filter((name) => !without.includes(name));
  const choices = names.map((name) => ({
    weight: TEMPERS[name].weight,
    arbitrary: fc.constant(name),
  }));
  return fc.tuple(fc.oneof(...choices), fc.nat(6));
}
