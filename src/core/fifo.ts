/**
 * A queue: first in, first out, each step at the same price however long it is. `Array.shift` moves
 * all that is left.
 */
export class Fifo<T> {
  #incoming: T[] = [];
  /** What goes out, the next one last. */
  #outgoing: T[] = [];

  /** How many are in it. */
  get size(): number {
    return this.#incoming.length + this.#outgoing.length;
  }

  /** Puts one in. */
  push(item: T): void {
    this.#incoming.push(item);
  }

  /** The oldest, if there is one. */
  peek(): T | undefined {
    this.#turn();
    return this.#outgoing.at(-1);
  }

  /** Takes the oldest out, if there is one. */
  shift(): T | undefined {
    this.#turn();
    return this.#outgoing.pop();
  }

  #turn(): void {
    if (this.#outgoing.length > 0 || this.#incoming.length === 0) return;
    this.#outgoing = this.#incoming.reverse();
    this.#incoming = [];
  }
}
