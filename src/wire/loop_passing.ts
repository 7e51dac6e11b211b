/**
 * Loops as arguments and results: what one thread tells another of a loop, so that the other can hold it, too.
 *
 * Who passes a loop on makes a pair of ports; one goes to the loop, the other to whoever gets it, who makes the
 * rings when it has something to say and sends them as the first message, see {@linkcode Hello}. So a loop that is
 * passed on and never used costs a pair of ports.
 *
 * The submitting side, which has the handles, puts in how they are made. In a loop's thread it is loaded by the
 * first module that imports the library, or else for the first loop that comes in.
 *
 * @module
 */

import type { EventLoop } from "../core/contract.ts";
import type { Port } from "../core/port.ts";
import type { Words } from "../sync/atomics.ts";
import type { LaneWords } from "./lane_words.ts";

/** Finds the inner side of a handle, whatever copy of the library made it. */
export const LOOP: unique symbol = Symbol.for("sideloop.loop");

/** What every thread that holds a loop knows of it. */
export interface Passport {
  /** Unique in the program. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** Where its thread sits on the roster; -1 where it has neither been started nor passed on. */
  readonly seat: number;
  /** Where the thread sits that made it, and can end it. */
  readonly ownerSeat: number;
  /** Its vitals. */
  readonly vitals: Words;
  /** The vitals of the loops whose threads made it, the nearest first: it ends with each of them. */
  readonly makers: readonly Words[];
  /** Whether its thread may block. */
  readonly blocks: boolean;
  /** Whether it is the main thread's own, which ends with the program. */
  readonly isMain: boolean;
}

/** A loop on its way to a thread. */
export interface Introduction {
  /** What is known of it. */
  readonly passport: Passport;
  /** Leads to it. */
  readonly port: Port;
}

/** The first message through the port of an {@linkcode Introduction}; `undefined` in its place declines. */
export interface Hello {
  /** The rings, as the loop sees them; `undefined` where threads share no memory. */
  readonly rings: LaneWords | undefined;
  /** Where the thread sits that will fill them. */
  readonly seat: number;
  /** Whether it may block. */
  readonly blocks: boolean;
}

/** The inner side of a handle, as far as it takes to pass it on. */
export interface PassableLoop {
  /** Unique in the program. */
  readonly id: number;
  /**
   * Gets the loop ready for somebody else.
   *
   * @param guest The vitals of the loop of the thread that will hold it.
   */
  introduce(guest: Words): Introduction;
}

let meet: ((introduction: Introduction) => EventLoop) | undefined;

/**
 * Says how a loop that another thread has passed on becomes a handle. It may be in the middle of a poll.
 *
 * @param maker Gives the handle that this thread has of the loop, or makes one.
 */
export function provideMeeting(maker: (introduction: Introduction) => EventLoop): void {
  meet = maker;
}

/** How the submitting side is loaded where it is not there yet. */
let load: (() => Promise<unknown>) | undefined;

/**
 * Says how {@linkcode provideMeeting} comes to be called.
 *
 * @param loader Resolves when it has been.
 */
export function provideMeetingLoader(loader: () => Promise<unknown>): void {
  load = loader;
}

/** Whether {@linkcode meetLoop} can be called. */
export function canMeetLoops(): boolean {
  return meet !== undefined;
}

/** Resolves when it can. */
export async function readyToMeetLoops(): Promise<void> {
  await load?.();
}

/**
 * The handle on a loop that another thread has passed on.
 *
 * @param introduction What that thread has said.
 */
export function meetLoop(introduction: Introduction): EventLoop {
  return (meet as (introduction: Introduction) => EventLoop)(introduction);
}

/**
 * The inner side of a loop's handle; `undefined` for any other object.
 *
 * @param value Any object.
 */
export function passable(value: object): PassableLoop | undefined {
  if (!(LOOP in value)) return undefined;
  const inner = value[LOOP] as Partial<PassableLoop> | undefined;
  return typeof inner?.id === "number" ? inner as PassableLoop : undefined;
}
