import { InvalidStateError } from "../core/errors.ts";
import { requireFunction } from "../core/options.ts";
import type { Task } from "../core/task_type.ts";
import { FutureObject } from "../sync/future.ts";
import { isFuture } from "../sync/future_inner.ts";
import { threadInbox } from "../sync/inbox.ts";
import type { Producer } from "../sync/producer.ts";
import { currentScope, lendTo, scopeStorage } from "./current.ts";
import type { Scope } from "./scope.ts";

/** The one implementation of tasks. */
export class TaskObject<T = unknown> extends FutureObject<T> implements Task<T> {
  /** The root of its scopes. */
  readonly scope: Scope;

  /**
   * @param scope The root of its scopes.
   * @param producer Runs it.
   */
  constructor(scope: Scope, producer: Producer) {
    super(scope.owner.name, producer);
    this.scope = scope;
  }

  get context(): unknown {
    return this.scope.owner.context;
  }

  get signal(): AbortSignal {
    return (this.#here ?? this.scope).signal;
  }

  checkCancelled(): void {
    threadInbox().pollUrgent();
    const here = this.#here;
    if (here !== undefined) here.check();
    else if (this.scope.error !== undefined) throw this.scope.error;
  }

  run<R>(fn: () => R): R {
    requireFunction(fn, "the function of run");
    const scope = this.#here ?? this.scope;
    const result = scopeStorage().run(scope, fn);
    if (!(result instanceof Promise)) return result;
    return lendTo(scope, result) as R;
  }

  /** The scope of the calling code, if this task runs it. */
  get #here(): Scope | undefined {
    const scope = currentScope();
    return scope?.owner === this.scope.owner ? scope : undefined;
  }
}

/**
 * Throws where a task waits for itself: it would do so for ever.
 *
 * @param subject What is waited for.
 * @throws {InvalidStateError} If it is the task that runs the calling code.
 */
export function checkNotItself(subject: unknown): void {
  if (!isTask(subject) || subject.scope.owner !== currentScope()?.owner) return;
  throw new InvalidStateError(`Cannot await ${subject.name} in itself: it would never end`);
}

/**
 * Whether a value is a task of this thread.
 *
 * @param value Anything.
 */
export function isTask(value: unknown): value is TaskObject {
  return isFuture(value) && "scope" in value;
}
