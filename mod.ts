/**
 * An event loop in a thread of its own, and a safe way to hand it work from any other thread:
 * Python's `asyncio.run_coroutine_threadsafe` and `concurrent.futures.Future` for Deno, Bun, Node and
 * browsers.
 *
 * @example
 * ```ts ignore
 * import { coroutine, isMainThread, newEventLoop, runCoroutineThreadsafe } from "sideloop";
 * import { assertEquals } from "@std/assert";
 *
 * const wordCount = coroutine(import.meta, async function wordCount(text: string) {
 *   return await Promise.resolve(text.split(/\s+/).length);
 * });
 *
 * if (isMainThread) {
 *   const loop = newEventLoop().start();
 *   const future = runCoroutineThreadsafe(wordCount("to be or not to be"), loop);
 *   assertEquals(future.result(5_000), 6); // blocks this thread, or: await future
 *   loop.stop();
 *   await loop.join();
 * }
 * ```
 *
 * @module
 */

import { installHandles } from "./src/host/handles.ts";
import { installLocalLoop } from "./src/worker/local.ts";
import { installServing } from "./src/worker/serve.ts";

export type {
  EventLoop,
  ExceptionContext,
  ExceptionHandler,
  Future as FutureInterface,
  FutureConstructor,
  Handle,
  LoopStats,
  StopFunction,
  StopHook,
  StopReport,
} from "./src/core/contract.ts";
export type { Task } from "./src/core/task_type.ts";
export { isCancelled } from "./src/core/cancellation.ts";
export type {
  Coroutine,
  CoroutineFunction,
  Returned,
  Streamed,
} from "./src/core/coroutine_type.ts";
export {
  BrokenLoopError,
  CancelledError,
  CannotBlockError,
  CoroutineLoadError,
  DeadlockError,
  InvalidStateError,
  isSideloopError,
  LoopAlreadyRunningError,
  LoopClosedError,
  LoopLimitError,
  LoopNotRunningError,
  SerializationError,
  SideloopError,
  type SideloopErrorCode,
  TimeoutError,
  UnknownMethodError,
} from "./src/core/errors.ts";

export type {
  MethodArguments,
  MethodFuture,
  MethodNames,
  MethodResult,
  UntypedService,
} from "./src/core/service_type.ts";
export type { StreamFuture } from "./src/core/stream_future_type.ts";
export type { Stream } from "./src/core/stream_type.ts";
export type { TransferList } from "./src/core/transfer_list.ts";

export { coroutine } from "./src/coroutine/coroutine.ts";
export { type Coroutines, coroutines } from "./src/coroutine/coroutines.ts";
export { inline } from "./src/coroutine/inline.ts";
export type { ModuleRef } from "./src/coroutine/module_url.ts";

export {
  asCompleted,
  type AsCompletedOptions,
  type Completed,
  type CompletedFuture,
} from "./src/host/as_completed.ts";
export { type AsyncHelper, asyncHelper } from "./src/host/async_helper.ts";
export {
  AsyncService,
  type AsyncServiceOptions,
  type ServiceCallOptions,
} from "./src/host/async_service.ts";
export { AsyncWorker, type AsyncWorkerOptions } from "./src/host/async_worker.ts";
export { getRunningLoop } from "./src/host/get_running_loop.ts";
export {
  GracefulAsyncRunner,
  type GracefulAsyncRunnerOptions,
  type SignalName,
} from "./src/host/graceful_async_runner.ts";
export type { EventLoopOptions } from "./src/host/loop_options.ts";
export type { LoopStrategy } from "./src/host/loop_strategy.ts";
export { mainLoop } from "./src/host/main_loop.ts";
export type {
  ManagerSubmitOptions,
  MapOptions,
  MultiLoopManagerOptions,
} from "./src/host/manager_options.ts";
export { MultiLoopManager } from "./src/host/multi_loop_manager.ts";
export { newEventLoop } from "./src/host/new_event_loop.ts";
export { runCoroutineThreadsafe } from "./src/host/run_coroutine_threadsafe.ts";
export type { SubmitOptions } from "./src/host/submit_options.ts";
export type { ToThreadOptions } from "./src/host/thread_pool.ts";
export { toThread } from "./src/host/to_thread.ts";
export {
  wait,
  type WaitOptions,
  type WaitResult,
  waitSync,
  type WaitSyncOptions,
} from "./src/host/wait.ts";
export {
  ALL_COMPLETED,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type ReturnWhen,
} from "./src/host/watch.ts";
export { withWorker, type WorkerBlock } from "./src/host/with_worker.ts";

export { setWorkerUrl } from "./src/runtime/entry_url.ts";
export { currentThread, isMainThread, type ThreadInfo } from "./src/runtime/this_thread.ts";
export type { Permission, ResourceLimits, ThreadPermissions } from "./src/runtime/types.ts";
export { Future } from "./src/sync/future.ts";

export { type ErrorClass, registerError } from "./src/wire/error_registry.ts";

export { allTasks } from "./src/worker/asyncio/all_tasks.ts";
export { cancellable } from "./src/worker/asyncio/cancellable.ts";
export { createTask, type TaskOptions } from "./src/worker/asyncio/create_task.ts";
export {
  gather,
  type Gathered,
  type GatheredOrFailed,
  type GatherOptions,
} from "./src/worker/asyncio/gather.ts";
export { shield } from "./src/worker/asyncio/shield.ts";
export { sleep } from "./src/worker/asyncio/sleep.ts";
export { type TaskGroup, taskGroup } from "./src/worker/asyncio/task_group.ts";
export { timeout, type TimeoutScope } from "./src/worker/asyncio/timeout.ts";
export { waitFor, type WaitForOptions } from "./src/worker/asyncio/wait_for.ts";
export { currentTask } from "./src/worker/current.ts";

installLocalLoop();
installHandles();
installServing();
