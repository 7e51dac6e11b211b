import fc from "fast-check";
import type { Draft } from "../step.ts";

/** Lets the event loop of the program turn, for some milliseconds. */
export const pause: fc.Arbitrary<Draft> = fc.nat(8).map((ms): Draft => () => ({
  text: `await ${ms} ms`,
  run: () => new Promise((resolve) => setTimeout(resolve, ms)),
}));
