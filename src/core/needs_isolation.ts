/** What to do where something takes memory that threads share; part of messages. */
export const NEEDS_ISOLATION =
  "that takes shared memory, which a page has only where it is served with the headers " +
  "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
