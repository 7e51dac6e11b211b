import fc from "fast-check";
import { addDoneCallback, removeDoneCallback } from "./commands/add_done_callback.ts";
import { ask } from "./commands/ask.ts";
import { cancel } from "./commands/cancel.ts";
import { control, controlLoop } from "./commands/control_loop.ts";
import { pause } from "./commands/pause.ts";
import { post } from "./commands/post.ts";
import { readStream } from "./commands/read_stream.ts";
import { submit } from "./commands/submit.ts";
import { waitForSeveral } from "./commands/wait_for_several.ts";
import { finale } from "./finale.ts";
import { FutureNames, type LoopName } from "./names.ts";
import type { Draft, Step } from "./step.ts";
import { World } from "./world.ts";

/** A program over the public API. Its text is what one would write by hand. */
export class Program {
  readonly #steps: readonly Step[];
  readonly #isDrained: boolean;

  constructor(steps: readonly Step[], isDrained: boolean) {
    this.#steps = steps;
    this.#isDrained = isDrained;
  }

  /**
   * Runs it.
   *
   * @param patience How long anything may take that must happen, in milliseconds.
   * @returns What was found wrong.
   */
  async run(patience: number): Promise<readonly string[]> {
    const world = new World(patience);
    for (const step of this.#steps) {
      await step.run(world);
      if (world.failures.length > 0) return await this.#giveUp(world, step.text);
    }
    await finale(world, this.#isDrained);
    if (world.failures.length > 0) return await this.#giveUp(world, "the end");
    return world.failures;
  }

  /** Ends what may be left of a program that has failed; more that is wrong would only follow from that. */
  async #giveUp(world: World, where: string): Promise<readonly string[]> {
    const failures = [...world.failures, `(found at: ${where})`];
    for (const { generations } of world.hosts) {
      for (const { loop } of generations) void loop.terminate();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    return failures;
  }

  /** One line for each step. */
  toString(): string {
    const last = this.#isDrained
      ? "cancel what never ends, wait for all, stop all loops"
      : "stop all loops";
    return [...this.#steps.map(({ text }) => text), last].join("\n");
  }

  /** As fast-check prints it. */
  [fc.toStringMethod](): string {
    return this.toString();
  }
}

const steps: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 10, arbitrary: submit },
  { weight: 3, arbitrary: cancel },
  { weight: 7, arbitrary: ask },
  { weight: 3, arbitrary: waitForSeveral },
  { weight: 4, arbitrary: addDoneCallback },
  { weight: 1, arbitrary: removeDoneCallback },
  { weight: 1, arbitrary: post },
  { weight: 1, arbitrary: readStream },
  { weight: 2, arbitrary: pause },
  { weight: 4, arbitrary: controlLoop },
);

/** Lines that most programs begin with. A loop takes longer to begin than most programs take. */
const BEGINNINGS:
  readonly (readonly [weight: number, ...lines: [way: string, loop: LoopName][]])[] = [
    [1],
    [3, ["start()", "loop1"]],
    [6, ["start()", "loop1"], ["ready", "loop1"]],
    [1, ["start()", "worker1"], ["ready", "worker1"]],
    [2, ["start()", "loop1"], ["start()", "loop2"], ["ready", "loop1"], ["ready", "loop2"]],
  ];

const beginnings: fc.Arbitrary<readonly Draft[]> = fc.oneof(
  ...BEGINNINGS.map(([weight, ...lines]) => ({
    weight,
    arbitrary: fc.constant(lines.map(([way, loop]): Draft => () => control(way, loop))),
  })),
);

/** Random programs. */
export const programs: fc.Arbitrary<Program> = fc
  .tuple(beginnings, fc.array(steps, { minLength: 1, maxLength: 14 }), fc.boolean())
  .map(([beginning, drafts, isDrained]) => {
    const names = new FutureNames();
    const lines = [...beginning, ...drafts].flatMap((draft) => draft(names) ?? []);
    return new Program(lines, isDrained);
  });
