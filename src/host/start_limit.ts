import { Deadline } from "../core/deadline.ts";
import { now } from "../sync/clock.ts";
import { Alarm } from "./alarm.ts";

/** How late a look may come and still say something of another thread, in milliseconds. */
const MAY_BE_LATE = 1_000;

/** How long a thread may take to begin. */
export class StartLimit {
  readonly #timeout: number;
  readonly #tell: () => void;
  readonly #alarm = new Alarm(() => this.look());
  #tooLate: Deadline | undefined;

  /**
   * @param timeout Milliseconds from now.
   * @param tell Called when they are over, unless they are taken back.
   */
  constructor(timeout: number, tell: () => void) {
    this.#timeout = timeout;
    this.#tell = tell;
    this.#set();
  }

  /** Milliseconds until a look is due. */
  remaining(): number {
    return this.#alarm.remaining();
  }

  /**
   * Looks, if it is time. A thread that comes late for that was blocked, or its machine asleep, and the other one may
   * have been kept from beginning: then the time counts anew.
   */
  look(): void {
    if (this.#alarm.remaining() > 0) return;
    this.clear();
    if (this.#tooLate?.remaining() === 0) this.#set();
    else this.#tell();
  }

  /** Takes it back. */
  clear(): void {
    this.#alarm.clear();
  }

  #set(): void {
    this.#tooLate = new Deadline(this.#timeout + MAY_BE_LATE, now);
    this.#alarm.set(this.#timeout);
  }
}
