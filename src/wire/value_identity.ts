/** Up to here a list is faster than a table. */
const FEW = 64;

/** Which objects a message has already, by the order in which they came. */
export class Identities {
  readonly #few: (object | undefined)[] = new Array(FEW).fill(undefined);
  #many: Map<object, number> | undefined;
  #count = 0;

  /**
   * Notes an object.
   *
   * @returns Its number if it was noted before, else -1.
   */
  note(value: object): number {
    const count = this.#count;
    if (count >= FEW) return this.#noteMany(value);
    const few = this.#few;
    for (let i = 0; i < count; i++) if (few[i] === value) return i;
    few[count] = value;
    this.#count = count + 1;
    return -1;
  }

  /** Forgets all. */
  clear(): void {
    const few = Math.min(this.#count, FEW);
    for (let i = 0; i < few; i++) this.#few[i] = undefined;
    this.#many = undefined;
    this.#count = 0;
  }

  #noteMany(value: object): number {
    const many = this.#many ??= this.#table();
    const known = many.get(value);
    if (known !== undefined) return known;
    many.set(value, this.#count++);
    return -1;
  }

  #table(): Map<object, number> {
    return new Map(this.#few.map((value, index) => [value as object, index]));
  }
}
