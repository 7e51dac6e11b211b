import { pause, type Words } from "../../../../src/sync/atomics.ts";
import { Ring } from "../../../../src/sync/ring.ts";

/** Of different lengths; in all more than the ring has room for, so that they wrap around. */
export const MESSAGES: readonly (readonly number[])[] = [[11, 12, 13], [21, 22, 23, 24, 25], [31], [
  41,
]];

/** Pushes every message, again and again where there is no room. */
export function pushAll(ring: Ring): void {
  for (const message of MESSAGES) {
    while (!ring.push(Int32Array.from(message), message.length)) pause();
  }
}

/** Pops every message, and throws where one is not what was pushed. */
export function popAll(ring: Ring): void {
  for (const message of MESSAGES) {
    while (ring.nextLength() < 0) pause();
    expectNext(ring, message);
  }
  if (ring.nextLength() >= 0) throw new Error("there is one more message");
}

/** Pops one message. */
export function expectNext(ring: Ring, expected: readonly number[]): void {
  const length = ring.nextLength();
  const message = new Int32Array(Math.min(Math.max(length, 0), 8));
  if (length >= 0) ring.pop(message, length);
  if (length !== expected.length || message.join() !== expected.join()) {
    throw new Error(`got [${message.join()}] of length ${length}, not [${expected.join()}]`);
  }
}

/** Words of a ring that eight words fill. */
export function tinyRing(): { ring: Words } {
  return { ring: Ring.words(8) };
}
