import {
  LoopClosedError,
  newEventLoop,
  runCoroutineThreadsafe,
  SerializationError,
} from "sideloop";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { SHARES_MEMORY, test } from "../_harness/test.ts";
import { countArguments, echo, echoAll } from "../fixtures/echoes.ts";
import { isCyclic, isPlain, isShared } from "../fixtures/sees_identity.ts";
import { withSharedLoop } from "../fixtures/shared_loop.ts";
import { greet, sumBytes, writeShared } from "../fixtures/uses_transferred.ts";
import { withIdleLoop } from "../fixtures/with_loop.ts";

class Point {
  readonly x: number = 1;
  readonly #hidden: number = 2;

  sum(): number {
    return this.x + this.#hidden;
  }
}

const VALUES: [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["booleans", [true, false]],
  ["NaN", NaN],
  ["negative zero", -0],
  ["infinities", [Infinity, -Infinity]],
  ["bounds of integers", [2 ** 31, -(2 ** 31), 2 ** 53, Number.MIN_VALUE]],
  ["a BigInt", 2n ** 70n],
  ["an empty text", ""],
  ["text beyond ASCII", "Привет, 世界 🎉"],
  ["a lone surrogate", "\ud800"],
  ["a long text", "sideloop ".repeat(200_000)],
  ["nested arrays and objects", { a: [1, { b: [[], {}] }] }],
  ["a field that is undefined", { present: undefined }],
  ["a key named __proto__", JSON.parse('{"__proto__":{"polluted":true},"then":1}')],
  ["a Map", new Map<unknown, unknown>([["k", 1], [{ key: true }, new Set([1])]])],
  ["a Set", new Set([1, "two", null])],
  ["a Date", new Date(0)],
  ["an invalid Date", new Date(NaN)],
  ["a RegExp", /loop+/giu],
  ["a Uint8Array", new Uint8Array([1, 2, 3])],
  ["a Float64Array", new Float64Array([0.5, NaN, -0])],
  ["a big buffer", new Uint8Array(3_000_000).fill(7).buffer],
];

for (const [what, value] of VALUES) {
  test(`arguments: ${what} survives both ways [193]`, async () => {
    await withSharedLoop(async (loop) => {
      const back = await runCoroutineThreadsafe(echo(value), loop);
      assertEquals(back, value);
      assertEquals(Object.is(back, -0), Object.is(value, -0));
    });
  });
}

test("arguments: a sparse array keeps its holes [193]", async () => {
  await withSharedLoop(async (loop) => {
    const sparse: number[] = [];
    sparse[2] = 1;
    const back = await runCoroutineThreadsafe(echo(sparse), loop) as number[];
    assertEquals([back.length, 0 in back, 2 in back], [3, false, true]);
  });
});

test("arguments: trailing undefined ones are counted [193]", async () => {
  await withSharedLoop(async (loop) => {
    const future = runCoroutineThreadsafe(countArguments(1, undefined, undefined), loop);
    assertEquals(await future, 3);
    assertEquals(await runCoroutineThreadsafe(countArguments(), loop), 0);
  });
});

test("arguments: many of them arrive in order [193]", async () => {
  await withSharedLoop(async (loop) => {
    const many = Array.from({ length: 300 }, (_, index) => index);
    assertEquals(await runCoroutineThreadsafe(echoAll(...many), loop), many);
  });
});

test("arguments: an object that contains itself still does [193]", async () => {
  await withSharedLoop(async (loop) => {
    const cyclic: { self?: object } = {};
    cyclic.self = cyclic;
    assertEquals(await runCoroutineThreadsafe(isCyclic(cyclic), loop), true);
    const back = await runCoroutineThreadsafe(echo(cyclic), loop) as typeof cyclic;
    assertEquals(back.self === back, true);
  });
});

test("arguments: an object met twice stays one object [193]", async () => {
  await withSharedLoop(async (loop) => {
    const shared = { n: 1 };
    assertEquals(await runCoroutineThreadsafe(isShared([shared, shared]), loop), true);
    assertEquals(await runCoroutineThreadsafe(isShared([{ n: 1 }, { n: 1 }]), loop), false);
  });
});

test("arguments: an instance loses its class, methods and private fields [193]", async () => {
  await withSharedLoop(async (loop) => {
    const point = new Point();
    assertEquals(point.sum(), 3);
    assertEquals(await runCoroutineThreadsafe(isPlain(point), loop), true);
    assertEquals(await runCoroutineThreadsafe(echo(point), loop), { x: 1 });
  });
});

test("arguments: a view keeps to its part of the buffer [193]", async () => {
  await withSharedLoop(async (loop) => {
    const view = new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 4);
    const back = await runCoroutineThreadsafe(echo(view), loop) as Uint8Array;
    assertEquals([...back], [2, 3, 4]);
  });
});

test("arguments: a buffer is copied where transfer does not list it [194]", async () => {
  await withSharedLoop(async (loop) => {
    const { buffer } = new Uint8Array([1, 2, 3]);
    assertEquals(await runCoroutineThreadsafe(sumBytes(buffer), loop), 6);
    assertEquals(buffer.byteLength, 3);
  });
});

test("arguments: shared memory is shared [193]", async () => {
  await withSharedLoop(async (loop) => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    await runCoroutineThreadsafe(writeShared(words), loop);
    assertEquals(words[0], 42);
  });
}, { skip: SHARES_MEMORY });

test("transfer: moves a buffer and detaches it here at once [194]", async () => {
  await withSharedLoop(async (loop) => {
    const { buffer } = new Uint8Array([1, 2, 3]);
    const future = runCoroutineThreadsafe(sumBytes(buffer), loop, { transfer: [buffer] });
    assertEquals(buffer.byteLength, 0);
    assertEquals(await future, 6);
  });
});

test("transfer: moves a buffer to a loop that starts later [194]", async () => {
  await withIdleLoop(async (loop) => {
    const { buffer } = new Uint8Array([1, 2, 3]);
    const future = runCoroutineThreadsafe(sumBytes(buffer), loop, { transfer: [buffer] });
    assertEquals(buffer.byteLength, 0);
    loop.start();
    assertEquals(await future, 6);
  });
});

test("transfer: moves a port [194]", async () => {
  await withSharedLoop(async (loop) => {
    const { port1, port2 } = new MessageChannel();
    const greeting = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
    try {
      await runCoroutineThreadsafe(greet(port2), loop, { transfer: [port2] });
      assertEquals(await greeting, "hello");
    } finally {
      port1.close();
    }
  });
});

test("transfer: a submission that an argument makes fail detaches nothing [194]", async () => {
  await withIdleLoop((loop) => {
    const { buffer } = new Uint8Array([1, 2, 3]);
    const submit = (): unknown =>
      runCoroutineThreadsafe(echoAll(buffer, () => {}), loop, { transfer: [buffer] });
    assertThrows(submit, SerializationError);
    assertEquals(buffer.byteLength, 3);
  });
});

test("transfer: a submission to a closed loop detaches nothing [194]", () => {
  const loop = newEventLoop();
  loop.close();
  const { buffer } = new Uint8Array([1, 2, 3]);
  const submit = (): unknown =>
    runCoroutineThreadsafe(sumBytes(buffer), loop, { transfer: [buffer] });
  assertThrows(submit, LoopClosedError);
  assertEquals(buffer.byteLength, 3);
});

test("transfer: what cannot be moved is refused at once [194]", async () => {
  await withIdleLoop((loop) => {
    const transfer = [{ not: "transferable" } as unknown as ArrayBuffer];
    assertThrows(() => runCoroutineThreadsafe(echo(1), loop, { transfer }));
    assert(loop.stats().pending === 0);
  });
});

test("runCoroutineThreadsafe: a getter in an argument may submit to the same loop", async () => {
  await withSharedLoop(async (loop) => {
    const inner: PromiseLike<unknown>[] = [];
    const argument = {
      before: "b",
      get value(): string {
        inner.push(runCoroutineThreadsafe(echo("inner"), loop));
        return "outer";
      },
    };
    const outer = runCoroutineThreadsafe(echoAll(1, argument, 2), loop);
    assertEquals(await outer, [1, { before: "b", value: "outer" }, 2]);
    assertEquals(await Promise.all(inner), inner.map(() => "inner"));
  });
});
