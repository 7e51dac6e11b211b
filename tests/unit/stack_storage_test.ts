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

test("StackStorage.carry: what an awaited thenable resumes goes on with the value", async () => {
  const storage = new StackStorage<string>();
  const thenable = {
    then(onValue: (value: number) => void) {
      const carried = storage.run("task", () => storage.tracing.carry(onValue));
      setTimeout(carried, 1, 7);
    },
  };
  const read = async () => [await (thenable as unknown as PromiseLike<number>), storage.getStore()];
  assertEquals(await read(), [7, "task"]);
  assertEquals(storage.getStore(), undefined);
});

test("StackStorage.noted: an object belongs to the value that it was made with", () => {
  const storage = new StackStorage<{ name: string }>();
  const made = {};
  const value = { name: "task" };
  storage.run(value, () => storage.tracing.note(made));
  assertEquals(storage.tracing.noted(made), value);
  assertEquals(storage.tracing.noted({}), undefined);
});
