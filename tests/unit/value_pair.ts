/** A writer with its reader, as the two ends of a connection. */
import { ValueReader } from "../../src/wire/value_reader.ts";
import { ValueWriter } from "../../src/wire/value_writer.ts";

/** What a value became on its way, or that it was refused. */
export type Crossing = { readonly value: unknown } | "refused";

/** One direction of a connection. */
export class ValuePair {
  readonly #writer: ValueWriter;
  readonly #reader = new ValueReader();

  /** @param limit The most words of a message. */
  constructor(limit = 1 << 20) {
    this.#writer = new ValueWriter(limit);
  }

  /** Sends a message of one value. */
  cross(value: unknown): Crossing {
    const [crossed] = this.crossAll([value]) ?? [];
    return crossed ?? "refused";
  }

  /** Sends a message of several values; undefined if it was refused. */
  crossAll(values: readonly unknown[]): { readonly value: unknown }[] | undefined {
    if (!this.#write(values)) {
      this.#writer.rollback();
      return undefined;
    }
    // The ring copies the words; what is read must not depend on what becomes of them.
    const words = this.#writer.words.slice();
    this.#reader.load(words);
    this.#writer.reset();
    const crossed = values.map(() => ({ value: this.#reader.readValue() }));
    this.#reader.release();
    words.fill(-1);
    return crossed;
  }

  /** Writes a message and gives it up. */
  abandon(values: readonly unknown[]): void {
    this.#write(values);
    this.#writer.rollback();
  }

  #write(values: readonly unknown[]): boolean {
    this.#writer.reset();
    return values.every((value) => this.#writer.writeValue(value));
  }
}
