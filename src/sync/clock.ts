import { elapsed } from "../core/built_ins.ts";

/** A monotonic clock, in milliseconds. */
export const now: () => number = elapsed;
