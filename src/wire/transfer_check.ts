/**
 * Whether what option `transfer` lists can move. Looked at beforehand, since some runtimes empty buffers before they
 * find that something else in the list cannot.
 *
 * @module
 */

import { describe } from "../core/options.ts";
import { fail } from "./value_place.ts";
import { isDetached, tagOf } from "./value_refusals.ts";

const NOTHING_ELSE = "list buffers, ports and streams";

/**
 * Throws if something listed cannot move.
 *
 * @param transfer The list.
 * @throws {SerializationError} With the place in the list: `transfer[1]`.
 */
export function checkTransfer(transfer: readonly unknown[]): void {
  const seen = new Set<unknown>();
  for (let index = 0; index < transfer.length; index++) {
    const why = seen.has(transfer[index]) ? TWICE : reasonAgainst(transfer[index]);
    if (why !== undefined) {
      fail({ value: transfer[index], parent: undefined, step: `transfer[${index}]` }, why);
    }
    seen.add(transfer[index]);
  }
}

const TWICE = "it is listed twice; list it once";
const LOCKED = "it is locked to a reader or a writer; release that before";

/** A revoked Proxy throws where it is looked at. */
function reasonAgainst(value: unknown): string | undefined {
  try {
    return findReason(value);
  } catch {
    return `it cannot move; ${NOTHING_ELSE}`;
  }
}

function findReason(value: unknown): string | undefined {
  if (ArrayBuffer.isView(value)) return `${describe(value)} is a view; list its buffer`;
  if (isDetached(value)) return "it has been transferred away before; leave it out";
  const tag = tagOf(value);
  if (tag === "SharedArrayBuffer") {
    return "shared memory is shared, and does not move; leave it out";
  }
  if (value instanceof ArrayBuffer) return undefined;
  if (!isMovable(value, tag)) return `${describe(value)} cannot move; ${NOTHING_ELSE}`;
  return isLocked(value) ? LOCKED : undefined;
}

/** Something of these classes, and not what only says so. Node's file handles do not say what they are. */
function isMovable(value: unknown, tag: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (tag === "Object") return describe(value) === "a FileHandle";
  const known: unknown = MOVABLE.has(tag) && (globalThis as Record<string, unknown>)[tag];
  return typeof known === "function" && value instanceof known;
}

/** Whether somebody reads a stream, or writes to it. */
function isLocked(value: unknown): boolean {
  const { locked, readable, writable } = value as Partial<TransformStream & ReadableStream>;
  return locked === true || readable?.locked === true || writable?.locked === true;
}

/** The classes of the platforms whose objects move. */
const MOVABLE: ReadonlySet<string> = new Set([
  "MessagePort",
  "ReadableStream",
  "WritableStream",
  "TransformStream",
  "ImageBitmap",
  "OffscreenCanvas",
  "VideoFrame",
  "AudioData",
  "MediaSourceHandle",
  "MediaStreamTrack",
  "MIDIAccess",
  "RTCDataChannel",
  "RTCEncodedVideoFrame",
  "RTCEncodedAudioFrame",
  "WebTransportReceiveStream",
  "WebTransportSendStream",
]);
