/** The options of `structuredClone`; browsers and Node both declare it, and where both do there are two of them. */
type CloneOptions = typeof structuredClone extends {
  (value: never, options?: infer First): unknown;
  (value: never, options?: infer Second): unknown;
} ? NonNullable<First | Second>
  : never;

/**
 * Objects that move to another thread instead of being copied: buffers, ports, streams. These are the ones that
 * `structuredClone` takes in its option `transfer`, by the types at hand: a browser's, Node's, or both.
 *
 * @example
 * ```ts
 * import type { TransferList } from "sideloop";
 *
 * const { buffer } = new Uint8Array([1, 2, 3]);
 * const moved: TransferList = [buffer, new MessageChannel().port1];
 * console.log(moved.length);
 * ```
 */
export type TransferList = readonly NonNullable<CloneOptions["transfer"]>[number][];
