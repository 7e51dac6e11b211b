/**
 * The shapes of named work.
 *
 * @module
 */

/**
 * Work that has been named but not begun: what calling a coroutine function returns. It is inert
 * until it is awaited, which runs it on the calling thread, or submitted to a loop, which runs it
 * there.
 *
 * Use it once: a second await or submission throws {@linkcode InvalidStateError}.
 *
 * @typeParam T What the work results in.
 */
export interface Coroutine<T> extends PromiseLike<T> {
  /** The name of the coroutine function. */
  readonly name: string;
  /** The URL of the module that both threads find it in; `undefined` for an inline function. */
  readonly module: string | undefined;
  /** Gives it up: it will not be used. Does nothing to one that is already in use. */
  close(): void;
}

/**
 * What a body results in: what a generator returns, what a promise of anything else resolves to.
 *
 * @typeParam R What the body returns.
 */
export type Returned<R> = R extends Generator<unknown, infer T, never> ? Awaited<T> : Awaited<R>;

/**
 * A function that names work instead of doing it.
 *
 * @typeParam A The arguments, cloned when the work is submitted.
 * @typeParam T What the work results in.
 */
export interface CoroutineFunction<A extends readonly unknown[], T> {
  /** Names the work with its arguments. Runs nothing. */
  (...args: A): Coroutine<T>;
  /** The name under which both threads find the body. */
  readonly name: string;
  /** The URL of the module that registers or exports it. */
  readonly module: string;
}
