/**
 * Coroutines that run where they are awaited, and the loop of a thread that serves nobody else: the
 * main thread's.
 *
 * @module
 */

import { InvalidStateError } from "../core/errors.ts";
import { setLocalRunner } from "../coroutine/coroutine_object.ts";
import { type Body, registered } from "../coroutine/registry.ts";
import { runtime } from "../runtime/select.ts";
import { currentThread } from "../runtime/this_thread.ts";
import { threadInbox } from "../sync/inbox.ts";
import { setCores } from "../sync/patience.ts";
import { Vitals } from "../sync/vitals.ts";
import { type LocalLoop, provideLocalLoop } from "../wire/local_loop.ts";
import { loopback } from "../wire/loopback.ts";
import type { FromLoop, Target, ToLoop, Work } from "../wire/messages.ts";
import { taskStorage } from "./current.ts";
import { findBody, loadModule } from "./loader.ts";
import { Runner } from "./runner.ts";
import { TaskObject } from "./task.ts";

let tasks = 0;

/** Has awaited coroutines run here, and the loop of this thread made when it is asked for. */
export function installLocalLoop(): void {
  setCores(runtime.cores);
  setLocalRunner(runHere);
  provideLocalLoop(serveHere);
}

/**
 * An awaited coroutine is part of the task that awaits it; outside of all tasks it is a task of its
 * own.
 */
async function runHere(work: Work): Promise<unknown> {
  const body = await bodyHere(work.target);
  const run = () => body(...work.args);
  if (taskStorage().getStore() !== undefined) return await run();
  return await taskStorage().run(new TaskObject(`Task-${++tasks}`, undefined), run);
}

/**
 * What this thread has registered needs no import: it may be the very module that is being
 * evaluated.
 */
async function bodyHere(target: Target): Promise<Body> {
  const here = target.kind === "registered" ? registered(target.module, target.name) : undefined;
  const found = here ?? findBody(target);
  if (found !== undefined || !("module" in target)) return found as Body;
  await loadModule(target.module);
  return findBody(target) as Body;
}

function serveHere(): LocalLoop {
  const { name } = currentThread();
  const vitals = new Vitals();
  const report = (error: unknown, message: string) => console.error(`${message} (${name}):`, error);
  const runner = new Runner({ vitals, slowCallbackDuration: Infinity, report, stopped: () => {} });
  const { bell } = threadInbox();
  return {
    name,
    vitals,
    isRunningHere: () => taskStorage().getStore() !== undefined,
    isOutsideTasks: () => false,
    requestStop: () => {
      throw new InvalidStateError(`Cannot stop the loop of ${name}: it ends with its thread`);
    },
    connect: () => {
      const [here, there] = loopback<ToLoop, FromLoop>(bell);
      runner.open(there);
      return here;
    },
  };
}
