import fc from "fast-check";

/** The names of loops in a program. A worker can be started again, a loop cannot. */
export const LOOPS = ["loop1", "loop2", "worker1"] as const;

/** The name of a loop in a program. */
export type LoopName = typeof LOOPS[number];

/** The futures of a program while it is written down: a line can only name those of the lines above. */
export class FutureNames {
  #count = 0;

  /** The number of a new one. */
  next(): number {
    return ++this.#count;
  }

  /**
   * One of those that there are.
   *
   * @param choice Any number. The smaller, the later the future was made.
   * @returns `undefined` where there is none.
   */
  choose(choice: number): number | undefined {
    return this.#count === 0 ? undefined : this.#count - choice % this.#count;
  }

  /** Several of those that there are, each once. */
  chooseAll(choices: readonly number[]): number[] {
    const chosen = choices.flatMap((choice) => this.choose(choice) ?? []);
    return [...new Set(chosen)];
  }
}

/** Names of loops: most often that of the one that most programs start. */
export const loopNames: fc.Arbitrary<LoopName> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<LoopName>("loop1") },
  { weight: 2, arbitrary: fc.constantFrom(...LOOPS) },
);
