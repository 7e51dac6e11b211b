/** Work that knows nothing of the library. */
export const add = (a, b) => a + b;

export async function fail(message) {
  await Promise.resolve();
  throw new RangeError(message);
}

/** Ends when it is cancelled. */
export { sleep as rest } from "sideloop";
