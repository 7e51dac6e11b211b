/**
 * Turns a thread into one that serves a loop.
 *
 * @module
 */

import { queueMicrotask } from "../core/built_ins.ts";
import { SideloopError } from "../core/errors.ts";
import { isImportGuardError } from "../coroutine/import_guard.ts";
import { entryUrl, setWorkerUrl } from "../runtime/entry_url.ts";
import { runtime } from "../runtime/select.ts";
import { nameThread } from "../runtime/this_thread.ts";
import { sharedWords, sharesMemory, wait } from "../sync/atomics.ts";
import { sitAt } from "../sync/inbox.ts";
import { setCores } from "../sync/patience.ts";
import { adoptRoster, ownSeat, roster } from "../sync/thread_seat.ts";
import { Vitals } from "../sync/vitals.ts";
import { encodeError } from "../wire/error_codec.ts";
import { setLocalLoop } from "../wire/local_loop.ts";
import { provideMeetingLoader } from "../wire/loop_passing.ts";
import { loopback } from "../wire/loopback.ts";
import { whenAllSent } from "../wire/backlog.ts";
import { fallSilent, type ThreadChannel } from "../wire/channel.ts";
import { makeLane } from "../wire/make_lane.ts";
import { type Boot, type FromLoop, PROTOCOL, type ToLoop } from "../wire/messages.ts";
import { currentScope } from "./current.ts";
import { debugLoop } from "./debug_loop.ts";
import { Initializers } from "./initializers.ts";
import { forbidInline } from "./inline_body.ts";
import { findBody, isImporting } from "./loader.ts";
import { Runner } from "./runner.ts";
import { offerServing } from "./serving.ts";
import { localHook } from "./stop_hooks.ts";
import { stopWhen } from "./stop_when.ts";
import { setThreadRunner } from "./thread_runner.ts";

/** What makes handles on loops; where all is bundled into one module, that has done it by itself. */
interface HandlesModule {
  installHandles(): void;
}

/** Whether the runtime knows the task across every `await`: code of none is then the main part of a module. */
const knowsTasks = runtime.capabilities.keepsContext;
/** The exit code of a loop that could not start. */
const COULD_NOT_START = 1;
/** That of one that cannot go on. */
const BROKEN = 1;
/** How long a thread waits for a full pipe before it tries again, in milliseconds. */
const PAUSE = 1;

/** Has a thread that begins with another copy of the library find this one, which its maker has. */
export function installServing(): void {
  offerServing(serveLoop);
}

/**
 * Serves a loop on this thread until it is stopped.
 *
 * @param boot What the loop's owner gave.
 */
export function serveLoop(boot: Boot): void {
  const { passport } = boot;
  if (sharesMemory) adoptRoster(boot.roster, passport.seat);
  const seat = ownSeat();
  const vitals = new Vitals(passport.vitals);
  vitals.markBegun();
  if (boot.workerUrl !== undefined) setWorkerUrl(boot.workerUrl);
  if (!boot.allowsInline) forbidInline(passport.name);
  setCores(() => runtime.cores);
  const inbox = sitAt(seat);
  nameThread(passport.name);
  const runner = new Runner({
    vitals,
    find: findBody,
    initialize: (work) => initializers.add(work),
    report: (error, message, task) =>
      owner.tell({ type: "report", error: encodeError(error), message, task }),
    lingers: (id, task) => owner.tell({ type: "lingers", id, task }),
    lingered: (id) => owner.tell({ type: "lingered", id }),
    ...(!sharesMemory && { rested: () => lane.tellVitals() }),
    stopped: () => {
      endDebug?.();
      owner.tell({ type: "stopped" });
      whenAllSent(() => runtime.leaveThread(0));
    },
  });
  const endDebug = boot.debug && debugLoop(boot.debug, runner.report.bind(runner));
  setThreadRunner(runner);
  provideMeetingLoader(async () => {
    const module: Partial<HandlesModule> = await import(/* @vite-ignore */ boot.handles);
    module.installHandles?.();
  });
  inbox.isIdle = () => runner.isIdle;
  const release = runner.hold();
  const initializers = new Initializers(boot.initializers, {
    report: (error, message, task) => runner.report(error, message, task),
    done: () => {
      owner.tell({ type: "ready" });
      release();
    },
    failed: (error) => breakLoop(lane, error),
  });
  const lane = makeLane<FromLoop, ToLoop>({
    rings: boot.rings,
    port: boot.port,
    peer: sharesMemory ? roster().seat(passport.ownerSeat).bell : undefined,
    peerBlocks: boot.ownerBlocks,
    peerVitals: boot.ownerVitals,
    vitals,
    patience: 0,
  });
  const owner = runner.open(lane, "call");
  const endThread = (code: number) => {
    if (!vitals.markGone(code)) return;
    roster().tellEnd(seat.index);
    lane.tellVitals();
    fallSilent();
  };
  inbox.fail = (error) => {
    try {
      owner.tell({ type: "broken", error: encodeError(brokenError(passport.name, error)) });
    } finally {
      endThread(BROKEN);
      runtime.exitThread(BROKEN);
    }
  };
  runtime.serve({
    printsDirectly: boot.printsDirectly,
    pause: () => wait(sharedWords(1), 0, 0, PAUSE),
    uncaught: (error, kind) => {
      if (isImportGuardError(error)) return;
      runner.report(error, kind === "error" ? "Uncaught exception" : "Unhandled rejection");
    },
    exit: endThread,
  });
  setLocalLoop({
    name: passport.name,
    vitals,
    passport,
    main: boot.main,
    admit: (port, guest) => runner.admit(port, guest),
    isRunningHere: () => true,
    isOutsideTasks: () => currentScope() === undefined && (knowsTasks || isImporting()),
    requestStop: () => {
      lane.whenSent(() => {
        vitals.requestStop();
        lane.tellVitals();
      });
    },
    canStop: true,
    onStop: (hook) => runner.addStopHook(localHook(hook)),
    maxThreads: boot.maxThreads,
    allowsInline: boot.allowsInline,
    adopt: (annex) => runner.adopt(annex),
    lingers: (task) => runner.lingers(task),
    report: (error, message, task) => runner.report(error, message, task),
    connect: () => {
      const [here, there] = loopback<ToLoop, FromLoop>(seat.bell);
      runner.open(there);
      return here;
    },
  });
  stopWhen(() => vitals.isStopRequested(), boot.stopTimeout, runner);
  const makers = passport.makers.map((words) => new Vitals(words));
  // Where a runtime leaves this thread running then, its seat is for others to take.
  const isLeftBehind = () => {
    const isGone = makers.some((maker) => maker.isGone());
    if (isGone) inbox.standUp();
    return isGone;
  };
  if (makers.length > 0) stopWhen(isLeftBehind, Infinity, runner);
  if (boot.protocol !== PROTOCOL) return breakLoop(lane, versionError(boot));
  initializers.begin();
}

function breakLoop(owner: ThreadChannel<FromLoop, ToLoop>, error: unknown): void {
  owner.send({ type: "broken", error: encodeError(error) });
  whenAllSent(() => queueMicrotask(() => runtime.leaveThread(COULD_NOT_START)));
}

function brokenError(name: string, cause: unknown): SideloopError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return new SideloopError(
    `Cannot go on serving loop ${name}: the library itself has failed in its thread, where a module may have replaced what is built in${reason}`,
    { cause },
  );
}

function versionError(boot: Boot): SideloopError {
  return new SideloopError(
    `Cannot serve loop ${boot.passport.name}: the copy of sideloop that made it, ${boot.copy}, is of another version (protocol ${boot.protocol}) than the one that its thread began with, ${entryUrl()} (protocol ${PROTOCOL}); give the sideloop/worker of the same version as workerUrl`,
  );
}
