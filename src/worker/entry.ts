/**
 * The first module of a loop's thread.
 *
 * @module
 */

import { runtime } from "../runtime/select.ts";
import type { Boot } from "../wire/messages.ts";
import { serveLoop } from "./serve.ts";

runtime.whenBooted((data) => {
  if (isBoot(data)) serveLoop(data);
});

function isBoot(data: unknown): data is Boot {
  return typeof data === "object" && data !== null && "protocol" in data && "passport" in data;
}
