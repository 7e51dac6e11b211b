import type { Message } from "./message_check.ts";
import { Flag, Kind, KIND_MASK, TARGET_IN_FULL } from "./message_kinds.ts";
import type { Target, Work } from "./messages.ts";
import { ValueReader } from "./value_reader.ts";

/** Reads what a {@linkcode MessageWriter} has written at the other end. */
export class MessageReader {
  readonly #values: ValueReader;
  readonly #targets: Target[] = [];

  /** @param loopAt As {@linkcode ValueReader} asks it. */
  constructor(loopAt: (number: number) => unknown) {
    this.#values = new ValueReader(loopAt);
  }

  /**
   * Reads a message, whole.
   *
   * @param words Its words, and others behind them; they are not kept.
   */
  read(words: Int32Array): Message {
    this.#values.load(words);
    const head = this.#values.readWord();
    const message = this.#message(head, this.#values.readWord());
    this.#values.release();
    return message;
  }

  #message(head: number, id: number): Message {
    switch (head & KIND_MASK) {
      case Kind.call:
        return this.#call(head, id);
      case Kind.post:
        return { type: "post", id, ...this.#work() };
      case Kind.started:
        return { type: "started", id };
      case Kind.returned:
        return { type: "returned", id, value: this.#values.readValue() };
      case Kind.item:
        return { type: "item", id, value: this.#values.readValue() };
      case Kind.demand:
        return { type: "demand", id, count: this.#values.readWord() };
      default:
        return this.#values.readValue() as Message;
    }
  }

  #call(head: number, id: number): Message {
    const name = (head & Flag.named) !== 0 ? this.#values.readText() : undefined;
    const context = (head & Flag.context) !== 0 ? this.#values.readValue() : undefined;
    const { target, args } = this.#work();
    return { type: "call", id, name: name ?? target.name, context, target, args };
  }

  #work(): Work {
    const target = this.#target(this.#values.readWord());
    const args: unknown[] = [];
    for (let left = this.#values.readWord(); left > 0; left--) args.push(this.#values.readValue());
    return { target, args };
  }

  #target(number: number): Target {
    const known = this.#targets[number];
    if (known !== undefined) return known;
    const target = this.#values.readValue() as Target;
    if (number !== TARGET_IN_FULL) this.#targets[number] = target;
    return target;
  }
}
