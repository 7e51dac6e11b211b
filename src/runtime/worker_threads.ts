/**
 * The part that is the same on Node, Bun and Deno: all three have `node:worker_threads`.
 *
 * @module
 */

import { setInterval } from "../core/built_ins.ts";
import { MAX_TIMER_DELAY } from "../core/deadline.ts";
import type { Port, ReceiveMessage } from "../core/port.ts";
import { inspect, printError } from "./console.ts";
import { entryUrl } from "./entry_url.ts";
import { ExitHooks } from "./exit_hooks.ts";
import { hold, type Lifeline } from "./lifeline.ts";
import { builtin, nodeProcess } from "./process.ts";
import type { Environment, ThreadEnvironment } from "./thread_environment.ts";
import type {
  Capabilities,
  ContextStorage,
  LoopThreadHooks,
  Runtime,
  Signals,
  Thread,
  ThreadEvents,
  ThreadOption,
  ThreadOptions,
} from "./types.ts";
import { whyNot } from "./why_not.ts";

/** As much of a worker as is used here. */
export interface NodeWorker {
  readonly threadId: number;
  on(event: "error", listener: (error: unknown) => void): void;
  on(event: "exit", listener: (code: number) => void): void;
  readonly performance: { eventLoopUtilization(): { readonly utilization: number } };
  terminate: () => Promise<unknown>;
  unref(): void;
}

interface WorkerThreadsModule {
  readonly Worker: new (entry: URL, options: object) => NodeWorker;
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
  readonly receiveMessageOnPort: ReceiveMessage;
  readonly SHARE_ENV: symbol;
  readonly isMainThread: boolean;
  readonly threadId: number;
  readonly workerData: unknown;
  readonly parentPort: { on(event: "message", listener: () => void): void } | null;
}

interface UtilModule {
  readonly types: { isProxy(value: unknown): boolean };
}

/** The event of an error, or a rejection, that nobody caught. */
const UNCAUGHT = "uncaughtException";

/** A runtime by way of `node:worker_threads`. Adapters extend it with what is special to theirs. */
export class WorkerThreadsRuntime implements Runtime {
  readonly capabilities: Capabilities;
  readonly #timers: DaemonTimers;
  readonly #exitHooks = new ExitHooks((listener) => this.listenToExit(listener));
  #loaded: WorkerThreadsModule | undefined;
  #exit: ((code: number) => never) | undefined;
  #signals: Signals | undefined;

  /**
   * @param capabilities What the runtime can do.
   * @param timers For what keeps nothing alive.
   */
  constructor(capabilities: Capabilities, timers: DaemonTimers) {
    this.capabilities = capabilities;
    this.#timers = timers;
  }

  /** Loading it takes a good part of the time that loading this library takes, and only who has a loop needs it. */
  get #threads(): WorkerThreadsModule {
    return this.#loaded ??= builtin<WorkerThreadsModule>("node:worker_threads");
  }

  whyNot(option: ThreadOption): string | undefined {
    return whyNot(option, this.capabilities);
  }

  get threadId(): number {
    return this.#threads.threadId;
  }

  get isMainThread(): boolean {
    return this.#threads.isMainThread;
  }

  get cores(): number {
    return builtin<{ availableParallelism(): number }>("node:os").availableParallelism();
  }

  /** Modules in the thread see what it was given as `workerData`: nobody else shall have its ports and words. */
  whenBooted(begin: (data: unknown) => void): void {
    const data = this.#threads.workerData;
    if (!isWorkerData(data)) return;
    const { boot, lifeline, lent } = data;
    for (const key of Object.keys(data)) Reflect.deleteProperty(data, key);
    for (const variable of lent) Reflect.deleteProperty(nodeProcess().env, variable);
    if (lifeline !== undefined) hold(lifeline);
    begin(boot);
  }

  get receiveMessage(): ReceiveMessage {
    return this.#threads.receiveMessageOnPort;
  }

  listen(): void {}

  createPorts(): [Port, Port] {
    const { port1, port2 } = new this.#threads.MessageChannel();
    return [port1, port2];
  }

  spawn(options: ThreadOptions, events: ThreadEvents): Thread {
    const { name, resourceLimits, url = entryUrl() } = options;
    const { env, lent = [] } = this.environmentFor(options.env);
    const execArgv = this.execArgv(options.execArgv);
    const lifeline = this.createLifeline();
    const worker = new this.#threads.Worker(url, {
      name,
      workerData: { boot: options.data, lifeline: lifeline?.there, lent },
      transferList: lifeline ? [...options.transfer, lifeline.there] : options.transfer,
      ...(env && { env }),
      ...(execArgv && { execArgv }),
      ...(resourceLimits && { resourceLimits }),
    });
    worker.on("error", (error) => events.error(error));
    worker.on("exit", (code) => events.exit(code));
    announceTermination(worker, events);
    return {
      id: worker.threadId,
      tellsExit: true,
      terminate: () => void worker.terminate(),
      ...(lifeline && { hasVanished: () => lifeline.isCut() }),
      unref: () => worker.unref(),
      utilization: () => this.utilizationOf(worker),
    };
  }

  serve(hooks: LoopThreadHooks): void {
    this.#threads.parentPort?.on("message", () => {});
    const process = nodeProcess();
    this.#exit = process.exit.bind(process);
    // A module may let go of the port, and of what listens to it, which would end the thread.
    setInterval(() => {}, MAX_TIMER_DELAY);
    process.on(UNCAUGHT, (error) => hooks.uncaught(error, "error"));
    process.on("unhandledRejection", (error) => hooks.uncaught(error, "rejection"));
    process.on("exit", (code: number) => hooks.exit(code));
    announceExit(hooks);
  }

  get signals(): Signals | undefined {
    if (!this.isMainThread) return undefined;
    return this.#signals ??= processSignals(this.capabilities.uncatchableSignals);
  }

  exitThread(code: number): never {
    return this.#exit === undefined ? nodeProcess().exit(code) : this.#exit(code);
  }

  leaveThread(code: number): void {
    this.exitThread(code);
  }

  exitProcess(code: number): never {
    const process = nodeProcess();
    return process.exit(process.exitCode ?? code);
  }

  createContextStorage<T>(): ContextStorage<T> {
    const { AsyncLocalStorage } = builtin<{ AsyncLocalStorage: new () => ContextStorage<T> }>(
      "node:async_hooks",
    );
    return new AsyncLocalStorage();
  }

  printError(...values: readonly unknown[]): void {
    printError(...values);
  }

  isProxy(value: unknown): boolean {
    return builtin<UtilModule>("node:util").types.isProxy(value);
  }

  inspect(value: unknown): unknown {
    return inspect(value);
  }

  setDaemonTimer(callback: () => void, milliseconds: number): () => void {
    const { setTimeout, clearTimeout } = this.#timers;
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  }

  environment(name: string): string | undefined {
    return nodeProcess().env[name];
  }

  onExit(hook: () => void): () => void {
    return this.#exitHooks.add(hook);
  }

  get isExiting(): boolean {
    return this.#exitHooks.areRunning;
  }

  /**
   * Has a listener called when the thread ends.
   *
   * @param listener Called once or more often.
   * @returns Takes it back.
   */
  protected listenToExit(listener: () => void): () => void {
    return listen("exit", listener);
  }

  /** How this thread sees, while it blocks, that one it makes has ended; `undefined` where it cannot. */
  protected createLifeline(): Lifeline | undefined {
    return undefined;
  }

  /**
   * The share of its life that a thread was busy; `undefined` where the runtime does not measure it.
   *
   * @param _worker The thread.
   */
  protected utilizationOf(_worker: NodeWorker): number | undefined {
    return undefined;
  }

  /**
   * The environment for a new thread.
   *
   * @param given What the caller asked for.
   */
  protected environmentFor(given: Environment | undefined): ThreadEnvironment {
    return { env: given };
  }

  /** In place of the environment of a new thread: that it has none of its own. */
  protected get sharedEnvironment(): symbol {
    return this.#threads.SHARE_ENV;
  }

  /**
   * The command line options for a new thread; `undefined` where it shall inherit the process's.
   *
   * @param given What the caller asked for.
   */
  protected execArgv(given: readonly string[] | undefined): readonly string[] | undefined {
    return given;
  }
}

/** What a thread is made with. */
interface WorkerData {
  readonly boot: unknown;
  readonly lifeline: Port | undefined;
  /** The variables that are not its own. */
  readonly lent: readonly string[];
}

/** Whether a thread was given that, and not by somebody else. */
function isWorkerData(data: unknown): data is WorkerData {
  return typeof data === "object" && data !== null && "boot" in data && "lifeline" in data;
}

/** Where a program ends its thread without telling the listeners. */
function announceExit(hooks: LoopThreadHooks): void {
  const process = nodeProcess();
  const { reallyExit } = process;
  process.reallyExit = (code = 0) => {
    hooks.exit(code);
    return reallyExit.call(process, code);
  };
}

/** Others may have the worker, too: `process` tells of each that is made. */
function announceTermination(worker: NodeWorker, events: ThreadEvents): void {
  const { terminate } = worker;
  worker.terminate = () => {
    events.terminating();
    return terminate.call(worker);
  };
}

/**
 * Timers that keep no process alive, as they were when the library was loaded: modules of coroutines may replace
 * them, as fake timers do.
 */
export interface DaemonTimers {
  /** Calls back after a time. Gives what takes it back. */
  setTimeout(callback: () => void, milliseconds: number): number | object;
  /** Takes it back. */
  clearTimeout(timer: number | object): void;
}

/** Those of Node. Tests may have put those of a page in place of the global ones. */
export function nodeTimers(): DaemonTimers {
  const { setTimeout, clearTimeout } = builtin<NodeTimers>("node:timers");
  return {
    setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds).unref(),
    clearTimeout,
  };
}

interface NodeTimers {
  readonly setTimeout: (callback: () => void, milliseconds: number) => { unref(): object };
  readonly clearTimeout: (timer: number | object) => void;
}

function processSignals(uncatchable: ReadonlySet<string>): Signals {
  const { constants } = builtin<NodeOs>("node:os");
  const process = nodeProcess();
  const numbers = new Map(Object.entries(constants.signals));
  return {
    numberOf: (name) => uncatchable.has(name) ? undefined : numbers.get(name),
    countListeners: (name) => process.listenerCount(name),
    listen,
    outlive: (listener) =>
      process.listenerCount(UNCAUGHT) > 0 ? () => {} : listen(UNCAUGHT, listener),
  };
}

function listen(event: string, listener: (argument: never) => void): () => void {
  const process = nodeProcess();
  process.on(event, listener);
  return () => process.off(event, listener);
}

interface NodeOs {
  readonly constants: { readonly signals: Readonly<Record<string, number>> };
}
