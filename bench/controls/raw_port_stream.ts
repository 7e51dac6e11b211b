import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import type { StreamSubject } from "../_harness/stream_subject.ts";
import type { RawStreamData, RawStreamRequest } from "./raw_port_stream_messages.ts";

/** How many items may be on their way, as many as the library allows. */
const WINDOW = 64;

/** A raw port that posts each item, and no more than are wanted. */
export function open(): StreamSubject {
  return openWith(WINDOW);
}

/**
 * A raw port that posts each item. Who awaits has a thread of its own, and so has who blocks.
 *
 * @param window How many items may be on their way.
 */
export function openWith(window: number): StreamSubject {
  const awaited = new AwaitedPort(window);
  const blocked = new BlockedPort(window);
  return {
    awaited: (count) => awaited.items(count),
    blocking: (count) => blocked.items(count),
    close: () => Promise.all([awaited.close(), blocked.close()]),
  };
}

/** Posts, `Atomics.wait` on the number of items, `receiveMessageOnPort`. */
class BlockedPort {
  readonly #window: number;
  readonly #posted = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread: Thread;
  #taken = 0;

  constructor(window: number) {
    this.#window = window;
    this.#thread = new Thread(this.#posted);
  }

  *items(count: number): Generator<unknown> {
    const { port } = this.#thread;
    port.postMessage({ count, credit: this.#window } satisfies RawStreamRequest);
    for (let i = 1; i <= count; i++) {
      Atomics.wait(this.#posted, 0, this.#taken++);
      let item: { message: unknown } | undefined;
      do item = receiveMessageOnPort(port); while (item === undefined); // may come after the word
      yield item.message;
      if (isHalf(i, this.#window)) grantHalf(port, this.#window);
    }
  }

  close(): Promise<number> {
    return this.#thread.close();
  }
}

/** Posts, `on("message")`; what has arrived is given out before the next wait. */
class AwaitedPort {
  readonly #window: number;
  readonly #thread = new Thread();
  #arrived: unknown[] = [];
  #wake: (() => void) | undefined;

  constructor(window: number) {
    this.#window = window;
    this.#thread.port.on("message", (item) => {
      this.#arrived.push(item);
      this.#wake?.();
    });
  }

  async *items(count: number): AsyncGenerator<unknown> {
    const { port } = this.#thread;
    port.postMessage({ count, credit: this.#window } satisfies RawStreamRequest);
    for (let taken = 0; taken < count;) {
      for (const item of await this.#batch()) {
        yield item;
        taken += 1;
        if (isHalf(taken, this.#window)) grantHalf(port, this.#window);
      }
    }
  }

  close(): Promise<number> {
    return this.#thread.close();
  }

  async #batch(): Promise<unknown[]> {
    if (this.#arrived.length === 0) await new Promise<void>((resolve) => this.#wake = resolve);
    const batch = this.#arrived;
    this.#arrived = [];
    return batch;
  }
}

/** The other thread, and a port to it. */
class Thread {
  readonly port: MessagePort;
  readonly #worker: Worker;

  constructor(posted?: Int32Array<SharedArrayBuffer>) {
    const { port1, port2 } = new MessageChannel();
    const workerData: RawStreamData = { port: port2, ...(posted && { posted }) };
    this.port = port1;
    this.#worker = new Worker(new URL("./raw_port_stream_worker.ts", import.meta.url), {
      workerData,
      transferList: [port2],
    });
  }

  close(): Promise<number> {
    this.port.close();
    return this.#worker.terminate();
  }
}

/** Whether half of the window was taken since the last time; never of an endless one. */
function isHalf(taken: number, window: number): boolean {
  return taken % (window / 2) === 0;
}

function grantHalf(port: MessagePort, window: number): void {
  port.postMessage({ credit: window / 2 } satisfies RawStreamRequest);
}
