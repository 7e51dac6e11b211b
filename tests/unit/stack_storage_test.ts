import { assertEquals } from "@std/assert";
import { StackStorage } from "../../src/runtime/stack_storage.ts";
import { test } from "../_harness/test.ts";

/** What code of a task awaits, in the words of the storage. */
function after<T>(storage: StackStorage<string>, milliseconds: number, value: T): Promise<T> {
  const promise = new Promise<T>((resolve) => setTimeout(resolve, milliseconds, value));
  return storage.tracing.follow(promise);
}

test("StackStorage.run: keeps the value while the function runs, nested too, and also where it throws", () => {
  const storage = new StackStorage<string>();
  const seen = storage.run("outer", () => {
    const inner = storage.run("inner", () => storage.getStore());
    try {
      storage.run("failing", () => {
        throw new Error("expected");
      });
    } catch {
      // What counts is what is kept afterwards.
    }
    return [inner, storage.getStore()];
  });
  assertEquals(seen, ["inner", "outer"]);
  assertEquals(storage.getStore(), undefined);
});

test("StackStorage.follow: whoever awaits goes on with the value, also where several do so at once", async () => {
  const storage = new StackStorage<string>();
  const seen: unknown[] = [];
  const task = async (name: string) => {
    for (const step of [1, 2, 3]) {
      await after(storage, 1, undefined);
      seen.push([name, step, storage.getStore()]);
    }
  };
  const names = ["a", "b", "c"];
  await Promise.all(names.map((name) => storage.run(name, () => task(name))));
  assertEquals(seen.length, 9);
  for (const [name, , kept] of seen as [string, number, string][]) assertEquals(kept, name);
});

test("StackStorage.follow: a rejection is followed as well", async () => {
  const storage = new StackStorage<string>();
  const seen = await storage.run("task", async () => {
    try {
      await storage.tracing.follow(Promise.reject(new Error("expected")));
    } catch (error) {
      return [(error as Error).message, storage.getStore()];
    }
  });
  assertEquals(seen, ["expected", "task"]);
});

test("StackStorage: code that awaited something foreign sees no value, never that of another task", async () => {
  const storage = new StackStorage<string>();
  const seen: unknown[] = [];
  const stray = async () => {
    for (let turn = 0; turn < 200; turn++) {
      await undefined;
      seen.push(storage.getStore());
    }
  };
  const followed = async () => {
    for (let turn = 0; turn < 20; turn++) await storage.tracing.follow(Promise.resolve());
    return storage.getStore();
  };
  const results = await Promise.all([
    stray(),
    storage.run("a", followed),
    storage.run("b", followed),
  ]);
  assertEquals(results.slice(1), ["a", "b"]);
  assertEquals(new Set(seen), new Set([undefined]));
});

test("StackStorage.follow: who awaits what another has followed goes on with its own value", async () => {
  const storage = new StackStorage<string>();
  const seen: unknown[] = [];
  let shared: Promise<unknown> | undefined;
  const task = async () => {
    await (shared ??= after(storage, 5, undefined));
    seen.push(storage.getStore());
  };
  await Promise.all(["a", "b"].map((name) => storage.run(name, task)));
  await shared;
  seen.push(storage.getStore());
  assertEquals(seen, ["a", "b", undefined]);
});

test("StackStorage.follow: a promise that was made long before it is awaited", async () => {
  const storage = new StackStorage<string>();
  const seen = await storage.run("task", async () => {
    const [soon, late] = [after(storage, 1, undefined), after(storage, 20, undefined)];
    await late;
    const first = storage.getStore();
    await soon;
    return [first, storage.getStore()];
  });
  assertEquals(seen, ["task", "task"]);
});

test("StackStorage.follow: what a callback resolves is awaited by others with no value, never with the callback's", async () => {
  const storage = new StackStorage<string>();
  const seen: unknown[] = [];
  const gate = Promise.withResolvers<void>();
  const waiting = storage.run("b", async () => {
    await gate.promise;
    seen.push(storage.getStore());
  });
  const opening = storage.run("a", () =>
    after(storage, 1, undefined).then(() => {
      seen.push(storage.getStore());
      gate.resolve();
    }));
  await Promise.all([waiting, opening]);
  assertEquals(seen, ["a", undefined]);
});

test("StackStorage.followAll: whoever awaits an object of a class goes on with the value", async () => {
  const storage = new StackStorage<string>();
  class Work {
    then(onValue: (value: number) => void): void {
      const asker = storage.getStore();
      setTimeout(() => onValue(asker === undefined ? 0 : asker.length), 1);
    }
  }
  storage.tracing.followAll(Work.prototype);
  const work = new Work() as unknown as PromiseLike<number>;
  const read = async () => [await work, storage.getStore()];
  assertEquals(await storage.run("task", read), [4, "task"]);
  assertEquals(await read(), [0, undefined]);
});
