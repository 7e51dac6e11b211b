import type { Capabilities, ThreadOption } from "./types.ts";

/**
 * Why an option of a loop cannot be honoured; `undefined` where it can.
 *
 * @param option Which one.
 * @param capabilities What the runtime can do.
 */
export function whyNot(
  option: ThreadOption,
  { threadOptions }: Capabilities,
): string | undefined {
  return threadOptions.has(option) ? undefined : "threads of this runtime do not have it";
}
