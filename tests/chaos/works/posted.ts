import { coroutine } from "sideloop";

/** What nobody waits for: a number is thrown if it is odd. */
export const postNumber = coroutine(import.meta, function postNumber(number: number): number {
  if (number % 2 === 1) throw new RangeError(`posted ${number}`);
  return number;
});
