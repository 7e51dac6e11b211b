import { add, load, type Words } from "../../../../src/sync/atomics.ts";
import { Doorbell } from "../../../../src/sync/doorbell.ts";
import { Inbox, type Source } from "../../../../src/sync/inbox.ts";

/** What takes note of how often something has happened. */
export class News implements Source {
  readonly #words: Words;
  /** How often, as far as the owner knows. */
  seen = 0;

  /** @param words One word, a count. */
  constructor(words: Words) {
    this.#words = words;
  }

  poll(): boolean {
    const before = this.seen;
    this.seen = load(this.#words, 0);
    return this.seen !== before;
  }

  alarm(): number {
    return Infinity;
  }
}

/** Something happens, and the owner is told. */
export function tell(news: Words, bell: Words): void {
  add(news, 0, 1);
  new Doorbell(bell).ring();
}

/** The same a number of times. */
export function tellTimes(times: number, news: Words, bell: Words): void {
  for (let time = 0; time < times; time++) tell(news, bell);
}

/** Blocks until something has happened so often. */
export function blockFor(times: number, news: Words, bell: Words): void {
  const inbox = new Inbox(new Doorbell(bell));
  const source = new News(news);
  inbox.block(() => (source.poll(), source.seen >= times), Infinity);
}

/** Listens until something has happened so often. */
export async function listenFor(times: number, news: Words, bell: Words): Promise<void> {
  const inbox = new Inbox(new Doorbell(bell));
  await seenTimes(times, inbox, news);
}

/** Resolves when the inbox has taken note so often. */
export function seenTimes(times: number, inbox: Inbox, news: Words): Promise<void> {
  return new Promise((resolve) => {
    const source = new News(news);
    inbox.attach({
      poll: () => {
        const hasNews = source.poll();
        if (source.seen >= times) resolve();
        return hasNews;
      },
      alarm: () => Infinity,
    });
  });
}
