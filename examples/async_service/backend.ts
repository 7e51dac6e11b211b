/**
 * What the service does: a class like any other, which knows nothing of threads.
 *
 * @module
 */
import { sleep } from "sideloop";

/** A page. */
export interface Page {
  readonly url: string;
  readonly data: string;
}

/** Its public methods are what a service can be asked for; each takes one object. */
export class Backend {
  readonly #duration: number;

  /** @param duration How long a request takes, in milliseconds. */
  constructor(duration: number) {
    this.#duration = duration;
  }

  /** Gets a page. */
  async fetch({ url }: { url: string }): Promise<Page> {
    await sleep(this.#duration); // stands for a request
    return { url, data: "example" };
  }

  /** Adds two numbers, slowly. */
  async compute({ x, y }: { x: number; y: number }): Promise<number> {
    await sleep(this.#duration / 2);
    return x + y;
  }
}
