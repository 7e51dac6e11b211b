import type { Future } from "sideloop";
import type { FutureModel } from "./model.ts";
import { outcomeOfCall, textOfError, textOfValue } from "./outcome_text.ts";
import type { Host } from "./host.ts";
import type { World } from "./world.ts";

/** A callback that was registered, and how often it has been called. */
export interface Registration {
  readonly text: string;
  calls: number;
  /** Whether it was taken back before it was called. */
  isRemoved: boolean;
}

/** A future of a program, with what must hold for it at any time. */
export class WatchedFuture {
  readonly name: string;
  readonly future: Future<unknown>;
  readonly model: FutureModel;
  readonly host: Host;
  readonly registrations: Registration[] = [];
  /** Whether anybody has looked at its outcome, or will. */
  isLookedAt = false;
  readonly #world: World;
  #wasDone = false;
  #seen: { readonly value: unknown } | undefined;

  constructor(
    world: World,
    named: { name: string; future: Future<unknown>; model: FutureModel; host: Host },
  ) {
    this.#world = world;
    this.name = named.name;
    this.future = named.future;
    this.model = named.model;
    this.host = named.host;
  }

  /** Checks what can be known without looking at the outcome. */
  peek(): boolean {
    const isDone = this.future.done();
    this.#world.check(isDone || !this.#wasDone, `${this.name} was done and is not any more`);
    this.#wasDone = isDone;
    const { future, model } = this;
    this.#world.check(!isDone || !future.running(), `${this.name} is done and running`);
    if (future.cancelled()) this.see("cancelled");
    else if (isDone) {
      this.#world.check(!model.isCancelled, `${this.name} has lost its cancellation`);
    }
    return isDone;
  }

  /** Checks its outcome, if it has one; both ways of asking must agree, each time anew. */
  look(): void {
    if (!this.peek()) return;
    this.isLookedAt = true;
    const first = this.#ask();
    const second = this.#ask();
    this.see(first.text);
    this.#world.check(
      first.value === second.value && (this.#seen ??= first).value === first.value,
      `${this.name} gave two different outcomes: ${first.text}`,
    );
    const exception = outcomeOfCall(() => this.future.exception(0) !== undefined);
    this.#world.check(
      exception === exceptionOf(first.text),
      `exception() of ${this.name}, which ${first.text}: ${exception}`,
    );
  }

  /** Notes an outcome that was given, or an answer that is none: `not yet`. */
  see(outcome: string): void {
    if (outcome === "not yet") {
      return this.#world.check(!this.#wasDone, `${this.name} was done and gives no outcome`);
    }
    this.#wasDone = true;
    this.#world.check(
      this.model.allows(outcome),
      `${this.name} cannot have ended so: ${outcome}` +
        (this.model.outcome === undefined ? "" : `; before it was: ${this.model.outcome}`),
    );
    this.model.outcome ??= outcome;
  }

  /** Registers a callback that must be called exactly once, with this future. */
  register(text: string, callback: () => void): void {
    this.isLookedAt = true;
    const registration: Registration = { text, calls: 0, isRemoved: false };
    this.registrations.push(registration);
    this.future.addDoneCallback((given) => {
      registration.calls += 1;
      this.#world.check(given === this.future, `${text} was called with another future`);
      this.#world.check(this.peek(), `${text} was called before ${this.name} was done`);
      callback();
    });
  }

  #ask(): { text: string; value: unknown } {
    try {
      const value = this.future.result(0);
      return { text: textOfValue(value), value };
    } catch (error) {
      return { text: textOfError(error), value: error };
    }
  }
}

/** What `exception()` answers where `result()` ends so. */
function exceptionOf(outcome: string): string {
  if (outcome === "cancelled") return "cancelled";
  return `returned ${!outcome.startsWith("returned")}`;
}
