import type { Task } from "../core/task_type.ts";
import { FutureObject } from "../sync/future.ts";
import { isFuture } from "../sync/future_inner.ts";
import { threadInbox } from "../sync/inbox.ts";
import type { Producer } from "../sync/producer.ts";
import { currentScope } from "./current.ts";
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
    return this.scope.signal;
  }

  checkCancelled(): void {
    threadInbox().pollUrgent();
    const here = currentScope();
    (here?.owner === this.scope.owner ? here : this.scope).check();
  }
}

/**
 * Whether a value is a task of this thread.
 *
 * @param value Anything.
 */
export function isTask(value: unknown): value is TaskObject {
  return isFuture(value) && "scope" in value;
}
