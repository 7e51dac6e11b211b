import type { Words } from "../sync/atomics.ts";

/** The words of the two rings between two threads, as one of them sees them. */
export interface LaneWords {
  /** The ring that this side fills. */
  readonly out: Words;
  /** The ring that this side empties. */
  readonly in: Words;
}
