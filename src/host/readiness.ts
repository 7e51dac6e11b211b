import { deferred } from "../core/deferred.ts";
import { followHere } from "../sync/awaiting.ts";
import { within } from "./within.ts";

/**
 * The promise that a loop is ready. Who asks for it keeps the process alive, from the start of the loop until it is
 * decided; a loop that is not started gives nothing to wait for. Unseen, its rejection is nobody's concern.
 */
export class Readiness {
  readonly #ready = deferred<void>();
  #asked = false;
  #starting = false;

  constructor() {
    this.#ready.promise.catch(() => {});
  }

  /** Gives the promise to somebody who waits for it. */
  ask(): Promise<void> {
    this.#asked = true;
    this.#hold();
    return followHere(this.#ready.promise);
  }

  /** The loop was started. */
  starting(): void {
    this.#starting = true;
    this.#hold();
  }

  /** The loop takes work. */
  reached(): void {
    this.#ready.resolve();
  }

  /** The loop is over; without effect once it was ready. */
  missed(error: unknown): void {
    this.#ready.reject(error);
  }

  #hold(): void {
    if (this.#asked && this.#starting) void within(this.#ready.promise.catch(() => {}), Infinity);
  }
}
