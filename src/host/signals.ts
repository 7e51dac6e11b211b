/**
 * Signals to the process, handled for whoever asks: one listener per signal for all of them.
 *
 * The first signal has all who watch it end their work, then the process exits with 128 + its number. Another
 * one before that, whichever it is, exits at once. Where the program listens to the signal itself, the exit is
 * left to it.
 *
 * Invariants:
 * - No listener is in place without somebody who watches.
 * - No listener of ours is in place while the thread sleeps in a blocking call, unless the program has one too:
 *   no listener could run, and Ctrl-C would have no effect.
 *
 * @module
 */

import { isCancelled } from "../core/cancellation.ts";
import { describe } from "../core/options.ts";
import { runtime } from "../runtime/select.ts";
import type { Signals } from "../runtime/types.ts";
import { threadInbox } from "../sync/inbox.ts";

/** Added to the number of a signal, as shells do, to give the exit code. */
const EXIT_BASE = 128;

/** Who watches a signal. */
interface Watcher {
  /** Ends its work; never rejects. */
  readonly onSignal: () => Promise<unknown>;
}

const watches = new Map<string, SignalWatch>();
let isLeaving = false;

/** One signal, and all who watch it. */
class SignalWatch {
  readonly watchers = new Set<Watcher>();
  readonly #signals: Signals;
  readonly #name: string;
  #unlisten: (() => void) | undefined;

  constructor(signals: Signals, name: string) {
    this.#signals = signals;
    this.#name = name;
    this.resume();
  }

  /** Takes the listener off. */
  pause(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
  }

  /** Puts it in place. */
  resume(): void {
    this.#unlisten ??= this.#signals.listen(this.#name, () => this.#onSignal());
  }

  get #exitCode(): number {
    return EXIT_BASE + (this.#signals.numberOf(this.#name) ?? 0);
  }

  #onSignal(): void {
    if (!isLeaving) void this.#leave();
    else if (!isProgrammed(this.#name)) runtime.exitThread(this.#exitCode);
  }

  async #leave(): Promise<void> {
    const mayExit = !isProgrammed(this.#name);
    isLeaving = true;
    const letFail = mayExit ? this.#signals.outlive(reportUncaught) : undefined;
    await Promise.all([...this.watchers].map(({ onSignal }) => onSignal()));
    letFail?.();
    isLeaving = false;
    if (mayExit && !isProgrammed(this.#name)) this.#exit();
  }

  #exit(): never {
    for (const name of [...watches.keys()]) forget(name);
    return runtime.exitProcess(this.#exitCode);
  }
}

/**
 * A program that awaits a future of cancelled work, and catches nothing, must not end before the work has
 * cleaned up. That it was cancelled is no news.
 */
function reportUncaught(error: unknown): void {
  if (!isCancelled(error)) console.error("Uncaught while a signal ends the process:", error);
}

/** Whether the program listens to a signal itself. */
function isProgrammed(name: string): boolean {
  const ours = watches.has(name) ? 1 : 0;
  return (runtime.signals?.countListeners(name) ?? 0) > ours;
}

/**
 * Checks the names of signals.
 *
 * @param names What a caller gave.
 * @returns The names, each once.
 * @throws {TypeError} If it is no array, if one is no signal that can be handled, or off the main thread.
 */
export function checkSignals(names: unknown = []): readonly string[] {
  if (!Array.isArray(names)) {
    throw new TypeError(
      `Cannot use option handleSignals: must be an array of names, got ${describe(names)}`,
    );
  }
  for (const name of names) checkSignal(name);
  return [...new Set<string>(names)];
}

function checkSignal(name: unknown): void {
  if (runtime.signals === undefined) {
    throw new TypeError(
      "Cannot use option handleSignals: only the main thread of a process gets signals",
    );
  }
  if (typeof name === "string" && runtime.signals.numberOf(name) !== undefined) return;
  throw new TypeError(
    `Cannot use option handleSignals: must be names of signals that can be handled, got ${
      describe(name)
    }`,
  );
}

/**
 * Watches signals from now on: those that the program does not listen to itself at this time.
 *
 * @param names From {@linkcode checkSignals}.
 * @param onSignal Ends the work when one of them comes; never rejects.
 * @returns Watches no longer.
 */
export function watchSignals(
  names: readonly string[],
  onSignal: () => Promise<unknown>,
): () => void {
  const watcher: Watcher = { onSignal };
  for (const name of names) watchFor(name)?.watchers.add(watcher);
  return () => {
    for (const name of names) {
      const watchers = watches.get(name)?.watchers;
      if (watchers?.delete(watcher) && watchers.size === 0) forget(name);
    }
  };
}

/** The watch of a signal; `undefined` where it is left to the program, or the system refuses. */
function watchFor(name: string): SignalWatch | undefined {
  return isProgrammed(name) ? undefined : watches.get(name) ?? newWatch(name);
}

function newWatch(name: string): SignalWatch | undefined {
  const { signals } = runtime;
  if (signals === undefined) return undefined;
  try {
    watches.set(name, new SignalWatch(signals, name));
  } catch {
    return undefined;
  }
  threadInbox().beforeSleep = pauseAll;
  return watches.get(name);
}

function forget(name: string): void {
  watches.get(name)?.pause();
  watches.delete(name);
  if (watches.size === 0) threadInbox().beforeSleep = undefined;
}

/** Takes the listeners off; gives what puts them in place again. */
function pauseAll(): () => void {
  const paused = [...watches].filter(([name]) => !isProgrammed(name)).map(([, watch]) => watch);
  for (const watch of paused) watch.pause();
  return () => {
    for (const watch of paused) watch.resume();
  };
}
