import { assertEquals } from "@std/assert";
import { test } from "../tests/_harness/test.ts";
import plugin from "./lint_plugin.ts";

/** The rules that object to a source, as if it stood at that path. */
function objections(path: string, source: string): string[] {
  const file = decodeURIComponent(new URL(`../${path}`, import.meta.url).pathname);
  return Deno.lint.runPlugin(plugin, file, source).map(({ id }) => id.replace("sideloop/", ""));
}

const allowed: readonly (readonly [path: string, source: string])[] = [
  ["mod.ts", `export { a } from "./src/host/a.ts";`],
  [
    "src/host/a.ts",
    `import { b } from "../wire/b.ts"; import type { C } from "../core/c.ts"; b as C;`,
  ],
  ["src/worker/asyncio/a.ts", `import "../../coroutine/b.ts"; import "../task.ts";`],
  ["src/synckit/a.ts", `import "../host/b.ts"; import "../worker/c.ts"; import "./d.ts";`],
  ["src/core/a.ts", `import "./b.ts";`],
  ["src/sync/atomics.ts", `export const load = Atomics.load;`],
  ["src/runtime/node.ts", `import process from "node:process"; process.exit(); new Worker("x");`],
  ["src/host/a.ts", `interface A { process: string } export const a = (b: A) => b.process;`],
  ["src/host/a.ts", `import type { Worker } from "../runtime/types.ts"; export type A = Worker;`],
  ["src/host/a.ts", `export function a(process: () => void) { process(); }`],
  ["src/host/a.ts", `export const a = { navigator: 1, Worker() {} };`],
  ["src/host/a.ts", `export async function a() { await b(); for await (const c of d) e(c); }`],
  ["src/host/a.ts", `export class A { async b() { await c(); } }`],
  ["tests/unit/a.ts", `import "../../src/host/a.ts"; await 1; Atomics.load(x, 0); process.exit();`],
];

for (const [path, source] of allowed) {
  test(`lint plugin: allows in ${path}: ${source}`, () => {
    assertEquals(objections(path, source), []);
  });
}

const refused: readonly (readonly [path: string, source: string, ...rules: string[]])[] = [
  ["src/host/a.ts", `import { b } from "../worker/b.ts";`, "layers"],
  ["src/host/a.ts", `import { b } from "../synckit/b.ts";`, "layers"],
  ["mod.ts", `export { b } from "./src/synckit/b.ts";`, "layers"],
  ["src/worker/a.ts", `import { b } from "../host/b.ts";`, "layers"],
  ["src/worker/asyncio/a.ts", `export * from "../../host/b.ts";`, "layers"],
  ["src/wire/a.ts", `import type { B } from "../coroutine/b.ts";`, "layers"],
  ["src/wire/a.ts", `export type { B } from "../host/b.ts";`, "layers"],
  ["src/wire/a.ts", `export type A = import("../host/b.ts").B;`, "layers"],
  ["src/wire/a.ts", `export const a = () => import("../worker/b.ts");`, "layers"],
  ["src/sync/a.ts", `import "../runtime/b.ts";`, "layers"],
  ["src/core/a.ts", `import "../sync/b.ts";`, "layers"],
  ["src/core/a.ts", `import "../../mod.ts";`, "layers"],
  ["src/core/a.ts", `import "../../tests/b.ts";`, "layers"],
  ["src/host/a.ts", `import { b } from "sideloop";`, "layers"],
  ["src/attic/a.ts", `import "../core/b.ts";`, "layers"],
  ["src/sync/park.ts", `export const a = (b: Int32Array) => Atomics.load(b, 0);`, "atomics-seam"],
  ["src/host/a.ts", `export const { wait } = Atomics;`, "atomics-seam"],
  ["src/host/a.ts", `export const a = Deno.version;`, "runtime-names"],
  ["src/core/a.ts", `export const a = typeof Bun;`, "runtime-names"],
  ["src/host/a.ts", `export const a = globalThis.process;`, "runtime-names"],
  ["src/host/a.ts", `export const a = { process };`, "runtime-names"],
  ["src/host/a.ts", `export type A = Worker;`, "runtime-names"],
  [
    "src/host/a.ts",
    `export const a = new Worker(navigator.language);`,
    "runtime-names",
    "runtime-names",
  ],
  ["src/wire/a.ts", `import { MessagePort } from "node:worker_threads";`, "runtime-names"],
  ["mod.ts", `import type { A } from "node:worker_threads";`, "runtime-names"],
  ["src/host/a.ts", `export default 1;`, "no-default-export"],
  ["src/host/a.ts", `const a = 1; export { a as default };`, "no-default-export"],
  ["mod.ts", `export { default } from "./src/host/a.ts";`, "no-default-export"],
  ["src/host/a.ts", `await b();`, "no-top-level-await"],
  ["src/host/a.ts", `for await (const b of c) d(b);`, "no-top-level-await"],
];

for (const [path, source, ...rules] of refused) {
  test(`lint plugin: refuses in ${path}: ${source}`, () => {
    assertEquals(objections(path, source), rules);
  });
}
