/**
 * What the library has taken from its thread and not given back. Imported before the library.
 *
 * @module
 */

const { process } = globalThis as unknown as {
  readonly process: {
    eventNames(): (string | symbol)[];
    listenerCount(event: string | symbol): number;
    on(event: "unhandledRejection", listener: (reason: unknown) => void): void;
    getBuiltinModule(name: "node:timers"): {
      setTimeout(callback: () => void, milliseconds: number): { unref(): void };
    };
  };
};

type Timer = ReturnType<typeof setTimeout>;

const timers = new Set<Timer>();

watchTimers();

function watchTimers(): void {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const watched = {
    setTimeout: (callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) => {
      const timer: Timer = setTimeout(() => {
        timers.delete(timer);
        callback(...args);
      }, delay);
      timers.add(timer);
      return timer;
    },
    setInterval: (callback: () => void, delay?: number) => {
      const timer = setInterval(callback, delay);
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer: Timer) => void (timers.delete(timer), clearTimeout(timer)),
    clearInterval: (timer: Timer) => void (timers.delete(timer), clearInterval(timer)),
  };
  Object.assign(globalThis, watched);
}

/** How many timers of this thread are under way. */
export function liveTimers(): number {
  return timers.size;
}

/** The loops whose threads this one has started and that have not ended. */
export function liveLoops(): string[] {
  const ledgers = globalThis as { [key: symbol]: ReadonlyMap<number, string> | undefined };
  return [...ledgers[Symbol.for("sideloop.threads")]?.values() ?? []];
}

/** How many listeners each event of the process has. */
export function processListeners(): Map<string, number> {
  return new Map(
    process.eventNames().map((event) => [String(event), process.listenerCount(event)]),
  );
}

/** Counts the rejections that nobody handles from here on. */
export function countUnhandled(): () => unknown[] {
  const unhandled: unknown[] = [];
  process.on("unhandledRejection", (reason) => void unhandled.push(reason));
  return () => unhandled;
}

/** Resolves after a time, if anything else keeps the process alive as long. */
export function ifStillAlive(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    process.getBuiltinModule("node:timers").setTimeout(resolve, milliseconds).unref();
  });
}

/** A signal that counts who listens to it. */
export class CountedSignal {
  readonly signal: AbortSignal = new AbortController().signal;
  readonly #listeners = new Set<unknown>();

  constructor() {
    const { signal } = this;
    const add = signal.addEventListener.bind(signal) as (...args: unknown[]) => void;
    const remove = signal.removeEventListener.bind(signal) as (...args: unknown[]) => void;
    Object.assign(signal, {
      addEventListener: (...args: unknown[]) => (this.#listeners.add(args[1]), add(...args)),
      removeEventListener: (
        ...args: unknown[]
      ) => (this.#listeners.delete(args[1]), remove(...args)),
    });
  }

  /** How many do. */
  get listeners(): number {
    return this.#listeners.size;
  }
}
