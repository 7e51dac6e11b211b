import { nodeProcess } from "./process.ts";

/**
 * Has a function called with each error, or reason of a rejection, that nobody caught on this thread. Who listens
 * already is told, too.
 *
 * @param listener Gets it.
 */
export function onUncaught(listener: (error: unknown) => void): void {
  nodeProcess().on("uncaughtException", listener);
  nodeProcess().on("unhandledRejection", listener);
}
