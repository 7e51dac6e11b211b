import type { Handle } from "../core/contract.ts";
import type { Port } from "../core/port.ts";
import type { TransferList } from "../core/transfer_list.ts";
import type { Words } from "../sync/atomics.ts";
import type { Vitals } from "../sync/vitals.ts";
import type { Channel } from "../wire/channel.ts";
import { encodeError } from "../wire/error_codec.ts";
import type { FromLoop, ToLoop, Work } from "../wire/messages.ts";
import type { InstanceWatch } from "../wire/value_instances.ts";

/** What one thread hands to one loop, and by what number: also what nobody waits for. */
export class Posts {
  readonly #channel: Channel<ToLoop, FromLoop>;
  readonly #vitals: Vitals;
  /** Looks at what was sent, in debug mode. */
  watch: InstanceWatch | undefined;
  #lastId = 0;

  /**
   * @param channel To the loop.
   * @param vitals Those of the loop.
   */
  constructor(channel: Channel<ToLoop, FromLoop>, vitals: Vitals) {
    this.#channel = channel;
    this.#vitals = vitals;
  }

  /** The number of the next piece of work. */
  nextId(): number {
    return ++this.#lastId;
  }

  /**
   * Hands the loop work.
   *
   * @param message The work, with its number.
   * @param transfer What moves along.
   */
  send(
    message: Extract<ToLoop, { type: "call" | "post" | "onStop" }>,
    transfer: TransferList = [],
  ): void {
    const isFirst = this.#vitals.markWaiting();
    try {
      this.#channel.send(message, transfer.length === 0 ? undefined : { transfer });
    } catch (error) {
      if (isFirst) this.#vitals.unmarkWaiting();
      throw error;
    }
    this.watch?.look(message.args, "args", message.target.name);
  }

  /**
   * Takes work back, or has it cancelled.
   *
   * @param id Its number.
   * @param reason Why.
   */
  cancel(id: number, reason: unknown): void {
    this.#channel.send({ type: "cancel", id, error: encodeError(reason) });
  }

  /**
   * Hands the loop work that nobody waits for.
   *
   * @param work What to do.
   */
  post(work: Work): Handle {
    const id = this.nextId();
    this.send({ type: "post", id, ...work });
    let cancelled = false;
    return {
      cancelled: () => cancelled,
      cancel: () => {
        if (!cancelled) this.cancel(id, "The callback was cancelled");
        cancelled = true;
      },
    };
  }

  /**
   * Hands the loop what it is to run when it is stopped.
   *
   * @param work What to do.
   * @returns Takes it back.
   */
  onStop(work: Work): () => void {
    const id = this.nextId();
    this.send({ type: "onStop", id, ...work });
    return () => this.cancel(id, "The hook was taken back");
  }

  /**
   * Has the loop expect somebody else.
   *
   * @param port Where they will come.
   * @param guest The vitals of the loop of their thread.
   */
  introduce(port: Port, guest: Words): void {
    const transfer = [port as unknown as Transferable];
    this.#channel.send({ type: "introduce", port, guest }, { transfer });
  }
}
