/** What to do where something takes memory that threads share; part of messages. */
export const NEEDS_ISOLATION =
  "that takes shared memory, which a browser with Atomics.waitAsync has in pages that are served with the headers " +
  "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
