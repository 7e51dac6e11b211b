/**
 * How far a cancellation reaches: a tree of scopes, a task at each root, `timeout` and `taskGroup` below it.
 *
 * Invariants:
 * - A cancellation goes down the tree, never up.
 * - It is told once: it ends the waits that go on in the scope and below, or else the next one begun there.
 *   Whoever has read the `signal` is told by it. After that, waits work normally: they clean up.
 * - A wait may have been left behind, as `Promise.race` leaves the slower one: to end it tells nobody. So where
 *   another has come to its end since, and none has begun, it counts only if one begins before the loop turns, as in
 *   cleanup.
 * - A wait leaves nothing behind: no listener, no timer, no entry; nor, where nobody looks at it, an unhandled
 *   rejection that is a mere cancellation.
 * - What a block has begun and left goes on in the scope around the block.
 *
 * Source: Python's `Task.cancel` and trio's `CancelScope`; the rule "told once" is the former's.
 *
 * @module
 */

import { queueMicrotask } from "../core/built_ins.ts";
import { deferred } from "../core/deferred.ts";
import type { CancelledError } from "../core/errors.ts";
import type { Task } from "../core/task_type.ts";
import type { OnCancel } from "../sync/awaiting.ts";
import { nextTurn } from "../sync/turn.ts";
import { stepWatch } from "./step_watch.ts";

/** What runs in scopes. */
export interface ScopeOwner {
  /** The root of its scopes. */
  readonly scope: Scope;
  /** What it is called. */
  readonly name: string;
  /** What the submitter gave along. */
  readonly context: unknown;
  /** What its code sees as the current task; made when it is first asked for. */
  readonly task: Task;
  /** How many waits have begun in its scopes. */
  waits: number;
  /** How many had when one came to its end last. */
  waitsAtLastEnd: number;
  /** Cancels it all. */
  cancelAll(error: CancelledError): void;
}

/** Whether a cancellation has reached the code that runs in a scope. */
const Told = { no: 0, perhaps: 1, yes: 2 } as const;

/** How far a cancellation reaches. */
export class Scope {
  /** What runs in it. */
  readonly owner: ScopeOwner;
  /** Called when it is cancelled, besides those who wait. Telling it tells nobody in the scope. */
  onCancelled: OnCancel | undefined;
  #parent: Scope | undefined;
  #branches: Set<Scope> | undefined;
  #waits: Set<OnCancel> | undefined;
  #controller: AbortController | undefined;
  #error: CancelledError | undefined;
  #overtaking: CancelledError | undefined;
  #isUntold = false;
  #isTellingDue = false;
  #isOver = false;

  /**
   * @param owner What runs in it.
   * @param parent The scope whose cancellation reaches this one too.
   */
  constructor(owner: ScopeOwner, parent: Scope | undefined) {
    this.owner = owner;
    this.#moveTo(parent === undefined ? undefined : parent.#living);
  }

  /** Why it was cancelled, if it was. */
  get error(): CancelledError | undefined {
    return this.#error;
  }

  /** Why a scope around it was cancelled after it had been cancelled itself. */
  get overtaking(): CancelledError | undefined {
    return this.#overtaking;
  }

  /** Aborted when it is cancelled. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#error !== undefined) this.#controller.abort(this.#error);
    }
    return this.#controller.signal;
  }

  /** Takes it out of the reach of its parent. */
  detach(): void {
    const branches = this.#parent === undefined ? undefined : this.#parent.#branches;
    branches?.delete(this);
  }

  /** The block that runs in it is over: what it has begun and left goes on in the scope around it. */
  dissolve(): void {
    this.detach();
    const around = this.#parent;
    if (around === undefined) return;
    this.#isOver = true;
    for (const branch of this.#branches ?? []) branch.#moveTo(around);
    for (const end of this.#waits ?? []) (around.#waits ??= new Set()).add(end);
    this.#branches = this.#waits = undefined;
  }

  /**
   * Cancels it, once.
   *
   * @param error Why.
   * @param isListenedTo Whether those who have read the signal count as told.
   */
  cancel(error: CancelledError, isListenedTo = true): void {
    if (this.#note(error)) this.#tellOrKeep(error, isListenedTo);
  }

  /**
   * The same from within a poll, which runs no code of the user: waits and listeners are told in a microtask.
   *
   * @param error Why.
   */
  cancelSoon(error: CancelledError): void {
    if (!this.#note(error)) return;
    this.#isTellingDue = true;
    queueMicrotask(() => this.#tellNow());
  }

  /** Whoever leaves it tells of its cancellation: nobody else needs to. */
  acknowledge(): void {
    while (this.#takeUntold() !== undefined);
  }

  /**
   * Throws if it, or a scope of the same task around it, has been cancelled.
   *
   * @throws {CancelledError} Why.
   */
  check(): void {
    if (this.#isOver || this.#error === undefined) return this.#outer?.check();
    this.#tellNow();
    this.#isUntold = false;
    throw this.#error;
  }

  /**
   * Waits for a promise; a cancellation ends the wait, not the promise.
   *
   * @param promise What to wait for.
   * @param onCancel Called when the wait is cancelled.
   */
  wait<T>(promise: Promise<T>, onCancel: OnCancel = () => {}): Promise<T> {
    if (this.#isOver) return this.#living.wait(promise, onCancel);
    const { promise: waiting, resolve, reject } = deferred<T>();
    const end = (error: CancelledError) => {
      this.#leave(end);
      waiting.catch(() => {});
      reject(error);
      onCancel(error);
    };
    (this.#waits ??= new Set()).add(end);
    this.owner.waits += 1;
    promise.then(
      (value) => {
        this.#pass(end);
        resolve(value);
      },
      (error) => {
        this.#pass(end);
        reject(error);
      },
    );
    const untold = this.#takeUntold();
    if (untold !== undefined) end(untold);
    return waiting;
  }

  /** A wait comes to its end uncancelled; whoever waits goes on. */
  #pass(wait: OnCancel): void {
    this.owner.waitsAtLastEnd = this.owner.waits;
    this.#leave(wait);
  }

  #leave(wait: OnCancel): void {
    this.#living.#waits?.delete(wait);
    stepWatch?.resumes(this.owner);
  }

  #moveTo(parent: Scope | undefined): void {
    this.#parent = parent;
    if (parent !== undefined) (parent.#branches ??= new Set()).add(this);
  }

  /** Whether this is the first cancellation. */
  #note(error: CancelledError): boolean {
    if (this.#error !== undefined) return false;
    this.#error = error;
    this.#isUntold = true;
    return true;
  }

  /** Whoever learns of a cancellation before its microtask has come must not be told again by that. */
  #tellNow(): void {
    if (!this.#isTellingDue || this.#error === undefined) return;
    this.#isTellingDue = false;
    this.#tellOrKeep(this.#error, true);
  }

  #tellOrKeep(error: CancelledError, isListenedTo: boolean): void {
    const isHeard = isListenedTo && this.#hasListener();
    const told = this.#tell(error);
    if (isHeard || told === Told.yes) this.#isUntold = false;
    else if (told === Told.perhaps) void this.#seeWhetherTold();
  }

  async #seeWhetherTold(): Promise<void> {
    const { waits } = this.owner;
    this.#isUntold = false;
    await nextTurn();
    this.#isUntold = this.owner.waits === waits;
  }

  #hasListener(): boolean {
    if (this.#controller !== undefined) return true;
    return [...this.#branches ?? []].some((branch) => !branch.#isRoot && branch.#hasListener());
  }

  /** Tells the branches first, then those who wait here. */
  #tell(error: CancelledError): number {
    const { waits, waitsAtLastEnd } = this.owner;
    let told: number = Told.no;
    for (const branch of [...this.#branches ?? []]) {
      if (branch.#isRoot) branch.owner.cancelAll(error);
      else told = Math.max(told, branch.#overtake(error));
    }
    this.onCancelled?.(error);
    this.#controller?.abort(error);
    for (const end of [...this.#waits ?? []]) {
      told = waits > waitsAtLastEnd ? Told.yes : Math.max(told, Told.perhaps);
      end(error);
    }
    return told;
  }

  #overtake(error: CancelledError): number {
    if (this.#error === undefined) this.#error = error;
    else this.#overtaking ??= error;
    return this.#tell(error);
  }

  #takeUntold(): CancelledError | undefined {
    if (!this.#isUntold) return this.#outer === undefined ? undefined : this.#outer.#takeUntold();
    this.#isUntold = false;
    return this.#error;
  }

  /** This scope, or where its block is over the next one around it. */
  get #living(): Scope {
    return this.#isOver && this.#parent !== undefined ? this.#parent.#living : this;
  }

  get #isRoot(): boolean {
    return this.owner.scope === this;
  }

  /** The next scope around this one that belongs to the same task. */
  get #outer(): Scope | undefined {
    return this.#isRoot ? undefined : this.#parent;
  }
}
