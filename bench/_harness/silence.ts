const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread. */
export function blockFor(milliseconds: number): void {
  Atomics.wait(nobodyWakes, 0, 0, milliseconds);
}

/** Lets this thread's event loop turn for a while. */
export async function waitFor(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
