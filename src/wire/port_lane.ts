/**
 * The channel between two threads that share no memory: a port alone. What shared memory would tell of the loop goes
 * along with the messages. Loops are in none of them: whoever was given one would not learn of its end.
 *
 * @module
 */

import { Fifo } from "../core/fifo.ts";
import type { Port } from "../core/port.ts";
import type { TransferList } from "../core/transfer_list.ts";
import { runtime } from "../runtime/select.ts";
import type { Vitals } from "../sync/vitals.ts";
import { type VitalsChange, VitalsCopy } from "../sync/vitals_copy.ts";
import { isThreadSilent, isUrgent, type SendOptions, type ThreadChannel } from "./channel.ts";
import {
  checkMessage,
  clear,
  type Message,
  type PlacedError,
  refusal,
  restore,
} from "./message_check.ts";

const NOTHING: TransferList = [];
const NO_ERRORS: readonly PlacedError[] = [];

/** What goes through the port: a message with its errors, news of the loop, or both. */
type Parcel<M> = readonly [
  message: M | undefined,
  change: VitalsChange,
  errors: readonly PlacedError[],
];

/** The channel between two threads that share no memory. */
export class PortLane<Out extends Message, In extends Message> implements ThreadChannel<Out, In> {
  readonly #port: Port;
  readonly #vitals: VitalsCopy;
  readonly #arrived = new Fifo<In>();
  /** News of the loop that go with the next message. */
  #news: VitalsChange = [];
  /** How many urgent ones are among them. */
  #urgent = 0;

  /**
   * @param port This side's port.
   * @param vitals Those of the loop that the lane leads to, on this side.
   */
  constructor(port: Port, vitals: Vitals) {
    this.#port = port;
    this.#vitals = new VitalsCopy(vitals);
  }

  meets(): void {}

  send(message: Out, options?: SendOptions): void {
    if (isThreadSilent()) return;
    const transfer = options?.transfer ?? NOTHING;
    const { message: cleared, errors } = clear(message, checkMessage(message, transfer));
    try {
      this.#post(cleared, transfer, errors);
    } catch (error) {
      throw refusal(error, cleared, transfer);
    }
  }

  whenSent(callback: () => void): void {
    callback();
  }

  tellVitals(): void {
    if (this.#vitals.hasChanged()) this.#post(undefined, NOTHING);
  }

  receive(): In | undefined {
    this.#unpack();
    const message = this.#arrived.shift();
    if (message !== undefined && isUrgent(message)) this.#urgent -= 1;
    return message;
  }

  hasUrgent(): boolean {
    this.#unpack();
    return this.#urgent > 0;
  }

  isLate(): boolean {
    return false;
  }

  isArriving(): boolean {
    return false;
  }

  close(): void {
    this.#port.close();
  }

  /** What is refused leaves its news for the next one. */
  #post(
    message: Out | undefined,
    transfer: TransferList,
    errors = NO_ERRORS,
  ): void {
    this.#news = [...this.#news, ...this.#vitals.takeChange()];
    const parcel: Parcel<Out> = [message, this.#news, errors];
    this.#port.postMessage(parcel, transfer);
    this.#news = [];
  }

  #unpack(): void {
    for (;;) {
      const received = runtime.receiveMessage(this.#port);
      if (received === undefined) return;
      const [message, change, errors] = received.message as Parcel<In>;
      this.#vitals.apply(change);
      if (message === undefined) continue;
      if (isUrgent(message)) this.#urgent += 1;
      this.#arrived.push(errors.length === 0 ? message : restore(message, [], errors));
    }
  }
}
