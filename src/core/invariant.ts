/**
 * The end of a switch over a union: the compiler proves that nothing is left.
 *
 * @param value What no case took.
 * @throws {Error} Always; reached only where another version of the library sent the value.
 */
export function unreachable(value: never): never {
  throw new Error(`Cannot handle an unknown case: ${JSON.stringify(value)}`);
}
