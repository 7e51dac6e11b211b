/**
 * The board: what all threads of a run and the controller know about it.
 *
 * Writers: the thread that has the baton, alone; see `baton.ts`. Before a run, the controller.
 *
 * @module
 */
import { Table } from "./table.ts";

const MAX_THREADS = 8;
const MAX_STEPS = 4_096;
const TEXT_BYTES = 4_096;

const HEAD = [
  "threads",
  "verdict",
  "steps",
  "decisions",
  "waiters",
  "changes",
  "last",
  "sleep",
  "clock",
  "timeouts",
  "redundant",
  "failedThread",
  "textLength",
  "prefix",
  "branchSleep",
  "maxTimeouts",
  "maxSteps",
  "tick",
  "plain",
  "freePauses",
] as const;
const THREAD = ["status", "op", "word", "first", "second", "changes", "life"] as const;
const STEP = ["thread", "op", "word", "first", "second", "value"] as const;
const DECISION = ["choice", "enabled", "sleep", "last"] as const;
const WAITER = ["thread", "word", "async", "deadline", "state"] as const;

const CELLS = HEAD.length + MAX_THREADS * THREAD.length +
  MAX_STEPS * (1 + STEP.length + DECISION.length + WAITER.length);

/** How a run ended. */
export const VERDICT = {
  running: 0,
  finished: 1,
  deadlock: 3,
  livelock: 4,
  threw: 5,
  /** The schedule asks for a step that is not possible. */
  misfit: 6,
} as const;

/** What a thread is doing. */
export const STATUS = {
  /** It stands before its next step. */
  ready: 0,
  /** It is blocked in `wait`. */
  blocked: 1,
  /** It is in its event loop and nothing has happened. */
  idle: 2,
  ended: 3,
} as const;

/** Whether a thread may die. */
export const LIFE = { immortal: 0, mortal: 1, dying: 2 } as const;

/** How a wait stands. */
export const WAITER_STATE = { waiting: 0, notified: 1, timedOut: 2, delivered: 3 } as const;

/** No deadline. */
export const NEVER = -1;

/** What all threads of a run and the controller know about it. */
export class Board {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #head: Table<(typeof HEAD)[number]>;
  readonly #text: Uint8Array;
  readonly threads: Table<(typeof THREAD)[number]>;
  readonly steps: Table<(typeof STEP)[number]>;
  readonly decisions: Table<(typeof DECISION)[number]>;
  readonly waiters: Table<(typeof WAITER)[number]>;
  /** The choices to begin with. */
  readonly prefix: Int32Array;

  /** @param buffer That of an existing board; a new board where it is left out. */
  constructor(buffer = new SharedArrayBuffer(CELLS * 4 + TEXT_BYTES)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer, 0, CELLS);
    this.#text = new Uint8Array(buffer, CELLS * 4);
    let at = 0;
    const take = (count: number) => this.#cells.subarray(at, at += count);
    this.#head = new Table(take(HEAD.length), HEAD);
    this.threads = new Table(take(MAX_THREADS * THREAD.length), THREAD);
    this.prefix = take(MAX_STEPS);
    this.steps = new Table(take(MAX_STEPS * STEP.length), STEP);
    this.decisions = new Table(take(MAX_STEPS * DECISION.length), DECISION);
    this.waiters = new Table(take(MAX_STEPS * WAITER.length), WAITER);
  }

  /** A single value. */
  get(field: (typeof HEAD)[number]): number {
    return this.#head.get(0, field);
  }

  /** Sets a single value. */
  set(field: (typeof HEAD)[number], value: number): void {
    this.#head.set(0, field, value);
  }

  /** Sets single values. */
  put(values: Readonly<Partial<Record<(typeof HEAD)[number], number>>>): void {
    this.#head.put(0, values);
  }

  /** Adds to a single value; returns what it was. */
  bump(field: (typeof HEAD)[number], amount = 1): number {
    const before = this.get(field);
    this.set(field, before + amount);
    return before;
  }

  /** What went wrong. */
  get text(): string {
    return new TextDecoder().decode(this.#text.slice(0, this.get("textLength")));
  }

  set text(value: string) {
    const bytes = new TextEncoder().encode(value).subarray(0, TEXT_BYTES);
    this.#text.set(bytes);
    this.set("textLength", bytes.length);
  }
}
