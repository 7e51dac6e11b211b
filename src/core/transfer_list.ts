/**
 * Objects that move to another thread instead of being copied: buffers, ports, streams. These are the ones that
 * `structuredClone` takes in its option `transfer`, by the types at hand: a browser's, Node's, or both.
 *
 * @example
 * ```ts
 * import { inline, type TransferList, withWorker } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const { buffer } = new Uint8Array([1, 2, 3]);
 * const transfer: TransferList = [buffer];
 * const size = await withWorker((worker) =>
 *   worker.submit(inline((bytes: ArrayBuffer) => bytes.byteLength, buffer), { transfer })
 * );
 * assertEquals([size, buffer.byteLength], [3, 0]);
 * ```
 *
 * @category Loops
 */
export type TransferList = readonly (
  // Browsers and Node both declare it, and where both do it has two signatures.
  typeof structuredClone extends {
    (
      value: never,
      options?: infer First extends { readonly transfer?: readonly unknown[] },
    ): unknown;
    (
      value: never,
      options?: infer Second extends { readonly transfer?: readonly unknown[] },
    ): unknown;
  } ? NonNullable<NonNullable<First | Second>["transfer"]>[number]
    : never
)[];
