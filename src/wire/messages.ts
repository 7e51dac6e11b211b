/**
 * Everything that crosses a thread: one union per direction. A change here is a change of the
 * protocol.
 *
 * @module
 */

import type { Port } from "../core/port.ts";
import type { Words } from "../sync/atomics.ts";
import type { EncodedError } from "./error_codec.ts";
import type { LaneWords } from "./lane_words.ts";
import type { Introduction, Passport } from "./loop_passing.ts";

/** The version both sides must speak. */
export const PROTOCOL = 10;

/** Which copy of the library this is: a bundler makes one for each file that a thread begins with. */
export const COPY: string = import.meta.url;

/**
 * How work is named: where the other thread finds the body. `stop` is the loop's own; `service` makes the object
 * whose methods a `method` calls.
 */
export type Target =
  | { readonly kind: "registered"; readonly module: string; readonly name: string }
  | { readonly kind: "exported"; readonly module: string; readonly name: string }
  | { readonly kind: "inline"; readonly name: string; readonly source: string }
  | { readonly kind: "service"; readonly module: string; readonly name: string }
  | { readonly kind: "method"; readonly name: string; readonly method: string }
  | { readonly kind: "stop"; readonly name: "stop" };

/** Work as it travels. */
export interface Work {
  /** Where the body is. */
  readonly target: Target;
  /** What it is called with. */
  readonly args: readonly unknown[];
}

/** From a submitter to a loop. `id` counts per channel. */
export type ToLoop =
  | ({
    readonly type: "call";
    readonly id: number;
    readonly name: string;
    readonly context: unknown;
  } & Work)
  | ({ readonly type: "post"; readonly id: number } & Work)
  | ({ readonly type: "onStop"; readonly id: number } & Work)
  | ({ readonly type: "initialize" } & Work)
  | { readonly type: "cancel"; readonly id: number; readonly error: EncodedError }
  | { readonly type: "introduce"; readonly port: Port; readonly guest: Words }
  | { readonly type: "demand"; readonly id: number; readonly count: number }
  | { readonly type: "close"; readonly id: number; readonly fault: EncodedError | undefined }
  | { readonly type: "stop"; readonly mode: StopMode; readonly timeout: number };

/** What happens to coroutines that run when the loop is stopped. */
export type StopMode = "cancel" | "drain";

/**
 * From a loop to a submitter. A call that gives a stream is answered by `streams`, then by items, and at its end as
 * any other; `closing` says that from there on the stream ends because its consumer has closed it.
 */
export type FromLoop =
  | { readonly type: "ready" }
  | { readonly type: "broken"; readonly error: EncodedError }
  | { readonly type: "started"; readonly id: number }
  | { readonly type: "streams"; readonly id: number }
  | { readonly type: "item"; readonly id: number; readonly value: unknown }
  | { readonly type: "closing"; readonly id: number }
  | { readonly type: "returned"; readonly id: number; readonly value: unknown }
  | { readonly type: "threw"; readonly id: number; readonly error: EncodedError }
  | { readonly type: "cancelled"; readonly id: number; readonly error: EncodedError }
  | {
    readonly type: "report";
    readonly error: EncodedError;
    readonly message: string;
    readonly task: string | undefined;
  }
  | { readonly type: "lingers"; readonly id: number; readonly task: string }
  | { readonly type: "lingered"; readonly id: number }
  | { readonly type: "stopped" };

/** What a loop in debug mode needs. */
export interface BootDebug {
  /** Where it tells that it turns, and whose step runs. */
  readonly heartbeat: Words;
  /** What counts as slow, in milliseconds. */
  readonly slow: number;
}

/** What a new thread is given to become a loop. */
export interface Boot {
  /** The version of the side that made it. */
  readonly protocol: number;
  /** The copy of the library that made it, see {@linkcode COPY}. */
  readonly copy: string;
  /** The loop's end of the port to its owner. */
  readonly port: Port;
  /** The rings between them, as the loop sees them; `undefined` where threads share no memory. */
  readonly rings: LaneWords | undefined;
  /** The roster of the program's threads. */
  readonly roster: Words;
  /** What others know of the loop. */
  readonly passport: Passport;
  /** Whether the thread that makes the new one may block. */
  readonly ownerBlocks: boolean;
  /** The vitals of the loop of the thread that makes the new one. */
  readonly ownerVitals: Words;
  /** Leads to the main thread's own loop. */
  readonly main: Introduction;
  /** The module that makes handles on loops, for code that does not import the library itself. */
  readonly handles: string;
  /** The module that threads begin with which the loop makes, where it is not the library's own. */
  readonly workerUrl: string | undefined;
  /** How long stopping gives coroutines to end, in milliseconds, where others than the owner ask for it. */
  readonly stopTimeout: number;
  /** How many `initialize` will come. */
  readonly initializers: number;
  /** Whether it runs functions that are sent as source text. */
  readonly allowsInline: boolean;
  /** Whether what it prints goes straight to the terminal. */
  readonly printsDirectly: boolean;
  /** What debug mode needs; `undefined` where it is off. */
  readonly debug: BootDebug | undefined;
  /** How many threads its pool keeps busy at most, if that was said. */
  readonly maxThreads: number | undefined;
}
