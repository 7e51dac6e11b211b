import type { EventLoop } from "../core/contract.ts";
import { type Introduction, meetLoop, passable } from "./loop_passing.ts";

/** The loops that the two ends of a lane have told each other of, each with a number of its own per direction. */
export class LoopBook {
  readonly #sent = new Map<number, number>();
  readonly #met: EventLoop[] = [];

  /**
   * The number by which the other side knows a loop; -1 where it does not, or where the value is none.
   *
   * @param value Any object.
   */
  numberOf(value: object): number {
    const loop = passable(value);
    return loop === undefined ? -1 : this.#sent.get(loop.id) ?? -1;
  }

  /**
   * Tells the other side of loops that it does not know yet.
   *
   * @param loops Handles.
   * @param guest The vitals of the loop of the thread there.
   * @param tell Sends the introduction, which has the next number.
   */
  introduce(
    loops: Iterable<object>,
    guest: Introduction["passport"]["vitals"],
    tell: (introduction: Introduction) => void,
  ): void {
    for (const value of loops) {
      const loop = passable(value);
      if (loop === undefined || this.#sent.has(loop.id)) continue;
      tell(loop.introduce(guest));
      this.#sent.set(loop.id, this.#sent.size);
    }
  }

  /** Takes note of a loop that the other side tells of. */
  meet(introduction: Introduction): void {
    this.#met.push(meetLoop(introduction));
  }

  /** The loop that the other side knows by a number. */
  at(number: number): EventLoop {
    return this.#met[number] as EventLoop;
  }
}
