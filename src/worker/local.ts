/**
 * Coroutines that run where they are awaited, and the loop of a thread that serves nobody else: the
 * main thread's.
 *
 * @module
 */

import { InvalidStateError } from "../core/errors.ts";
import { CoroutineObject, setLocalRunner } from "../coroutine/coroutine_object.ts";
import type { Body } from "../coroutine/registry.ts";
import { runtime } from "../runtime/select.ts";
import { currentThread, servesLoop } from "../runtime/this_thread.ts";
import { canBlock } from "../sync/atomics.ts";
import { followHere, type OnCancel, setAwaiting } from "../sync/awaiting.ts";
import { FutureObject } from "../sync/future.ts";
import { threadInbox } from "../sync/inbox.ts";
import { setCores } from "../sync/patience.ts";
import { Vitals } from "../sync/vitals.ts";
import { roster } from "../sync/thread_seat.ts";
import { type LocalLoop, provideLocalLoop } from "../wire/local_loop.ts";
import type { Passport } from "../wire/loop_passing.ts";
import { loopback } from "../wire/loopback.ts";
import type { FromLoop, Target, ToLoop, Work } from "../wire/messages.ts";
import { nextTaskName } from "./anonymous_task.ts";
import { currentScope, resumeIn, scopeStorage } from "./current.ts";
import { callBody } from "./generators.ts";
import { findBodyHere, loadModule } from "./loader.ts";
import { Runner } from "./runner.ts";
import type { Scope } from "./scope.ts";
import { checkNotItself } from "./task.ts";
import { setThreadRunner, threadRunner } from "./thread_runner.ts";

let isInstalled = false;

/**
 * Has awaited coroutines run here, and the loop of this thread made when it is asked for. Each entry of the package asks
 * for it, and the prototypes are prepared once.
 */
export function installLocalLoop(): void {
  if (isInstalled) return;
  isInstalled = true;
  setCores(() => runtime.cores);
  const tracing = runtime.capabilities.keepsContext ? undefined : scopeStorage().tracing;
  setAwaiting(awaitInTask, outsideTasks, tracing?.follow);
  for (const { prototype } of [FutureObject, CoroutineObject]) tracing?.followAll(prototype);
  setLocalRunner(runHere);
  provideLocalLoop(serveHere);
}

function outsideTasks(call: () => void): void {
  if (currentScope() === undefined) call();
  else scopeStorage().run(undefined, call);
}

/** A task that awaited itself would wait for ever. */
function awaitInTask<T>(
  promise: Promise<T>,
  onCancel?: OnCancel,
  subject?: object,
): Promise<T> {
  const scope = currentScope();
  if (scope === undefined) return promise;
  promise.catch(() => {});
  checkNotItself(subject);
  return followHere(scope.wait(promise, onCancel));
}

/**
 * An awaited coroutine is part of the task that awaits it; outside of all tasks it is a task of its
 * own.
 */
function runHere(work: Work): Promise<unknown> {
  const scope = currentScope();
  if (scope !== undefined) return runIn(scope, work);
  return threadRunner().tasks.spawnNow(work, { name: nextTaskName() });
}

async function runIn(scope: Scope, { target, args }: Work): Promise<unknown> {
  const body = await bodyHere(target);
  return await resumeIn(scope, () => callBody(body, args, scope));
}

async function bodyHere(target: Target): Promise<Body> {
  const found = findBodyHere(target);
  if (found !== undefined || !("module" in target)) return found as Body;
  await loadModule(target.module);
  return findBodyHere(target) as Body;
}

function serveHere(): LocalLoop {
  const { name } = currentThread();
  const vitals = new Vitals();
  const { seat, bell } = threadInbox();
  const passport: Passport = {
    id: roster().nextId(),
    name,
    seat,
    ownerSeat: seat,
    vitals: vitals.words,
    makers: [],
    blocks: canBlock,
    isMain: true,
  };
  vitals.markStarted();
  const runner = new Runner({
    vitals,
    find: findBodyHere,
    report: (error, message) => console.error(`${message} (${name}):`, error),
    lingers: () => {},
    lingered: () => {},
    stopped: () => {},
  });
  setThreadRunner(runner);
  const endsWithThread = (what: string) => () => {
    throw new InvalidStateError(`Cannot ${what} the loop of ${name}: it ends with its thread`);
  };
  return {
    name,
    vitals,
    passport,
    main: undefined,
    admit: (port, guest) => runner.admit(port, guest),
    isRunningHere: () => currentScope() !== undefined,
    // Another copy of the library may serve this thread.
    isOutsideTasks: () => servesLoop() && currentScope() === undefined,
    requestStop: endsWithThread("stop"),
    canStop: false,
    onStop: endsWithThread("wait for the stop of"),
    maxThreads: undefined,
    allowsInline: true,
    adopt: (annex) => runner.adopt(annex),
    lingers: (task) => runner.lingers(task),
    report: (error, message, task) => runner.report(error, message, task),
    connect: () => {
      const [here, there] = loopback<ToLoop, FromLoop>(bell);
      runner.open(there);
      return here;
    },
  };
}
