/**
 * Who takes part, by the name in the tables. A process loads the one it asks and nobody else.
 *
 * @module
 */
import type { Open, Subject } from "./subject.ts";
import type { StreamSubject } from "./stream_subject.ts";

type Loaders<S = Subject> = Readonly<Record<string, () => Promise<{ readonly open: Open<S> }>>>;

/** Subjects whose `call` blocks until the result is there. */
export const BLOCKING: Loaders = {
  "sideloop": () => import("../library/blocking.ts"),
  "service": () => import("../library/service_blocking.ts"),
  "synckit": () => import("../peers/synckit.ts"),
  "sync-message-port": () => import("../peers/sync_message_port.ts"),
  "raw port": () => import("../controls/raw_port_blocking.ts"),
  "shared words": () => import("../controls/shared_words.ts"),
  "debug mode": () => import("../library/debugged.ts"),
};

/** Subjects whose `call` gives a promise. */
export const AWAITED: Loaders = {
  "sideloop": () => import("../library/awaited.ts"),
  "service": () => import("../library/service_awaited.ts"),
  "piscina": () => import("../peers/piscina.ts"),
  "tinypool": () => import("../peers/tinypool.ts"),
  "comlink": () => import("../peers/comlink.ts"),
  "workerpool": () => import("../peers/workerpool.ts"),
  "raw port": () => import("../controls/raw_port_awaited.ts"),
};

/** Pools of threads; `call` gives a promise. */
export const POOLS: Loaders = {
  ...AWAITED,
  "sideloop": () => import("../library/pooled.ts"),
};

/** Subjects in threads that need not do more than answer. */
export const THREADS: Loaders = {
  "sideloop": () => import("../library/awaited.ts"),
  "bare Worker": () => import("../controls/bare_worker.ts"),
};

/** Subjects in threads that are made and ended again and again. */
export const STOPPING: Loaders = {
  "sideloop": () => import("../library/stopping.ts"),
  "bare Worker": () => import("../controls/bare_worker.ts"),
};

/** Subjects whose first call is of interest. */
export const STARTING: Loaders = {
  "sideloop": () => import("../library/blocking.ts"),
  "synckit": () => import("../peers/synckit.ts"),
  "bare Worker": () => import("../controls/bare_worker.ts"),
};

/** Worker files as blocking functions. */
export const DROP_INS: Loaders = {
  "sideloop/synckit": () => import("../library/drop_in.ts"),
  "synckit": () => import("../peers/synckit.ts"),
};

/** Subjects that give something piece by piece. */
export const STREAMS: Loaders<StreamSubject> = {
  "sideloop": () => import("../library/streaming.ts"),
  "raw port": () => import("../controls/raw_port_stream.ts"),
  "raw port, no window": () => import("../controls/raw_port_flood.ts"),
  "same thread": () => import("../controls/same_thread_stream.ts"),
};

/**
 * Imports a subject.
 *
 * @param loaders Of which kind.
 * @param name Its name in the tables.
 * @returns What starts it.
 */
export async function loadSubject<S>(loaders: Loaders<S>, name: string): Promise<Open<S>> {
  const load = loaders[name];
  if (load === undefined) throw new Error(`Cannot load "${name}": there is no such subject`);
  return (await load()).open;
}

/**
 * Imports and starts a subject.
 *
 * @param loaders Of which kind.
 * @param name Its name in the tables.
 */
export async function openSubject<S>(loaders: Loaders<S>, name: string): Promise<S> {
  const open = await loadSubject(loaders, name);
  return await open();
}
