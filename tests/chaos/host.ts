import { AsyncWorker, type EventLoop, newEventLoop, runCoroutineThreadsafe } from "sideloop";
import type { Coroutine, ExceptionContext, Future, SubmitOptions } from "sideloop";
import { LoopModel } from "./model.ts";

/** What an exception handler was told. */
export interface Report {
  readonly error: unknown;
  readonly context: ExceptionContext;
}

/** A loop and what is known of it. */
export interface Generation {
  readonly loop: EventLoop;
  readonly model: LoopModel;
}

/** Whatever has a loop that a program uses by a name. */
export abstract class Host {
  /** Its name in the program. */
  readonly name: string;
  /** What its loops have reported. */
  readonly reports: Report[] = [];
  /** Its loops, the present one last: a worker has a new one after each start. */
  readonly generations: Generation[] = [];
  protected readonly options = {
    // Long enough for all cleanup here, even on a busy machine; what ignores its cancellation takes all of it.
    stopTimeout: 60,
    onError: (error: unknown, context: ExceptionContext): void =>
      void this.reports.push({ error, context }),
  };

  constructor(name: string) {
    this.name = name;
  }

  /** The present loop. */
  get loop(): EventLoop {
    return this.#present.loop;
  }

  /** What is known of it. */
  get model(): LoopModel {
    return this.#present.model;
  }

  get #present(): Generation {
    return this.generations.at(-1) as Generation;
  }

  /** Starts it. */
  abstract start(): void;
  /** Has it do work. */
  abstract submit<T>(coroutine: Coroutine<T>, options?: SubmitOptions): Future<T>;
  /** Whether it takes work before it is started. */
  abstract readonly takesWorkBefore: boolean;
  /** Begins to stop it. */
  abstract stop(): Promise<unknown> | void;
}

/** A loop. */
export class LoopHost extends Host {
  readonly takesWorkBefore = true;

  constructor(name: string) {
    super(name);
    this.generations.push({
      loop: newEventLoop({ name, ...this.options }),
      model: new LoopModel(),
    });
  }

  start(): void {
    this.loop.start();
    this.model.isStarted = true;
  }

  submit<T>(coroutine: Coroutine<T>, options?: SubmitOptions): Future<T> {
    return runCoroutineThreadsafe(coroutine, this.loop, options);
  }

  stop(): void {
    this.model.stop();
    this.loop.stop();
  }
}

/** A worker. */
export class WorkerHost extends Host {
  readonly takesWorkBefore = false;
  readonly #worker: AsyncWorker;

  constructor(name: string) {
    super(name);
    this.#worker = new AsyncWorker({ name, ...this.options });
    this.generations.push({ loop: this.#worker.loop, model: new LoopModel() });
  }

  /** After its end it has another loop, of which nothing is known yet. */
  start(): void {
    this.#worker.start();
    const { loop } = this.#worker;
    if (loop !== this.loop) this.generations.push({ loop, model: new LoopModel() });
    this.model.isStarted = true;
  }

  submit<T>(coroutine: Coroutine<T>, options?: SubmitOptions): Future<T> {
    return this.#worker.submit(coroutine, options);
  }

  /** One that was never started is not stopped by that: it can be started afterwards. */
  stop(): Promise<unknown> {
    if (this.model.isStarted) this.model.stop();
    return this.#worker.stop();
  }
}
