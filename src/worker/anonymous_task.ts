/**
 * The task of a block that runs outside of all tasks.
 *
 * @module
 */

import { Job } from "./job.ts";
import type { Scope } from "./scope.ts";

/** What it does: nothing of its own; the block runs in its scope. */
const NOTHING = { id: 0, target: { kind: "stop", name: "stop" }, args: [] } as const;

let made = 0;

/** The scope of a task named `Task-N`. */
export function anonymousScope(): Scope {
  const job = new Job({ ...NOTHING, name: nextTaskName() }, {
    find: () => () => {},
    started: () => {},
    ended: () => {},
    report: (error, message) => console.error(`${message}:`, error),
  });
  return job.scope;
}

/** The name of a task that has none. */
export function nextTaskName(): string {
  return `Task-${++made}`;
}
