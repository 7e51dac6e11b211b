import type { Message } from "./message_check.ts";
import { Flag, Kind, MAX_TARGETS, TARGET_IN_FULL } from "./message_kinds.ts";
import type { FromLoop, Target, ToLoop } from "./messages.ts";
import { ValueWriter } from "./value_writer.ts";

type Call = Extract<ToLoop, { type: "call" }>;
type Post = Extract<ToLoop, { type: "post" }>;
type Answer = Extract<FromLoop, { type: "returned" | "item" }>;

/**
 * Writes messages as words, for a {@linkcode MessageReader} at the other end. The messages that
 * every call needs have a form of their own; all others travel as the plain objects they are.
 */
export class MessageWriter {
  readonly #values: ValueWriter;
  /** The number under which the other side knows a target; it is told a target in full once. */
  readonly #targets = new Map<Target, number>();
  #lastTarget: Target | undefined;

  /**
   * @param limit The most words that a message may take.
   * @param numberOfLoop As {@linkcode ValueWriter} asks it.
   */
  constructor(limit: number, numberOfLoop: (value: object) => number) {
    this.#values = new ValueWriter(limit, numberOfLoop);
  }

  /** The words of the message. */
  get words(): Int32Array {
    return this.#values.words;
  }

  /** How many there are. */
  get length(): number {
    return this.#values.length;
  }

  /** Whether a message is being written: a getter in it has led back here. */
  get isWriting(): boolean {
    return this.#values.isWriting;
  }

  /**
   * Writes a message. {@linkcode MessageWriter.done} or {@linkcode MessageWriter.rollback} must
   * follow.
   *
   * @param message The message.
   * @returns False if it holds something that must travel by structured clone, or is too large.
   */
  write(message: Message): boolean {
    return this.#message(message) && this.#values.fits;
  }

  #message(message: Message): boolean {
    switch (message.type) {
      case "call":
        return this.#call(message);
      case "post":
        return this.#post(message);
      case "started":
        return this.#head(Kind.started, message.id);
      case "returned":
        return this.#answer(Kind.returned, message);
      case "item":
        return this.#answer(Kind.item, message);
      case "demand":
        return this.#demand(message);
      default:
        return this.#head(Kind.other, 0) && this.#values.writeValue(message);
    }
  }

  /** The message has been sent. */
  done(): void {
    this.#lastTarget = undefined;
    this.#values.reset();
  }

  /** The message goes another way: the other side learns nothing from it. */
  rollback(): void {
    if (this.#lastTarget !== undefined) this.#targets.delete(this.#lastTarget);
    this.#lastTarget = undefined;
    this.#values.rollback();
  }

  #head(head: number, id: number): boolean {
    this.#values.writeWord(head);
    this.#values.writeWord(id);
    return true;
  }

  #call(call: Call): boolean {
    const isNamed = call.name !== call.target.name;
    const hasContext = call.context !== undefined;
    const flags = (isNamed ? Flag.named : 0) | (hasContext ? Flag.context : 0);
    this.#head(Kind.call | flags, call.id);
    if (isNamed) this.#values.writeText(call.name);
    if (hasContext && !this.#values.writeValue(call.context)) return false;
    return this.#work(call);
  }

  #post(post: Post): boolean {
    return this.#head(Kind.post, post.id) && this.#work(post);
  }

  #answer(kind: number, { id, value }: Answer): boolean {
    return this.#head(kind, id) && this.#values.writeValue(value);
  }

  #demand({ id, count }: Extract<ToLoop, { type: "demand" }>): boolean {
    this.#head(Kind.demand, id);
    this.#values.writeWord(count);
    return true;
  }

  #work({ target, args }: Call | Post): boolean {
    if (!this.#target(target)) return false;
    this.#values.writeWord(args.length);
    for (let at = 0; at < args.length; at++) {
      if (!this.#values.writeValue(args[at])) return false;
    }
    return true;
  }

  #target(target: Target): boolean {
    const known = this.#targets.get(target);
    if (known !== undefined) {
      this.#values.writeWord(known);
      return true;
    }
    const isKept = target.kind !== "inline" && this.#targets.size < MAX_TARGETS;
    this.#values.writeWord(isKept ? this.#targets.size : TARGET_IN_FULL);
    if (isKept) this.#targets.set(this.#lastTarget = target, this.#targets.size);
    return this.#values.writeValue(target);
  }
}
