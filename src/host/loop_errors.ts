/**
 * The errors of loops as their owner throws them, in words.
 *
 * @module
 */

import {
  BrokenLoopError,
  CannotBlockError,
  DeadlockError,
  InvalidStateError,
  LoopAlreadyRunningError,
  LoopClosedError,
  type SideloopError,
  TimeoutError,
} from "../core/errors.ts";
import { NEEDS_ISOLATION } from "../core/needs_isolation.ts";
import { isOver, type LoopState } from "./loop_state.ts";

/** What is known of a loop's death. */
export interface Death {
  /** The name of the loop. */
  readonly name: string;
  /** The exit code of its thread, if there was one. */
  readonly exitCode: number | undefined;
  /** What ended it, if that is known. */
  readonly cause: unknown;
  /** Whether its owner ended it. */
  readonly terminated: boolean;
}

/** For the futures of a loop that died, and for what is submitted to it afterwards. */
export function brokenError({ name, exitCode, cause, terminated }: Death): BrokenLoopError {
  const how = terminated
    ? "was terminated"
    : exitCode === undefined
    ? "could not be started"
    : `ended unexpectedly with exit code ${exitCode}`;
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  const options = cause === undefined ? { exitCode } : { exitCode, cause };
  return new BrokenLoopError(`The thread of ${name} ${how}${reason}`, options);
}

/** Why a thread has ended that nothing was heard of. */
export function vanishedError(): Error {
  return withoutStack(new Error("it has run out of memory, or was terminated from elsewhere"));
}

/** Why a thread has ended that somebody has terminated who has its worker. */
export function foreignEndError(): Error {
  return withoutStack(new Error("something else than this library has terminated it"));
}

/**
 * Why a thread was ended that has not begun to serve its loop.
 *
 * @param url The module that somebody has it begin with; `undefined` where that is the library's own.
 */
export function lateStartError(url: URL | undefined): Error {
  const advice = url && `; is ${url.href}, which workerUrl names, the bundle of sideloop/worker?`;
  return withoutStack(new Error(`it has not begun within its startTimeout${advice ?? ""}`));
}

/** For what is asked of a loop that was stopped. */
export function stoppedError(name: string, what = "submit to"): LoopClosedError {
  return new LoopClosedError(`Cannot ${what} ${name}: it was stopped`);
}

/** For those who would end the main thread's own loop. */
export function endsWithThreadError(what: string, name: string): InvalidStateError {
  return new InvalidStateError(`Cannot ${what} the loop of ${name}: it ends with its thread`);
}

/** For those who would handle the errors of a loop that another thread has made. */
export function foreignHandlerError(name: string): InvalidStateError {
  return new InvalidStateError(
    `Cannot set the exception handler of ${name} here: the thread that made the loop does`,
  );
}

/** For those who would block until a thread goes on that cannot begin meanwhile. */
export function notBegunError(name: string): CannotBlockError {
  return new CannotBlockError(
    `Cannot block for ${name}: a browser begins its thread when the event loop of this one turns; await its ready, or anything that it does, first`,
  );
}

/** For those who would block for what only arrives when they do not. */
export function lateError(name: string): CannotBlockError {
  return new CannotBlockError(
    `Cannot block for ${name}: what it has sent is too large, or of a kind, that reaches a browser's thread only when its event loop turns; await the future instead`,
  );
}

/** For those who have a loop watched that cannot be watched from outside. */
export function blindness(): [Error, { message: string }] {
  const error = new Error(`Cannot see from outside that a loop is blocked: ${NEEDS_ISOLATION}`);
  return [withoutStack(error), { message: "Debug mode is limited" }];
}

/** For those who wait for a loop to be ready that was stopped first. */
export function notReadyError(name: string): LoopClosedError {
  return new LoopClosedError(`Cannot wait for ${name} to be ready: it was stopped`);
}

/** For a start that is not the first. */
export function startError(name: string, state: LoopState): SideloopError {
  if (state !== "stopping" && !isOver(state)) {
    return new LoopAlreadyRunningError(`Cannot start ${name}: it is running`);
  }
  return new LoopClosedError(`Cannot start ${name}: it was stopped; make a new loop`);
}

/** For a wait without end on a loop that nobody can start meanwhile. */
export function neverStartedError(name: string): DeadlockError {
  return new DeadlockError(
    `Cannot wait for ${name}: it has not been started, and only this thread, now blocked, could start it`,
  );
}

/** For a call that was given a time. */
export function timeUpError(name: string, timeout: number): TimeoutError {
  return new TimeoutError(`${name} did not end within ${timeout} ms`);
}

/** For work that waits for a loop which nobody starts: the error, and what is said of it. */
export function waitsForStart(name: string): [InvalidStateError, { message: string }] {
  const error = new InvalidStateError(`Work waits for ${name}, which has not been started`);
  return [withoutStack(error), { message: "A loop was not started" }];
}

/** For a task that the end of its thread cuts off: the error, and what is said of it. */
export function abandonment(task: string): [TimeoutError, { message: string; task: string }] {
  const error = withoutStack(
    new TimeoutError(`${task} did not end in time after it was cancelled`),
  );
  return [error, { message: "Coroutine was destroyed while it was pending", task }];
}

/**
 * An error without a stack, which would only show how this thread came to notice what went on in another.
 *
 * @param error The error, just made.
 */
export function withoutStack<E extends Error>(error: E): E {
  error.stack = String(error);
  return error;
}
