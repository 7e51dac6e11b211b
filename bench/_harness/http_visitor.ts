import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What the visitor's thread is started with. */
export interface VisitorData {
  readonly port: number;
  readonly words: Int32Array<SharedArrayBuffer>;
}

/** The words: the visitor's thread must hear of them while this one is blocked. */
export const STATE = 0;
/** States. */
export const WAITING = 0;
export const VISITING = 1;
export const DONE = 2;

/** A thread of its own that asks an HTTP server on this machine, one request after the other. */
export class Visitor {
  readonly #worker: Worker;
  readonly #words: Int32Array<SharedArrayBuffer>;

  private constructor(port: number) {
    this.#words = new Int32Array(new SharedArrayBuffer(4));
    const workerData: VisitorData = { port, words: this.#words };
    this.#worker = new Worker(new URL("./http_visitor_worker.ts", import.meta.url), { workerData });
  }

  /** Starts the thread; resolves when it has had one answer. */
  static async start(port: number): Promise<Visitor> {
    const visitor = new Visitor(port);
    await once(visitor.#worker, "message");
    return visitor;
  }

  /** The requests from now on count. */
  begin(): void {
    this.#turn(VISITING);
  }

  /** Ends the thread; gives the latency of each request, in milliseconds. */
  async end(): Promise<number[]> {
    const message = once(this.#worker, "message");
    this.#turn(DONE);
    const [latencies] = await message as [number[]];
    await this.#worker.terminate();
    return latencies;
  }

  #turn(state: number): void {
    Atomics.store(this.#words, STATE, state);
    Atomics.notify(this.#words, STATE);
  }
}
