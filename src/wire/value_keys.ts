import { MAX_KEY_LENGTH, MAX_KEYS } from "./value_tags.ts";

/** A key in the dictionary of a writer. */
export interface KeyEntry {
  /** The key; undefined once it has been taken back. */
  key: string | undefined;
  /** Its number. */
  readonly id: number;
  /** What came after it the last time. */
  next: KeyEntry | undefined;
}

/**
 * The writer's half of the dictionary: object keys that the reader has seen. Messages resemble each
 * other, so the key that followed the last time is looked at before the table.
 */
export class KeyNumbers {
  readonly #entries = new Map<string, KeyEntry>();
  readonly #added: KeyEntry[] = [];
  #last: KeyEntry = { key: undefined, id: -1, next: undefined };

  /** The number of a key, or -1 if it has none. */
  find(key: string): number {
    const expected = this.#last.next;
    if (expected !== undefined && expected.key === key) {
      this.#last = expected;
      return expected.id;
    }
    return this.#lookUp(key);
  }

  /**
   * Gives a key the next number; false if it is none for the dictionary. Keys that are numbers are
   * mostly data, and would only fill it; those of the prototype of all need a check when they are set.
   */
  add(key: string): boolean {
    const id = this.#entries.size;
    if (id >= MAX_KEYS || key.length > MAX_KEY_LENGTH || isIndex(key) || key in Object.prototype) {
      return false;
    }
    const entry: KeyEntry = { key, id, next: undefined };
    this.#entries.set(key, entry);
    this.#added.push(entry);
    this.#follow(entry);
    return true;
  }

  /** Keeps what was added. */
  commit(): void {
    if (this.#added.length > 0) this.#added.length = 0;
  }

  /** Takes back what was added since the last commit. */
  rollback(): void {
    for (const entry of this.#added) {
      this.#entries.delete(entry.key as string);
      entry.key = undefined;
    }
    this.#added.length = 0;
  }

  #lookUp(key: string): number {
    const entry = this.#entries.get(key);
    if (entry === undefined) return -1;
    this.#follow(entry);
    return entry.id;
  }

  #follow(entry: KeyEntry): void {
    this.#last.next = entry;
    this.#last = entry;
  }
}

/** Whether a key begins as a number does. */
export function isIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57;
}
