/**
 * The loop that this thread itself serves: how a handle on it is had without going through another
 * thread. The serving side puts it in, the submitting side takes it out; neither knows the other.
 *
 * @module
 */

import type { EventLoop } from "../core/contract.ts";
import type { CancelledError } from "../core/errors.ts";
import type { Port } from "../core/port.ts";
import type { Vitals } from "../sync/vitals.ts";
import type { Channel } from "./channel.ts";
import type { Introduction, Passport } from "./loop_passing.ts";
import type { FromLoop, ToLoop, Work } from "./messages.ts";

/** What does work for a loop on other threads, and is stopped with it. */
export interface Annex {
  /**
   * Cancels all it has to do. May be called from within a poll.
   *
   * @param error Why.
   */
  cancelAll(error: CancelledError): void;
  /** Resolves when it has nothing to do any more. */
  ended(): Promise<void>;
  /** The same, and ends its threads. */
  close(): Promise<void>;
}

/** The loop of this thread. */
export interface LocalLoop {
  /** Its name. */
  readonly name: string;
  /** Its vitals. */
  readonly vitals: Vitals;
  /** What others know of it. */
  readonly passport: Passport;
  /** Leads to the main thread's own loop; `undefined` where that is this one. */
  readonly main: Introduction | undefined;
  /** Lets somebody in who will come by a port, from the thread of a loop with these vitals. */
  admit(port: Port, guest: Vitals): void;
  /**
   * Whether the calling code runs on the loop: everywhere in a loop's thread, in coroutines on the
   * main thread.
   */
  isRunningHere(): boolean;
  /**
   * Whether the calling code is in a loop's thread and yet in no task: the main part of a module that
   * the loop has imported.
   */
  isOutsideTasks(): boolean;
  /** Opens a channel to it. */
  connect(): Channel<ToLoop, FromLoop>;
  /** Has the loop stopped. */
  requestStop(): void;
  /** Whether it can be stopped; if not, it ends with its thread. */
  readonly canStop: boolean;
  /** Registers what runs when it is stopped, at once: a coroutine's work, or a function. Gives what takes it back. */
  onStop(hook: Work | (() => unknown)): () => void;
  /** How many threads its pool keeps busy at most, if that was said. */
  readonly maxThreads: number | undefined;
  /** Whether it, and the loops that it makes, run functions that are sent as source text. */
  readonly allowsInline: boolean;
  /** Has something stopped with it. */
  adopt(annex: Annex): void;
  /** Tells its owner of work that goes on though it was cancelled. Gives what says that it has ended. */
  lingers(task: string): () => void;
  /** Reports an error that nobody else would see. */
  report(error: unknown, message: string, task?: string): void;
}

let current: LocalLoop | undefined;
let make: (() => LocalLoop) | undefined;
let handle: (() => EventLoop) | undefined;

/**
 * Says how the loop of this thread is made when it is first asked for.
 *
 * @param factory Called once, at most.
 */
export function provideLocalLoop(factory: () => LocalLoop): void {
  make = factory;
}

/**
 * Makes this the loop of the thread.
 *
 * @param loop The loop.
 */
export function setLocalLoop(loop: LocalLoop): void {
  current = loop;
}

/** The loop of this thread. */
export function localLoop(): LocalLoop {
  current ??= (make as () => LocalLoop)();
  return current;
}

/**
 * Says how a handle on the loop of this thread is had.
 *
 * @param factory Gives the handle.
 */
export function provideLocalHandle(factory: () => EventLoop): void {
  handle = factory;
}

/** The handle on the loop of this thread. */
export function localHandle(): EventLoop {
  return (handle as () => EventLoop)();
}
