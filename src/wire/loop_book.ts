import type { EventLoop } from "../core/contract.ts";
import { Vitals } from "../sync/vitals.ts";
import { type Introduction, meetLoop, passable, type Passport } from "./loop_passing.ts";

/** What a side has told the other one of. */
interface Told {
  readonly number: number;
  readonly passport: Passport;
}

/**
 * The loops that the two ends of a lane have told each other of, each with a number of its own per direction. Those
 * that are over are forgotten when there is a next one to tell of.
 */
export class LoopBook {
  readonly #told = new Map<number, Told>();
  readonly #met = new Map<number, EventLoop>();
  #lastTold = -1;
  #lastMet = -1;

  /**
   * The number by which the other side knows a loop; -1 where it does not, or where the value is none.
   *
   * @param value Any object.
   */
  numberOf(value: object): number {
    const loop = passable(value);
    return loop === undefined ? -1 : this.#told.get(loop.id)?.number ?? -1;
  }

  /**
   * Tells the other side of loops that it does not know yet.
   *
   * @param loops Handles.
   * @param guest The vitals of the loop of the thread there.
   * @param tell Sends the introduction, which has the next number, and the numbers that mean nothing any more.
   */
  introduce(
    loops: Iterable<object>,
    guest: Passport["vitals"],
    tell: (introduction: Introduction, forgotten: readonly number[]) => void,
  ): void {
    const all = [...loops];
    if (all.every((loop) => this.numberOf(loop) >= 0)) return;
    let forgotten = this.#forgetEnded(); // one that is to be sent is told anew
    for (const value of all) {
      const loop = passable(value);
      if (loop === undefined || this.#told.has(loop.id)) continue;
      const introduction = loop.introduce(guest);
      tell(introduction, forgotten);
      forgotten = [];
      this.#told.set(loop.id, { number: ++this.#lastTold, passport: introduction.passport });
    }
  }

  /**
   * Takes note of a loop that the other side tells of.
   *
   * @param introduction The loop.
   * @param forgotten The numbers that mean nothing any more.
   */
  meet(introduction: Introduction, forgotten: readonly number[]): void {
    for (const number of forgotten) this.#met.delete(number);
    this.#met.set(++this.#lastMet, meetLoop(introduction));
  }

  #forgetEnded(): number[] {
    const forgotten: number[] = [];
    for (const [id, { number, passport }] of this.#told) {
      if (![passport.vitals, ...passport.makers].some((words) => new Vitals(words).isGone())) {
        continue;
      }
      this.#told.delete(id);
      forgotten.push(number);
    }
    return forgotten;
  }

  /** The loop that the other side knows by a number. */
  at(number: number): EventLoop {
    return this.#met.get(number) as EventLoop;
  }
}
