/**
 * Where work was submitted. Taking a stack down costs more than the rest of a submission, so of the
 * same coroutine, submitted again and again within a moment, only the first place is taken down; in
 * debug mode each is. Of a caller that blocks until its work is done none is, unless something goes wrong: it is still
 * there then.
 *
 * A stack holds on to what its functions see until it is put into words, so it is not kept for others longer than that
 * moment, once its own work has ended.
 *
 * @module
 */

import { currentThread } from "../runtime/this_thread.ts";
import { now } from "../sync/clock.ts";

type AnyFunction = (...args: never[]) => unknown;

/** A place, put into words only for errors. */
export class Site {
  /** The stack, put into words when it is read. */
  readonly stack?: string;
  /** When it was taken down. */
  readonly at: number;
  /** Stands for all submissions of the same. */
  readonly work: object | undefined;
  #again: SimilarSite | undefined;

  /**
   * @param at When it is taken down.
   * @param work Stands for all submissions of the same.
   */
  constructor(at: number, work: object | undefined) {
    this.at = at;
    this.work = work;
  }

  /** The place of those who submit the same within the moment. */
  get again(): SimilarSite {
    return this.#again ??= { of: this };
  }
}

/** The place of an earlier submission of the same coroutine, a moment before. */
export interface SimilarSite {
  /** That place. */
  readonly of: Site;
}

/** The place of a caller that blocks until its work is done: taken down when it is read first. */
export class BlockedSite {
  readonly #caller: AnyFunction;
  #taken: { readonly stack?: string } | undefined;

  /** @param caller The function whose caller submits. It must not block in tail position, as {@linkcode noteSite} says. */
  constructor(caller: AnyFunction) {
    this.#caller = caller;
  }

  /** Has frames only where it is first read while the caller blocks. */
  get stack(): string | undefined {
    if (this.#taken === undefined) captureStackTrace?.(this.#taken = {}, this.#caller);
    return this.#taken?.stack;
  }
}

/** A place as it is known. */
export type AnySite = Site | SimilarSite | BlockedSite;

interface StackCapture {
  captureStackTrace?(target: object, below: (...args: never[]) => unknown): void;
}

const { captureStackTrace } = Error as StackCapture;

/** How long a place stands for others of the same coroutine, in milliseconds. */
const MOMENT = 1;
const latest = new WeakMap<object, Site>();

/**
 * The place of a submission that is about to be made; {@linkcode noteSite} must follow.
 *
 * @param work Stands for all submissions of the same.
 * @param isExact Whether the place of another submission will not do.
 */
export function newSite(work: object | undefined, isExact: boolean): AnySite {
  const time = now();
  const last = work && latest.get(work);
  if (last !== undefined && !isExact && time - last.at < MOMENT) return last.again;
  return new Site(time, work);
}

/**
 * Takes the place down. It costs so much that it is done when the work is on its way. Not to be
 * called in tail position: JavaScriptCore drops the frame of a function that ends so, and it is the
 * one by which the stack is cut.
 *
 * @param site From {@linkcode newSite}.
 * @param caller The function whose caller submits.
 */
export function noteSite(site: AnySite, caller: AnyFunction): void {
  if (!(site instanceof Site)) return;
  captureStackTrace?.(site, caller);
  if (site.work !== undefined) latest.set(site.work, site);
}

/**
 * Takes down what has not been yet: the work goes on when its caller does.
 *
 * @param site Where it was submitted.
 */
export function keepSite(site: AnySite): void {
  if (site instanceof BlockedSite) void site.stack;
}

/**
 * The work has ended: its place stands for others no longer than the moment.
 *
 * @param site Where it was submitted.
 */
export function releaseSite(site: AnySite): void {
  if (!(site instanceof Site) || site.work === undefined || now() - site.at < MOMENT) return;
  if (latest.get(site.work) === site) latest.delete(site.work);
}

/**
 * An error about what a caller has handed in, with the caller's frames in place of those that found it.
 *
 * @param error The error, just made.
 * @param below The function whose caller is to be seen first.
 */
export function seenFrom(error: unknown, below: AnyFunction): unknown {
  if (error instanceof Error) captureStackTrace?.(error, below);
  return error;
}

/**
 * An error about submitted work: where that was submitted in place of how this thread came to notice.
 *
 * @param error The error, just made.
 * @param site Where the work was submitted.
 */
export function placedAt<E extends Error>(error: E, site: AnySite): E {
  error.stack = `${error}\n${describeSite(site)}`;
  return error;
}

/**
 * The lines to put below an error's stack.
 *
 * @param site Where the work was submitted.
 */
export function describeSite(site: AnySite): string {
  const isSimilar = "of" in site;
  const { stack = "" } = isSimilar ? site.of : site;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const among = isSimilar ? `, like this one up to ${MOMENT} ms earlier` : "";
  return [`    --- submitted from ${currentThread().name}${among} ---`, ...frames].join("\n");
}
