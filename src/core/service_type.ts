/**
 * What a service can be asked for, as types.
 *
 * @module
 */

import type { Future } from "./contract.ts";
import type { Returned } from "./coroutine_type.ts";
import type { StreamFuture } from "./stream_future_type.ts";
import type { Stream } from "./stream_type.ts";

/**
 * What is known of a service whose class is not given: any method may be there.
 *
 * @category Ready-made
 */
export type UntypedService = { readonly [method: string]: (params?: unknown) => unknown };

/**
 * The names of the methods that a service can be asked for: the public ones that need no second argument.
 *
 * @typeParam M The class's instance type.
 * @category Ready-made
 */
export type MethodNames<M> =
  & {
    [K in keyof M]-?: K extends string
      ? NonNullable<M[K]> extends (params: never) => unknown ? K : never
      : never;
  }[keyof M]
  & keyof M;

/**
 * What a call gives besides the name: the method's one parameter, which can be left out where the method can do
 * without, and options.
 *
 * @typeParam M The class's instance type.
 * @typeParam K The name of the method.
 * @typeParam O The options.
 * @category Ready-made
 */
export type MethodArguments<M, K extends keyof M, O> = NonNullable<M[K]> extends
  (...args: infer A) => unknown ? A extends readonly [] ? [params?: undefined, options?: O]
  : A extends readonly [infer P, ...unknown[]] ? [params: P, options?: O]
  : [params?: A[0], options?: O]
  : never;

/**
 * What a method results in.
 *
 * @typeParam M The class's instance type.
 * @typeParam K The name of the method.
 * @category Ready-made
 */
export type MethodResult<M, K extends keyof M> = NonNullable<M[K]> extends
  (...args: never[]) => infer R ? Returned<R>
  : never;

/**
 * The future of a call. That of a method which gives a stream can itself be iterated over.
 *
 * @typeParam M The class's instance type.
 * @typeParam K The name of the method.
 * @category Ready-made
 */
export type MethodFuture<M, K extends keyof M> = [MethodResult<M, K>] extends [Stream<infer T>]
  ? StreamFuture<T>
  : Future<MethodResult<M, K>>;
