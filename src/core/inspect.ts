/** How consoles ask an object for its text: Node and Bun by the first, Deno by the second. */
const HOOKS = [Symbol.for("nodejs.util.inspect.custom"), Symbol.for("Deno.customInspect")];

/**
 * Has consoles print objects of a class by their `toString`, which names a state and no payload.
 *
 * @param prototype The class's prototype.
 */
export function printAsText(prototype: { toString(): string }): void {
  for (const hook of HOOKS) {
    Object.defineProperty(prototype, hook, {
      value(this: object): string {
        return String(this);
      },
    });
  }
}
