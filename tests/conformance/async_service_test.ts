import {
  AsyncService,
  BrokenLoopError,
  CancelledError,
  CoroutineLoadError,
  DeadlockError,
  Future,
  LoopAlreadyRunningError,
  LoopNotRunningError,
  runCoroutineThreadsafe,
  SerializationError,
  UnknownMethodError,
} from "sideloop";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { add } from "../fixtures/adds.ts";
import { begun } from "../fixtures/begun.ts";
import { raised, sharedWords } from "../fixtures/blocks_thread.ts";
import { failToInitialize, initialize, type SeesInitialization } from "../fixtures/initializes.ts";
import { Recorder } from "../fixtures/recorded_reports.ts";
import type { Counter } from "../fixtures/services/counter.ts";
import type { DisposesLate } from "../fixtures/services/disposes.ts";
import type { Echo } from "../fixtures/services/echo.ts";
import type { Guarded, Thenable } from "../fixtures/services/guarded.ts";
import type { Throws, Unmakeable } from "../fixtures/services/throws.ts";
import type { Waits } from "../fixtures/services/waits.ts";
import type { Weather } from "../fixtures/services/weather.ts";
import { callAny, serviceUrl, withService } from "../fixtures/services/with_service.ts";
import { failureOf, PATIENCE, thrownBy } from "../fixtures/with_loop.ts";

type Options = ConstructorParameters<typeof AsyncService>[2];

function withWeather(
  body: (service: AsyncService<Weather>) => unknown,
  options?: Options,
): Promise<void> {
  return withService("weather.ts", "Weather", body, options);
}

function withCounter(
  body: (service: AsyncService<Counter>) => unknown,
  options?: Options,
): Promise<void> {
  return withService("counter.ts", "Counter", body, options);
}

function withEcho(body: (service: AsyncService<Echo>) => unknown): Promise<void> {
  return withService("echo.ts", "Echo", body);
}

function withWaits(body: (service: AsyncService<Waits>) => unknown): Promise<void> {
  return withService("waits.ts", "Waits", body);
}

function withThrows(body: (service: AsyncService<Throws>) => unknown): Promise<void> {
  return withService("throws.ts", "Throws", body);
}

function newWeather(options?: Options): AsyncService<Weather> {
  return new AsyncService<Weather>(serviceUrl("weather.ts"), "Weather", options);
}

test.blocking("AsyncService: the tutorial's service, awaited and blocking", async () => {
  await withWeather(async (service) => {
    const url = "https://api.example.com";
    assertEquals(await service.call("fetch", { url }), { url, data: "example" });
    assertEquals(service.callSync("compute", { x: 10, y: 20 }), 30);
  });
});

test("AsyncService: methods run on the thread of the loop, as tasks named by class and method", async () => {
  await withWeather(async (service) => {
    assertEquals(await service.call("whereabouts"), {
      task: "Weather.whereabouts",
      thread: "Погода",
      isMain: false,
    });
  }, { name: "Погода" });
});

test("AsyncService.call: returns a future of the loop, named by class and method", async () => {
  await withWeather(async (service) => {
    const future = service.call("compute", { x: 1, y: 2 });
    assertInstanceOf(future, Future);
    assertEquals([future.name, future.loop], ["Weather.compute", service.loop]);
    assertEquals(await future, 3);
  });
});

test.blocking("AsyncService.call: takes sync, async and generator methods and fields [164]", async () => {
  await withCounter(async (service) => {
    assertEquals(await service.call("add", { by: 2 }), 2);
    assertEquals(await service.call("addLater", { by: 2 }), 4);
    assertEquals(await service.call("addInSteps", { by: 2 }), 6);
    assertEquals(await service.call("twice"), 12);
    assertEquals(service.callSync("addInSteps", { by: 1 }), 7);
  });
});

test.blocking("AsyncService.call: a method calls others of its object", async () => {
  await withCounter((service) => {
    assertEquals(service.callSync("addTwice", { by: 3 }), 6);
  });
});

test("AsyncService.call: the object keeps its state between calls", async () => {
  await withCounter(async (service) => {
    await Promise.all([1, 2, 3].map((by) => service.call("addLater", { by })));
    assertEquals((await service.call("describe")).count, 6);
  });
});

test("AsyncService.call: 50 at once get each its own answer", async () => {
  await withEcho(async (service) => {
    const values = Array.from({ length: 50 }, (_, index) => index);
    const futures = values.map((value) => service.call("echoLate", { after: 50 - value, value }));
    assertEquals(await Promise.all(futures), values);
  });
});

test.blocking("AsyncService.call: parameters may be called anything", async () => {
  await withEcho(async (service) => {
    const params = { method: "echo", params: 1, timeout: -1, signal: null, id: 7, then: "later" };
    assertEquals(await service.call("echo", params), params);
    assertEquals(service.callSync("echo", params), params);
  });
});

test("AsyncService.call: without parameters the method gets none", async () => {
  await withEcho(async (service) => {
    assertEquals(await service.call("count"), 0);
    assertEquals(await service.call("count", undefined, { name: "other" }), 0);
    assertEquals(await service.call("count", null), 1);
    assertEquals(await service.call("withDefault"), 7);
  });
});

test("AsyncService.call: takes name, context and transfer", async () => {
  await withCounter(async (service) => {
    const future = service.call("context", undefined, { name: "job 7", context: { user: 7 } });
    assertEquals([future.name, await future], ["job 7", { user: 7 }]);
    const bytes = new Uint8Array(8);
    await callAny(service as never, "describe", bytes, { transfer: [bytes.buffer] });
    assertEquals(bytes.byteLength, 0);
  });
});

const UNKNOWN = [
  "nope",
  "",
  "constructor",
  "__proto__",
  "hasOwnProperty",
  "valueOf",
  "then",
  "computed",
  "hidden",
  "data",
  "fromClass",
  "#private",
  "Symbol.iterator",
  "prototype",
];

test.blocking("AsyncService.call: only the class's own methods are known, and no getter runs [197]", async () => {
  await withService<Guarded>("guarded.ts", "Guarded", async (service) => {
    for (const method of UNKNOWN) {
      const error = await failureOf(callAny(service as never, method));
      assertInstanceOf(error, UnknownMethodError, method);
      assertEquals([error.message, error.method], [`Unknown method: ${method}`, method]);
    }
    assertEquals(await service.call("touched"), []);
    const error = thrownBy(() => service.callSync("nope" as "touched"));
    assertEquals(String(error), "UnknownMethodError: Unknown method: nope");
  });
});

test("AsyncService.call: toString, toLocaleString and then of Object are unknown [197]", async () => {
  await withWeather(async (service) => {
    for (const method of ["toString", "toLocaleString", "isPrototypeOf", "then"]) {
      assertInstanceOf(await failureOf(callAny(service as never, method)), UnknownMethodError);
    }
  });
});

test("AsyncService.call: methods of bases are known, and those the class names like Object's", async () => {
  await withService<Guarded>("guarded.ts", "Guarded", async (service) => {
    assertEquals(await service.call("inherited"), "inherited");
    assertEquals(await service.call("overridden"), "of the class");
    assertEquals(await service.call("toString"), "guarded by function");
    assertEquals(await service.call("callPrivate"), "secret");
  });
});

test("AsyncService: a class with a method named then is no promise", async () => {
  await withService<Thenable>("guarded.ts", "Thenable", async (service) => {
    await service.loop.ready;
    assertEquals(await service.call("then"), "called");
  });
});

test("AsyncService.call: what is no name of a method throws at once", async () => {
  await withWeather((service) => {
    for (const method of [undefined, null, 7, Symbol.iterator, ["fetch"], {}]) {
      assertThrows(() => callAny(service as never, method), TypeError, "name of a method");
    }
  });
});

test("AsyncService.call: wrong options throw at once", async () => {
  await withWeather((service) => {
    const wrong: [unknown, typeof TypeError | typeof RangeError][] = [
      [{ timeout: NaN }, RangeError],
      [{ timeout: "1" }, TypeError],
      [{ signal: {} }, TypeError],
      [{ name: 7 }, TypeError],
      [{ transfer: 7 }, TypeError],
      [7, TypeError],
      [null, TypeError],
    ];
    for (const [options, errorClass] of wrong) {
      assertThrows(() => callAny(service as never, "whereabouts", undefined, options), errorClass);
    }
    assertEquals(service.loop.stats().pending, 0);
  });
});

test.blocking("AsyncService.call: an error with an empty message is an error", async () => {
  await withThrows(async (service) => {
    const error = await failureOf(service.call("range", ""));
    assertInstanceOf(error, RangeError);
    assertEquals(error.message, "");
    assertInstanceOf(thrownBy(() => service.callSync("range", "")), RangeError);
    assertEquals(await failureOf(service.call("text", "")), "");
  });
});

test("AsyncService.call: errors arrive with class, fields, cause and both stacks", async () => {
  await withThrows(async (service) => {
    const error = await failureOf(service.call("domain", "wrong")) as Error & { code: string };
    assertEquals([error.name, error.message, error.code], ["DomainError", "wrong", "E_DOMAIN"]);
    assertInstanceOf(error.cause, TypeError);
    assert(error.stack?.includes("throws.ts"), error.stack);
    assert(error.stack?.includes("async_service_test.ts"), error.stack);
  });
});

test.blocking("AsyncService.callSync: errors show where it was called, without the library's frames", async () => {
  await withThrows((service) => {
    const stackOf = (name: string) => {
      const { stack = "" } = thrownBy(() => service.callSync("domain", name)) as Error;
      return stack.slice(stack.indexOf("--- submitted from"));
    };
    for (const stack of [stackOf("one"), stackOf("another")]) {
      assert(stack.includes("async_service_test.ts"), stack);
      assert(!stack.includes("async_service.ts"), stack);
    }
  });
});

test.blocking("AsyncService.call: a method that cancels itself gives CancelledError, at once", async () => {
  await withThrows(async (service) => {
    assertThrows(() => service.callSync("cancelItself"), CancelledError, "by itself");
    await assertRejects(() => service.call("cancelOwnTask"), CancelledError, "by its task");
  });
});

test("AsyncService.call: a result that cannot cross fails that call alone", async () => {
  await withEcho(async (service) => {
    const error = await failureOf(service.call("makeClosure"));
    assertInstanceOf(error, SerializationError);
    assertEquals(error.path, "result.values[1]");
    assertEquals(await service.call("echo", 1), 1);
  });
});

test("AsyncService.call: a parameter that cannot cross throws at once and calls nothing", async () => {
  await withEcho(async (service) => {
    const error = thrownBy(() => service.call("echo", { user: { onClick: () => {} } }));
    assertInstanceOf(error, SerializationError);
    assertEquals(error.path, "args[0].user.onClick");
    assertInstanceOf(thrownBy(() => service.call("echo", { service })), SerializationError);
    await service.call("echo", 1);
    assertEquals(service.loop.stats().completed, 1);
  });
});

test("AsyncService.call: aborting the signal cancels the method", async () => {
  await withWaits(async (service) => {
    const controller = new AbortController();
    const words = sharedWords();
    const future = service.call("sleepLong", words, { signal: controller.signal, timeout: 60_000 });
    assert(await raised(words, 0, PATIENCE));
    controller.abort("enough");
    assertInstanceOf(await failureOf(future), CancelledError);
    await future.settled;
    assertEquals(await service.call("ends"), ["CancelledError: enough"]);
  });
}, { skip: SHARES_MEMORY });

test("AsyncService.call: a signal that is aborted already calls nothing", async () => {
  await withWaits(async (service) => {
    const options = { signal: AbortSignal.abort("before") };
    const future = service.call("sleepLong", undefined, options);
    assertEquals(future.cancelled(), true);
    assertThrows(() => service.callSync("sleepLong", undefined, options), CancelledError, "before");
    assertEquals(await service.call("ends"), []);
  });
});

test("AsyncService.call: cancelling the future cancels the method", async () => {
  await withWaits(async (service) => {
    const words = sharedWords();
    const future = service.call("sleepLong", words);
    assert(await raised(words, 0, PATIENCE));
    assertEquals(future.cancel("no more"), true);
    await future.settled;
    assertEquals(await service.call("ends"), ["CancelledError: no more"]);
  });
}, { skip: SHARES_MEMORY });

test("AsyncService.call: before the start throws [166]", () => {
  const service = newWeather();
  assertThrows(() => service.call("whereabouts"), LoopNotRunningError);
  assertThrows(() => service.callSync("whereabouts"), LoopNotRunningError);
  assertEquals([service.isRunning, service.loop.stats().pending], [false, 0]);
});

test("AsyncService.call: from the moment the stop begins throws [166, 169]", async () => {
  const service = newWeather().start();
  const stopped = service.stop();
  assertThrows(() => service.call("whereabouts"), LoopNotRunningError);
  await stopped;
  assertThrows(() => service.call("whereabouts"), LoopNotRunningError);
  assertThrows(() => service.callSync("whereabouts"), LoopNotRunningError);
});

test("AsyncService.stop: cancels what is under way, at once", async () => {
  const service = new AsyncService<Waits>(serviceUrl("waits.ts"), "Waits").start();
  const words = sharedWords();
  const future = service.call("sleepLong", words, { timeout: 60_000 });
  assert(await raised(words, 0, PATIENCE));
  const stopped = service.stop();
  assertEquals(future.cancelled(), true);
  const { cancelled, terminated, errors } = await stopped;
  assertEquals({ cancelled, terminated, errors }, { cancelled: 1, terminated: false, errors: [] });
}, { skip: SHARES_MEMORY });

test.blocking("AsyncService.stop: terminates what does not end in time, and says so", async () => {
  const service = new AsyncService<Waits>(serviceUrl("waits.ts"), "Waits", { onError: () => {} });
  const words = sharedWords();
  const future = service.start().call("block", words);
  assert(await raised(words, 0, PATIENCE));
  const { abandoned, terminated } = service.stopSync(50);
  assertEquals({ abandoned, terminated, done: future.done() }, {
    abandoned: 1,
    terminated: true,
    done: true,
  });
});

test("AsyncService.stop: before the start and twice does nothing, NaN is refused", async () => {
  const service = newWeather();
  assertEquals((await service.stop()).completed, 0);
  assertEquals(service.stopSync().completed, 0);
  service.start();
  assertThrows(() => service.stop(NaN), RangeError);
  const [first, second] = await Promise.all([service.stop(), service.stop()]);
  assertEquals(first, second);
});

test("AsyncService.start: returns the service; twice throws", async () => {
  const service = newWeather();
  assertStrictEquals(service.start(), service);
  assertThrows(() => service.start(), LoopAlreadyRunningError);
  assertEquals(await service.call("compute", { x: 1, y: 2 }), 3);
  await service.stop();
});

test.blocking("AsyncService.start: after the stop makes a new object [86]", async () => {
  const service = new AsyncService<Counter>(serviceUrl("counter.ts"), "Counter", { args: [10] });
  const loops = new Set();
  for (let round = 0; round < 2; round++) {
    await begun(service.start().loop);
    assertEquals(service.callSync("add", { by: 1 }), 11);
    loops.add(service.loop);
    await service.stop();
  }
  assertEquals(loops.size, 2);
});

test.blocking("AsyncService: after a crash calls throw BrokenLoopError, and start makes a new object [195]", async () => {
  const service = new AsyncService<Throws>(serviceUrl("throws.ts"), "Throws", {
    onError: () => {},
  }).start();
  await assertRejects(() => service.call("exit"), BrokenLoopError);
  assertThrows(() => service.call("range", ""), BrokenLoopError);
  assertThrows(() => service.callSync("range", ""), BrokenLoopError);
  await begun(service.start().loop);
  assertThrows(() => service.callSync("range", "again"), RangeError, "again");
  await service.stop();
});

test.blocking("AsyncService: args go to the constructor, cloned at each start", async () => {
  const options = { label: "first" };
  const args = [5, options];
  const service = new AsyncService<Counter>(serviceUrl("counter.ts"), "Counter", { args });
  await begun(service.start().loop);
  assertEquals(service.callSync("describe"), { start: 5, label: "first", count: 5 });
  options.label = "second";
  assertEquals(service.callSync("describe").label, "first");
  await service.stop();
  await begun(service.start().loop);
  assertEquals(service.callSync("describe").label, "second");
  await service.stop();
});

test("AsyncService: args that cannot cross throw at once, with their path", () => {
  const url = serviceUrl("counter.ts");
  const error = thrownBy(() => new AsyncService(url, "Counter", { args: [{ on: () => {} }] }));
  assertInstanceOf(error, SerializationError);
  assertEquals(error.path, "args[0].on");
  const { port1, port2 } = new MessageChannel();
  const refused = thrownBy(() => new AsyncService(url, "Counter", { args: [1, port1] }));
  port1.close();
  port2.close();
  assertInstanceOf(refused, SerializationError);
  assert(refused.path.startsWith("args[1]"), refused.path);
});

test("AsyncService: wrong arguments of the constructor throw at once", () => {
  const make = (...args: unknown[]) => () =>
    new AsyncService(...args as ConstructorParameters<typeof AsyncService>);
  const url = serviceUrl("weather.ts");
  for (
    const args of [
      ["./weather.ts", "Weather"],
      [undefined, "Weather"],
      [url],
      [url, 7],
      [url, "Weather", 7],
      [url, "Weather", { args: 7 }],
      [url, "Weather", { name: 7 }],
    ]
  ) {
    assertThrows(make(...args), TypeError);
  }
});

test.blocking("AsyncService: takes the options of newEventLoop; the initializer runs before the constructor", async () => {
  const options = { name: "Станция", initializer: initialize("prepared") };
  await withService<SeesInitialization>("../initializes.ts", "SeesInitialization", (service) => {
    assertEquals(service.loop.name, "Станция");
    assertEquals(service.callSync("seen"), ["prepared"]);
  }, options);
});

test("AsyncService: an initializer that fails breaks the loop, and nothing is made", async () => {
  const service = newWeather({ initializer: failToInitialize() }).start();
  await assertRejects(() => service.call("whereabouts"), BrokenLoopError, "cannot initialize");
  await service.stop();
});

const UNLOADABLE: [file: string, className: string][] = [
  ["missing.ts", "Weather"],
  ["weather.ts", "Sun"],
  ["weather.ts", "toString"],
  ["throws.ts", "notAClass"],
  ["throws.ts", "settings"],
];

for (const [file, className] of UNLOADABLE) {
  test(`AsyncService: ${className} of ${file} breaks the loop with CoroutineLoadError`, async () => {
    const service = new AsyncService(serviceUrl(file), className).start();
    // Of a thread that ends before `start` is back on a busy machine the call is refused.
    const error = await failureOf((async () => await service.call("fetch"))());
    assertInstanceOf(error, BrokenLoopError);
    assertInstanceOf(error.cause, CoroutineLoadError);
    assertEquals(error.cause.coroutineName, className);
    assert(error.cause.message.startsWith(`Cannot load class ${className} from`));
    assertInstanceOf(await failureOf(service.loop.ready), BrokenLoopError);
    assertThrows(() => service.call("fetch"), BrokenLoopError);
    await service.stop();
  });
}

test.blocking("AsyncService: what the constructor throws breaks the loop", async () => {
  const service = new AsyncService<Unmakeable>(serviceUrl("throws.ts"), "Unmakeable").start();
  await begun(service.loop);
  const error = thrownBy(() => service.callSync("ask"));
  assertInstanceOf(error, BrokenLoopError);
  assertInstanceOf(error.cause, RangeError);
  assertEquals(error.cause.message, "out of order");
  await assertRejects(() => service.loop.ready, BrokenLoopError, "out of order");
  await service.stop();
});

test("AsyncService.stop: disposes of the object when all methods have ended", async () => {
  const words = sharedWords();
  const url = serviceUrl("disposes.ts");
  const service = new AsyncService<DisposesLate>(url, "DisposesLate", { args: [words] }).start();
  void service.call("sleepLong").catch(() => {});
  assert(await raised(words, 0, PATIENCE));
  assertEquals((await service.stop()).errors, []);
  assertEquals(words[1], 1);
}, { skip: SHARES_MEMORY });

test.blocking("AsyncService.stop: disposes by Symbol.dispose where there is no other way", async () => {
  const words = sharedWords();
  const service = new AsyncService(serviceUrl("disposes.ts"), "Disposes", { args: [words] });
  await service.start().loop.ready;
  service.stopSync();
  assertEquals(words[1], 1);
});

test("AsyncService.stop: what disposing throws is reported", async () => {
  const recorder = new Recorder();
  const service = new AsyncService(serviceUrl("disposes.ts"), "FailsToDispose", {
    onError: recorder.handle,
  });
  await service.start().loop.ready;
  const { errors } = await service.stop();
  assertEquals(errors.map(String), ["RangeError: still in use"]);
  assertEquals((await recorder.first()).context.task, "FailsToDispose[Symbol.asyncDispose]");
});

test.blocking("AsyncService: a method that blocks on its own loop gets DeadlockError [165]", async () => {
  await withWaits((service) => {
    assertEquals(service.callSync("blockOnOwnLoop"), DeadlockError.name);
    assertEquals(service.callSync("ends"), []);
  });
});

test("AsyncService.loop: takes coroutines besides [170]", async () => {
  await withWeather(async (service) => {
    assertEquals(await runCoroutineThreadsafe(add(1, 2), service.loop), 3);
  });
});

test("AsyncService: describes itself", async () => {
  const service = newWeather({ name: "W" });
  assertEquals(String(service), 'AsyncService { name: "W", isRunning: false }');
  assertEquals(Object.prototype.toString.call(service), "[object AsyncService]");
  service.start();
  assertEquals(String(service), 'AsyncService { name: "W", isRunning: true }');
  await service.stop();
});

test("AsyncService: its disposers stop it", async () => {
  const service = newWeather().start();
  await service[Symbol.asyncDispose]();
  assertEquals(service.isRunning, false);
  service.start();
  service[Symbol.dispose]();
  assertEquals(service.isRunning, false);
  await service.stop();
});
