import type { CancelledError } from "../core/errors.ts";
import { FutureObject } from "../sync/future.ts";
import { threadInbox } from "../sync/inbox.ts";
import type { Producer } from "../sync/producer.ts";
import { currentScope } from "./current.ts";
import { Scope, type ScopedTask } from "./scope.ts";

/** What a task is made of. */
export interface TaskParts {
  /** What its producer knows it by. */
  readonly id: number;
  /** What it is called. */
  readonly name: string;
  /** What the submitter gave along. */
  readonly context?: unknown;
}

/** The one implementation of tasks. */
export class TaskObject<T = unknown> extends FutureObject<T> implements ScopedTask {
  readonly context: unknown;
  readonly scope: Scope;

  /**
   * @param parts What it is made of.
   * @param producer Runs it.
   * @param parent The scope whose cancellation cancels it, too.
   */
  constructor({ id, name, context }: TaskParts, producer: Producer, parent: Scope | undefined) {
    super(name, producer, id);
    this.context = context;
    this.scope = new Scope(this, parent);
  }

  /** Why it was cancelled, if it was. */
  get cancelledWith(): CancelledError | undefined {
    return this.scope.error;
  }

  /** Whether it runs the calling code. */
  get isCurrent(): boolean {
    return currentScope()?.task === this;
  }

  get signal(): AbortSignal {
    return this.scope.signal;
  }

  checkCancelled(): void {
    threadInbox().pollUrgent();
    const here = currentScope();
    (here?.task === this ? here : this.scope).check();
  }
}
