/** Checked by the compiler alone: services. */

import {
  AsyncService,
  type AsyncServiceOptions,
  type EventLoop,
  type Future,
  type MethodNames,
  type ServiceCallOptions,
  type StopReport,
  type Stream,
} from "sideloop";

interface Forecast {
  readonly city: string;
  readonly degrees: number;
}

class Base {
  inherited(): string {
    return "inherited";
  }
}

class Weather extends Base {
  readonly label = "label";
  readonly arrow = (params: { n: number }): number => params.n;

  static ofClass(): void {}

  forecast(params: { city: string }): Promise<Forecast> {
    return Promise.resolve({ ...params, degrees: 20 });
  }

  count(): number {
    return 1;
  }

  reset(to?: number): void {
    void to;
  }

  repeat(text: string, times = 2): string {
    return text.repeat(times);
  }

  maybe(params: string | undefined): boolean {
    return params === undefined;
  }

  *steps(): Generator<unknown, Promise<string>, never> {
    yield 1;
    return Promise.resolve("done");
  }

  needsTwo(a: number, b: number): number {
    return a + b;
  }

  [Symbol.iterator](): Iterator<number> {
    return [][Symbol.iterator]();
  }

  protected guarded(): void {}

  private hidden(): void {}

  touch(): void {
    this.hidden();
  }
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;

export const namesAreThePublicMethods: Equal<
  MethodNames<Weather>,
  "inherited" | "arrow" | "forecast" | "count" | "reset" | "repeat" | "maybe" | "steps" | "touch"
> = true;

const service = new AsyncService<Weather>(new URL("./weather.ts", import.meta.url), "Weather");

export function callsAreTyped(): void {
  const options: ServiceCallOptions = { timeout: 100, name: "a", context: 1 };
  const forecast: Future<Forecast> = service.call("forecast", { city: "Oslo" }, options);
  const count: Future<number> = service.call("count");
  const counted: Future<number> = service.call("count", undefined, options);
  const reset: Future<void> = service.call("reset");
  const resetTo: Future<void> = service.call("reset", 1, { signal: AbortSignal.abort() });
  const repeated: Future<string> = service.call("repeat", "a");
  const maybe: Future<boolean> = service.call("maybe", undefined);
  const steps: Future<string> = service.call("steps");
  const arrow: Future<number> = service.call("arrow", { n: 1 });
  const inherited: Future<string> = service.call("inherited");
  return void [
    forecast,
    count,
    counted,
    reset,
    resetTo,
    repeated,
    maybe,
    steps,
    arrow,
    inherited,
  ];
}

export function blockingCallsAreTyped(): void {
  const forecast: Forecast = service.callSync("forecast", { city: "Oslo" }, { timeout: 100 });
  const count: number = service.callSync("count");
  const steps: string = service.callSync("steps");
  return void [forecast, count, steps];
}

export function wrongCallsAreErrors(): void {
  // @ts-expect-error there is no such method
  service.call("nope");
  // @ts-expect-error a field is no method
  service.call("label");
  // @ts-expect-error a method of the class itself is none of its objects
  service.call("ofClass");
  // @ts-expect-error a private method
  service.call("hidden");
  // @ts-expect-error a protected method
  service.call("guarded");
  // @ts-expect-error a symbol
  service.call(Symbol.iterator);
  // @ts-expect-error a method that needs two arguments
  service.call("needsTwo", 1);
  // @ts-expect-error what all objects have
  service.call("hasOwnProperty", "a");
  // @ts-expect-error the parameter is missing
  service.call("forecast");
  // @ts-expect-error the parameter is of the wrong type
  service.call("forecast", { city: 1 });
  // @ts-expect-error there is no parameter
  service.call("count", 1);
  // @ts-expect-error an unknown option
  service.call("count", undefined, { timeOut: 1 });
  // @ts-expect-error the result is an object
  const wrong: Future<number> = service.call("forecast", { city: "Oslo" });
  // @ts-expect-error there is no such method
  service.callSync("nope");
  // @ts-expect-error the result is a number
  const wrongSync: string = service.callSync("count");
  return void [wrong, wrongSync];
}

export function untypedServicesTakeAnyName(): void {
  const untyped = new AsyncService("file:///weather.js", "Weather");
  const future: Future<unknown> = untyped.call("anything", { at: "all" }, { timeout: 1 });
  const value: unknown = untyped.callSync("anything");
  return void [future, value];
}

export async function servicesAreTyped(): Promise<void> {
  const options: AsyncServiceOptions = { name: "a", args: [1, { b: 2 }], stopTimeout: 10 };
  const other = new AsyncService<Weather>("file:///weather.js", "Weather", options);
  const started: AsyncService<Weather> = other.start();
  const loop: EventLoop = other.loop;
  const running: boolean = other.isRunning;
  const blocked: StopReport = other.stopSync(1_000);
  const report: StopReport = await other.stop();
  // @ts-expect-error the arguments are an array
  void new AsyncService<Weather>("file:///weather.js", "Weather", { args: 1 });
  // @ts-expect-error the class is named, not given
  void new AsyncService<Weather>("file:///weather.js", Weather);
  return void [started, loop, running, blocked, report];
}

declare class Feed {
  rows(params: { table: string }): AsyncGenerator<{ id: number }>;
  pages(): Promise<ReadableStream<string>>;
  list(): number[];
}

/** Checks how methods that give streams are typed. */
export async function streamsAreTyped(service: AsyncService<Feed>): Promise<void> {
  for await (const row of service.call("rows", { table: "a" })) row satisfies { id: number };
  for (const row of service.call("rows", { table: "a" })) row satisfies { id: number };
  for await (const row of await service.call("rows", { table: "a" })) row satisfies { id: number };
  for (const row of service.callSync("rows", { table: "a" })) row satisfies { id: number };
  for await (const page of service.call("pages")) page satisfies string;
  const stream: Stream<string> = service.callSync("pages");
  const list: Future<number[]> = service.call("list");
  // @ts-expect-error a list is a value like others
  for await (const _ of service.call("list"));
  return void [stream, list];
}
