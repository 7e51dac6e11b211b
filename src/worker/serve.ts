/**
 * Turns a thread into one that serves a loop.
 *
 * @module
 */

import { SideloopError } from "../core/errors.ts";
import { isImportGuardError } from "../coroutine/import_guard.ts";
import { entryUrl } from "../runtime/entry_url.ts";
import { runtime } from "../runtime/select.ts";
import { nameThread } from "../runtime/this_thread.ts";
import { sharedWords, wait } from "../sync/atomics.ts";
import { Doorbell } from "../sync/doorbell.ts";
import { adoptInbox } from "../sync/inbox.ts";
import { setCores } from "../sync/patience.ts";
import { Vitals } from "../sync/vitals.ts";
import { encodeError } from "../wire/error_codec.ts";
import { Lane } from "../wire/lane.ts";
import { setLocalLoop } from "../wire/local_loop.ts";
import { loopback } from "../wire/loopback.ts";
import { type Boot, type FromLoop, PROTOCOL, type ToLoop, type Work } from "../wire/messages.ts";
import { currentScope } from "./current.ts";
import { debugLoop } from "./debug_loop.ts";
import { Job } from "./job.ts";
import { findBody } from "./loader.ts";
import { Runner } from "./runner.ts";
import type { Session } from "./session.ts";
import { localHook } from "./stop_hooks.ts";
import { stopWithMaker } from "./stop_with_maker.ts";
import { setThreadRunner } from "./thread_runner.ts";

/** The exit code of a loop that could not start. */
const COULD_NOT_START = 1;
/** How long a thread waits for a full pipe before it tries again, in milliseconds. */
const PAUSE = 1;

/**
 * Serves a loop on this thread until it is stopped.
 *
 * @param boot What the loop's owner gave.
 */
export function serveLoop(boot: Boot): void {
  const ownerBell = new Doorbell(boot.ownerBell);
  const bell = new Doorbell(boot.bell);
  const vitals = new Vitals(boot.vitals);
  setCores(runtime.cores);
  const inbox = adoptInbox(bell);
  nameThread(boot.name);
  const runner = new Runner({
    vitals,
    report: (error, message, task) =>
      owner.tell({ type: "report", error: encodeError(error), message, task }),
    lingers: (id, task) => owner.tell({ type: "lingers", id, task }),
    lingered: (id) => owner.tell({ type: "lingered", id }),
    stopped: () => {
      endDebug?.();
      owner.tell({ type: "stopped" });
      runtime.exitThread(0);
    },
  });
  const endDebug = boot.debug && debugLoop(boot.debug, runner.report.bind(runner));
  setThreadRunner(runner);
  inbox.isIdle = () => runner.isIdle;
  const release = runner.hold();
  const owner = runner.open(
    new Lane<FromLoop, ToLoop>({
      rings: boot.rings,
      port: boot.port,
      receive: runtime.receiveMessage,
      peer: ownerBell,
      patience: 0,
    }),
    "call",
  );
  runtime.serve({
    pause: () => wait(sharedWords(1), 0, 0, PAUSE),
    uncaught: (error, kind) => {
      if (isImportGuardError(error)) return;
      runner.report(error, kind === "error" ? "Uncaught exception" : "Unhandled rejection");
    },
    exit: (code) => {
      vitals.markGone(code);
      ownerBell.wake();
    },
  });
  setLocalLoop({
    name: boot.name,
    vitals,
    isRunningHere: () => true,
    isOutsideTasks: () => currentScope() === undefined,
    requestStop: () => owner.tell({ type: "stopRequested" }),
    canStop: true,
    onStop: (hook) => runner.addStopHook(localHook(hook)),
    maxThreads: boot.maxThreads,
    adopt: (annex) => runner.adopt(annex),
    lingers: (task) => runner.lingers(task),
    report: (error, message, task) => runner.report(error, message, task),
    connect: () => {
      const [here, there] = loopback<ToLoop, FromLoop>(bell);
      runner.open(there);
      return here;
    },
  });
  if (boot.makerVitals !== undefined) stopWithMaker(new Vitals(boot.makerVitals), runner);
  if (boot.protocol !== PROTOCOL) return breakLoop(owner, versionError(boot));
  initialize(boot.initializer, owner, runner, release);
}

function initialize(
  work: Work | undefined,
  owner: Session,
  runner: Runner,
  release: () => void,
): void {
  const begin = () => {
    owner.tell({ type: "ready" });
    release();
  };
  if (work === undefined) return begin();
  const job = new Job({ id: 0, ...work }, {
    find: findBody,
    started: () => {},
    ended: (_, outcome) => outcome.kind === "returned" ? begin() : breakLoop(owner, outcome.error),
    report: (error, message, task) => runner.report(error, message, task),
  });
  job.run();
}

function breakLoop(owner: Session, error: unknown): void {
  owner.tell({ type: "broken", error: encodeError(error) });
  runtime.exitThread(COULD_NOT_START);
}

function versionError(boot: Boot): SideloopError {
  return new SideloopError(
    `Cannot serve loop ${boot.name}: its owner speaks protocol ${boot.protocol}, ${entryUrl()} speaks ${PROTOCOL}`,
  );
}
