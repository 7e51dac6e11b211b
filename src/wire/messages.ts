/**
 * Everything that crosses a thread: one union per direction. A change here is a change of the
 * protocol.
 *
 * @module
 */

import type { Port } from "../core/port.ts";
import type { Words } from "../sync/atomics.ts";
import type { EncodedError } from "./error_codec.ts";

/** The version both sides must speak. */
export const PROTOCOL = 6;

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
  | { readonly type: "cancel"; readonly id: number; readonly error: EncodedError }
  | { readonly type: "stop"; readonly mode: StopMode; readonly timeout: number };

/** What happens to coroutines that run when the loop is stopped. */
export type StopMode = "cancel" | "drain";

/** From a loop to a submitter. */
export type FromLoop =
  | { readonly type: "ready" }
  | { readonly type: "broken"; readonly error: EncodedError }
  | { readonly type: "started"; readonly id: number }
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
  | { readonly type: "stopRequested" }
  | { readonly type: "stopped" };

/** The words of the two rings between two threads, as one of them sees them. */
export interface LaneWords {
  /** The ring that this side fills. */
  readonly out: Words;
  /** The ring that this side empties. */
  readonly in: Words;
}

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
  /** The name of the loop. */
  readonly name: string;
  /** The loop's end of the port to its owner. */
  readonly port: Port;
  /** The rings between them, as the loop sees them. */
  readonly rings: LaneWords;
  /** The bell of the owner. */
  readonly ownerBell: Words;
  /** The bell of the new thread. */
  readonly bell: Words;
  /** The vitals of the loop. */
  readonly vitals: Words;
  /** Run before anything else, one after the other. */
  readonly initializers: readonly Work[];
  /** What debug mode needs; `undefined` where it is off. */
  readonly debug: BootDebug | undefined;
  /** How many threads its pool keeps busy at most, if that was said. */
  readonly maxThreads: number | undefined;
  /** The vitals of the loop whose thread makes the new one; none where the main thread does. */
  readonly makerVitals: Words | undefined;
}
