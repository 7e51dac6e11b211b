import type { Coroutine, Future, SubmitOptions } from "sideloop";
import { type Generation, type Host, LoopHost, WorkerHost } from "./host.ts";
import { FutureModel } from "./model.ts";
import type { LoopName } from "./names.ts";
import { outcomeOfCall, textOfError } from "./outcome_text.ts";
import { WatchedFuture } from "./watched_future.ts";
import type { Work } from "./works/work.ts";

/** How something is submitted. */
export interface Submission {
  /** The number of its future. */
  readonly number: number;
  readonly work: Work;
  /** Whether a done callback looks at the outcome as soon as there is one. */
  readonly isWatched: boolean;
  readonly options?: SubmitOptions;
}

/** What a program has while it runs: loops, futures, and what was found wrong. */
export class World {
  /** What does not hold that should. */
  readonly failures: string[] = [];
  readonly futures: Map<number, WatchedFuture> = new Map();
  readonly #hosts = new Map<LoopName, Host>();
  readonly #patience: number;
  readonly #background: Promise<void>[] = [];

  /** @param patience How long anything may take that must happen, in milliseconds. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** The milliseconds after which a blocking wait counts as hung. */
  get patience(): number {
    return this.#patience;
  }

  /** All that has loops. */
  get hosts(): Iterable<Host> {
    return this.#hosts.values();
  }

  /** What has a name, made at the first use of it. */
  host(name: LoopName): Host {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const host = name.startsWith("worker") ? new WorkerHost(name) : new LoopHost(name);
    this.#hosts.set(name, host);
    return host;
  }

  /** Notes a failure unless something holds. */
  check(holds: boolean, otherwise: string): void {
    if (!holds) this.failures.push(otherwise);
  }

  /** Has a loop do work; it must be accepted or refused as the model says. */
  submit(host: Host, { number, work, isWatched, options }: Submission): void {
    const mustStart = !host.takesWorkBefore && !host.model.isStarted;
    const { coroutine, model } = work.bind(this, host.model);
    const future = this.#accepted(host, coroutine, mustStart, options);
    if (future === undefined) return;
    const named = { name: `f${number}`, future, host, model: new FutureModel(model, host.model) };
    const watched = new WatchedFuture(this, named);
    this.futures.set(number, watched);
    if (isWatched) watched.register(`the callback that watches f${number}`, () => watched.look());
  }

  #accepted(
    host: Host,
    coroutine: Coroutine<unknown>,
    mustStart: boolean,
    options: SubmitOptions | undefined,
  ): Future<unknown> | undefined {
    try {
      const future = host.submit(coroutine, options);
      this.check(
        host.model.allowsAnswer("accepted") && !mustStart,
        `${host.name} accepts work after its end, or before its start`,
      );
      return future;
    } catch (error) {
      this.#checkRefusal(host, textOfError(error), mustStart);
    }
  }

  #checkRefusal({ name, model, takesWorkBefore }: Host, refusal: string, mustStart: boolean): void {
    const closed = takesWorkBefore ? "closed" : "not running";
    const isAllowed = refusal === closed
      ? mustStart || model.allowsAnswer("closed")
      : refusal === "broken" && model.allowsAnswer("broken");
    this.check(isAllowed, `${name} must not refuse work so: ${refusal}`);
  }

  /** Notes a failure if a call ends in a way that is not listed. */
  expect(what: string, call: () => unknown, allowed: readonly string[]): string {
    const outcome = outcomeOfCall(call);
    this.check(allowed.includes(outcome), `${what}: ${outcome}; expected ${allowed.join(" or ")}`);
    return outcome;
  }

  /** Waits for what must happen; not at all if something was found wrong already. */
  async within(what: string, promise: PromiseLike<unknown>): Promise<void> {
    if (this.failures.length > 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expired = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.failures.push(`hung: ${what}`);
        resolve();
      }, this.#patience);
    });
    await Promise.race([promise, expired]).finally(() => clearTimeout(timer));
  }

  /** Waits for the end of a coroutine that must end. */
  async untilEnded(watched: WatchedFuture): Promise<void> {
    await this.within(`the end of ${watched.name}`, watched.future.settled);
    watched.model.end();
  }

  /** Has something go on beside the lines that follow; it must end. */
  meanwhile(what: string, promise: PromiseLike<unknown>): void {
    this.#background.push(this.within(what, promise));
  }

  /** Waits for all that goes on. */
  async rest(): Promise<void> {
    await Promise.all(this.#background.splice(0));
  }

  /** The futures of one loop. */
  futuresOf({ model }: Generation): WatchedFuture[] {
    return [...this.futures.values()].filter((future) => future.model.loop === model);
  }
}
