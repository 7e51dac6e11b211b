/** Checked by the compiler alone: what named work accepts and gives. */

import {
  type Coroutine,
  coroutine,
  coroutines,
  type EventLoop,
  type Future,
  inline,
  runCoroutineThreadsafe,
} from "sideloop";

/** Fails to compile where `T` is not exactly `U`. */
type Same<T, U> = (<V>() => V extends T ? 1 : 2) extends (<V>() => V extends U ? 1 : 2) ? true
  : never;

function same<T, U>(_proof: Same<T, U>): void {}

const asyncOne = coroutine(import.meta, async function asyncOne(n: number, label?: string) {
  return await Promise.resolve({ n, label });
});

const syncOne = coroutine(import.meta, function syncOne(...words: string[]): number {
  return words.length;
});

const named = coroutine(import.meta, "named", (flag: boolean) => flag ? "yes" : "no");

export function coroutineFunctionsTakeTheirArguments(): void {
  asyncOne(1);
  asyncOne(1, "label");
  syncOne("a", "b", "c");
  named(true);
  // @ts-expect-error an argument is missing
  asyncOne();
  // @ts-expect-error the argument has another type
  asyncOne("1");
  // @ts-expect-error there is an argument too many
  asyncOne(1, "label", 3);
  // @ts-expect-error one of the arguments has another type
  syncOne("a", 2);
  // @ts-expect-error the argument has another type
  named("yes");
}

export function coroutinesGiveTheAwaitedType(): void {
  same<ReturnType<typeof asyncOne>, Coroutine<{ n: number; label: string | undefined }>>(true);
  same<ReturnType<typeof syncOne>, Coroutine<number>>(true);
  // @ts-expect-error a coroutine is not its value
  const wrong: number = syncOne("a");
  return void wrong;
}

export async function awaitedCoroutinesAreTyped(): Promise<void> {
  const count: number = await syncOne("a");
  // @ts-expect-error the value is a number
  const text: string = await syncOne("a");
  return void [count, text];
}

export function coroutineNeedsModuleAndFunction(): void {
  coroutine("file:///module.ts", "byText", () => 1);
  coroutine(new URL("file:///module.ts"), "byUrl", () => 1);
  // @ts-expect-error the module is missing
  coroutine(() => 1);
  // @ts-expect-error what is named is no function
  coroutine(import.meta, "name", 1);
  // @ts-expect-error the name is no text
  coroutine(import.meta, 1, () => 1);
}

type Tasks = typeof import("../fixtures/exports_functions.ts");

const tasks = coroutines<Tasks>(new URL("../fixtures/exports_functions.ts", import.meta.url));

export function membersTakeTheArgumentsOfTheExports(): void {
  tasks.fetchGreeting("Ada");
  tasks.norm({ x: 1, y: 2 });
  tasks.isNamed();
  // @ts-expect-error the argument has another type
  tasks.fetchGreeting(1);
  // @ts-expect-error an argument is missing
  tasks.fetchGreeting();
  // @ts-expect-error a field is missing
  tasks.norm({ x: 1 });
}

export function membersGiveTheAwaitedTypeOfTheExports(): void {
  same<ReturnType<typeof tasks.fetchGreeting>, Coroutine<string>>(true);
  same<ReturnType<typeof tasks.norm>, Coroutine<number>>(true);
}

export function membersAreTheFunctionsAlone(): void {
  // @ts-expect-error an export that is no function is absent
  void tasks.limit;
  // @ts-expect-error an export that does not exist is absent
  void tasks.noSuchExport;
}

export function membersThatAreCoroutineFunctionsAreUnwrapped(): void {
  type Triple = typeof import("../fixtures/exports_coroutines.ts");
  const { triple } = coroutines<Triple>(new URL("file:///exports_coroutines.ts"));
  same<ReturnType<typeof triple>, Coroutine<number>>(true);
}

export function inlineTakesTheArgumentsOfItsFunction(): void {
  same<Coroutine<number>, ReturnType<typeof sum>>(true);
  inline((text: string, times?: number) => text.repeat(times ?? 1), "a");
  // @ts-expect-error an argument is missing
  inline((a: number, b: number) => a + b, 1);
  // @ts-expect-error the argument has another type
  inline((a: number) => a, "1");
  // @ts-expect-error there is an argument too many
  inline(() => 1, 2);
  // @ts-expect-error what is sent is no function
  inline("() => 1");
}

function sum(): Coroutine<number> {
  return inline(async (a: number, b: number) => await Promise.resolve(a + b), 1, 2);
}

const generated = coroutine(import.meta, function* generated(n: number) {
  const text: string = yield Promise.resolve(`${n}`);
  return text.length;
});

const generatedByName = coroutine(import.meta, "generatedByName", function* (n: number) {
  const text: string = yield Promise.resolve(`${n}`);
  yield;
  return Promise.resolve(text);
});

export function generatorsGiveWhatTheyReturn(): void {
  generated(1);
  same<ReturnType<typeof generated>, Coroutine<number>>(true);
  same<ReturnType<typeof generatedByName>, Coroutine<string>>(true);
  same<ReturnType<typeof inlineGenerator>, Coroutine<number>>(true);
  // @ts-expect-error the argument has another type
  generated("1");
}

function inlineGenerator(): Coroutine<number> {
  return inline(function* (n: number) {
    const text: string = yield Promise.resolve(`${n}`);
    return text.length;
  }, 1);
}

export function membersThatAreGeneratorsGiveWhatTheyReturn(): void {
  type Generators = typeof import("../fixtures/asyncio/exports_generator.ts");
  const { joined } = coroutines<Generators>(new URL("file:///exports_generator.ts"));
  same<ReturnType<typeof joined>, Coroutine<string>>(true);
}

export function generatorsThatReturnNothingGiveNothing(): void {
  const silent = coroutine(import.meta, function* silent() {
    yield;
  });
  same<ReturnType<typeof silent>, Coroutine<void>>(true);
}

export function submissionTakesCoroutinesAlone(loop: EventLoop): void {
  same<ReturnType<typeof submitted>, Future<number>>(true);
  // @ts-expect-error a closure is no coroutine
  runCoroutineThreadsafe(() => 1, loop);
  // @ts-expect-error an async function is no coroutine
  runCoroutineThreadsafe(async () => await Promise.resolve(1), loop);
  // @ts-expect-error a promise is no coroutine
  runCoroutineThreadsafe(Promise.resolve(1), loop);
  // @ts-expect-error a coroutine function that is not called is no coroutine
  runCoroutineThreadsafe(syncOne, loop);
  // @ts-expect-error the loop is missing
  runCoroutineThreadsafe(syncOne("a"));
  // @ts-expect-error there is no such option
  runCoroutineThreadsafe(syncOne("a"), loop, { timeout: 1 });
  // @ts-expect-error the signal is none
  runCoroutineThreadsafe(syncOne("a"), loop, { signal: "abort" });
}

function submitted(loop: EventLoop): Future<number> {
  return runCoroutineThreadsafe(syncOne("a"), loop, {
    name: "job",
    signal: AbortSignal.timeout(1),
    transfer: [new ArrayBuffer(1)],
    context: { user: "ada" },
  });
}
