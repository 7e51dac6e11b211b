import type { FutureNames } from "./names.ts";
import type { World } from "./world.ts";

/** A line of a program. */
export interface Step {
  /** As it is printed. */
  readonly text: string;
  /** Does it, and checks what comes of it. */
  run(world: World): void | Promise<void>;
}

/** A line before it is known what its futures are called; `undefined` where there are none that it could name. */
export type Draft = (names: FutureNames) => Step | undefined;

/**
 * A line about one future.
 *
 * @param choice Which.
 * @param make Makes the line of the future's name.
 */
export function aboutFuture(choice: number, make: (future: number) => Step): Draft {
  return (names) => {
    const future = names.choose(choice);
    return future === undefined ? undefined : make(future);
  };
}
