/**
 * Who gets the errors that nobody else would see.
 *
 * @module
 */

import { queueMicrotask } from "../core/built_ins.ts";
import type { EventLoop, ExceptionContext, ExceptionHandler } from "../core/contract.ts";
import { checkFunction } from "../core/options.ts";
import { runtime } from "../runtime/select.ts";

/** Hands errors to the program's handler, or puts them on stderr. */
export class Reporter {
  readonly #loop: EventLoop;
  #handler: ExceptionHandler | undefined;

  /**
   * @param loop Whose errors they are.
   * @param handler Gets them; `undefined` puts them on stderr.
   */
  constructor(loop: EventLoop, handler: ExceptionHandler | undefined) {
    this.#loop = loop;
    this.setHandler(handler);
  }

  /**
   * Replaces the handler.
   *
   * @param handler Gets the errors from now on; `undefined` puts them on stderr.
   * @throws {TypeError} If it is something else.
   */
  setHandler(handler: ExceptionHandler | undefined): void {
    checkFunction(handler, "the exception handler");
    this.#handler = handler;
  }

  /**
   * Reports, in a microtask: the news may have come in the middle of any call. At the end of the thread there is
   * none, and it is done at once.
   *
   * @param error What happened.
   * @param context Where.
   */
  report(error: unknown, context: Omit<ExceptionContext, "loop">): void {
    const deliver = () => this.#deliver(error, { ...context, loop: this.#loop });
    if (runtime.isExiting) deliver();
    else queueMicrotask(deliver);
  }

  /**
   * The same without delay where there is no handler: this thread may go on blocking for long. Runs no code of
   * the user.
   *
   * @param error What happened.
   * @param context Where.
   */
  reportNow(error: unknown, context: Omit<ExceptionContext, "loop">): void {
    if (this.#handler !== undefined) return this.report(error, context);
    runtime.printError(...describe(error, { ...context, loop: this.#loop }));
  }

  #deliver(error: unknown, context: ExceptionContext): void {
    if (this.#handler === undefined) return print(error, context);
    try {
      this.#handler(error, context);
    } catch (broken) {
      print(broken, { message: "Exception in the exception handler", loop: context.loop });
      print(error, context);
    }
  }
}

function print(error: unknown, context: ExceptionContext): void {
  console.error(...describe(error, context));
}

function describe(error: unknown, { message, loop, task }: ExceptionContext): [string, unknown] {
  const where = task === undefined || message.includes(task) ? loop.name : `${loop.name}, ${task}`;
  return [`${message} (${where}):`, hasFrames(error) ? runtime.inspect(error) : String(error)];
}

function hasFrames(error: unknown): boolean {
  return !(error instanceof Error) || error.stack !== String(error);
}
