import { sharedWords, type Words } from "../../../../src/sync/atomics.ts";
import { Doorbell } from "../../../../src/sync/doorbell.ts";
import { Inbox } from "../../../../src/sync/inbox.ts";
import { Ring } from "../../../../src/sync/ring.ts";
import { Vitals } from "../../../../src/sync/vitals.ts";
import { Death } from "../../_explorer/scenario.ts";

/** What a loop and its owner share. */
export interface LoopWords extends Record<string, Words> {
  readonly bell: Words;
  readonly ring: Words;
  readonly vitals: Words;
  readonly results: Words;
}

/** Makes them. */
export function loopWords(): LoopWords {
  return {
    bell: sharedWords(1),
    ring: Ring.words(8),
    vitals: new Vitals().words,
    results: sharedWords(1),
  };
}

/** The exit code of the loop. */
export const EXIT_CODE = 7;
/** The loop's answer. */
export const ANSWER = 42;

/** The loop answers and ends; if it dies on the way, the runtime tells of its exit. */
export function answerAndExit({ bell, ring, vitals }: LoopWords, exit = tellOfExit): void {
  const tell = () => exit(new Vitals(vitals), new Doorbell(bell));
  try {
    new Ring(ring).push(Int32Array.of(ANSWER), 1);
    new Doorbell(bell).ring();
    tell();
  } catch (error) {
    if (!(error instanceof Death)) throw error;
    tell();
  }
}

/** What a loop's thread does last, or its owner when the runtime reports the exit. */
export function tellOfExit(vitals: Vitals, bell: Doorbell): void {
  vitals.markGone(EXIT_CODE);
  bell.wake();
}

/** The owner's view of the loop. */
export class OwnedLoop {
  readonly #vitals: Vitals;
  readonly #ring: Ring;
  readonly #results: Words;
  /** Whether the loop is gone and all it has sent has been read. */
  isOver = false;

  /** @param words What it shares with the loop. */
  constructor({ vitals, ring, results }: LoopWords) {
    this.#vitals = new Vitals(vitals);
    this.#ring = new Ring(ring);
    this.#results = results;
  }

  /** Takes note of all that has arrived. Whether the loop is gone is asked before that. */
  poll(): boolean {
    if (this.isOver) return false;
    const gone = this.isGone();
    const news = this.readAnswer();
    if (gone) this.isOver = true;
    return news || gone;
  }

  /** No alarm. */
  alarm(): number {
    return Infinity;
  }

  /** Whether the loop says that it is gone. */
  protected isGone(): boolean {
    if (!this.#vitals.isGone()) return false;
    if (this.#vitals.exitCode() === EXIT_CODE) return true;
    throw new Error(`the exit code is ${this.#vitals.exitCode()}`);
  }

  /** Reads the answer, if it is there. */
  protected readAnswer(): boolean {
    const length = this.#ring.nextLength();
    if (length < 0) return false;
    this.#ring.pop(this.#results, length);
    return true;
  }
}

/** The owner blocks until the loop is gone. */
export function blockUntilOver(words: LoopWords, loop = new OwnedLoop(words)): void {
  const inbox = new Inbox(new Doorbell(words.bell));
  inbox.block(() => (loop.poll(), loop.isOver), Infinity);
}

/** The owner listens until the loop is gone. */
export function listenUntilOver(words: LoopWords): Promise<void> {
  const inbox = new Inbox(new Doorbell(words.bell));
  const loop = new OwnedLoop(words);
  return new Promise((resolve) => {
    inbox.attach({
      poll: () => {
        const news = loop.poll();
        if (loop.isOver) resolve();
        return news;
      },
      alarm: () => Infinity,
    });
  });
}

/** The answer has arrived. */
export function checkAnswer({ results }: LoopWords): void {
  if (results[0] !== ANSWER) throw new Error("the answer was lost");
}
