/**
 * The words of the shared words control, each on a cache line of its own.
 *
 * @module
 */

/** Written by the caller: the number of the call. */
export const ASKED = 0;
/** Written by the caller before {@linkcode ASKED}: the argument. */
export const QUESTION = 16;
/** Written by the worker: the number of the call it has answered. */
export const ANSWERED = 32;
/** Written by the worker before {@linkcode ANSWERED}: the result. */
export const ANSWER = 48;
/** How many words there are. */
export const WORDS = 64;
/** In {@linkcode ASKED}: the worker ends. */
export const CLOSED = -1;
