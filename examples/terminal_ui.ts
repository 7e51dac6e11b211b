/**
 * A terminal program that never freezes: the clock moves and keys are heard while another thread loads data, fails,
 * or burns a CPU.
 *
 * ```sh
 * deno run -A examples/terminal_ui.ts
 * bun examples/terminal_ui.ts
 * node examples/terminal_ui.ts
 * ```
 *
 * The first argument is how long a load or a computation takes, in milliseconds (default 3,000).
 *
 * @module
 */
import process from "node:process";
import {
  type Coroutine,
  type Future,
  GracefulAsyncRunner,
  isCancelled,
  type Stream,
} from "sideloop";
import { Screen } from "./terminal_ui/screen.ts";
import { type Estimate, estimatePi, loadData, loadSecret } from "./terminal_ui/tasks.ts";
import { render, type View } from "./terminal_ui/view.ts";

/** How often the clock is drawn, in milliseconds. It shows that this thread is free; nothing else waits for it. */
const TICK = 100;

class TerminalUi {
  readonly #runner = new GracefulAsyncRunner({ handleSignals: ["SIGTERM"] });
  readonly #screen = new Screen();
  readonly #duration: number;
  #clock: ReturnType<typeof setInterval> | undefined;
  #view: View = { status: "Ready", progress: 0, result: "" };
  #job: AbortController | undefined;

  constructor(duration: number) {
    this.#duration = duration;
  }

  run(): void {
    this.#runner.start();
    this.#screen.open((key) => this.#press(key));
    this.#clock = setInterval(() => this.#show({}), TICK);
    this.#show({});
  }

  #press(key: string): void {
    if (key === "q" || key === "ctrl+c") void this.#quit();
    else if (key === "x") this.#job?.abort();
    else if (this.#job === undefined) this.#start(key);
  }

  #start(key: string): void {
    if (key === "l") this.#load(loadData(this.#duration));
    else if (key === "e") this.#load(loadSecret(this.#duration));
    else if (key === "c") void this.#compute(estimatePi(this.#duration));
  }

  /** A result at the end: the callback is called on this thread, once it is there. */
  #load(work: Coroutine<string>): void {
    this.#submit(work, "Loading...").addDoneCallback((future) => {
      try {
        this.#end({ status: "Ready", result: future.result() });
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** Results on the way: the body of the loop is run on this thread, once for each. */
  async #compute(work: Coroutine<Stream<Estimate>>): Promise<void> {
    try {
      for await (const { progress, text } of await this.#submit(work, "Computing...")) {
        this.#show({ progress, result: text });
      }
      this.#end({ status: "Ready" });
    } catch (error) {
      this.#fail(error);
    }
  }

  #submit<T>(work: Coroutine<T>, status: string): Future<T> {
    this.#job = new AbortController();
    this.#show({ status, progress: 0, result: "" });
    return this.#runner.submit(work, { signal: this.#job.signal });
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : error;
    this.#end({ status: isCancelled(error) ? "Cancelled" : `Error: ${message}` });
  }

  #end(changes: Partial<View>): void {
    this.#job = undefined;
    this.#show(changes);
  }

  #show(changes: Partial<View>): void {
    this.#view = { ...this.#view, ...changes };
    this.#screen.show(render(this.#view, new Date()));
  }

  /** The terminal is given back first. What runs is cancelled: the process ends when the other thread has. */
  async #quit(): Promise<void> {
    this.#screen.close();
    clearInterval(this.#clock);
    await this.#runner.shutdown();
  }
}

if (Screen.isAvailable) {
  new TerminalUi(Number(process.argv[2] ?? 3_000)).run();
} else {
  console.error("Cannot start: this program needs a terminal for its input and its output");
  process.exitCode = 1;
}
