/**
 * What tests of scenarios assert.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import process from "node:process";
import { explore, replay } from "./explorer.ts";
import type { FailureKind } from "./failure.ts";

/**
 * Asserts that no interleaving of a scenario fails, and that there are enough of them for that to
 * mean something.
 *
 * @param name The file in `scenarios/`, without its ending.
 * @param atLeast How many interleavings there must be.
 */
export async function expectNoFailure(name: string, atLeast: number): Promise<void> {
  const { failure, ...count } = await explore(scenarioUrl(name));
  print(name, count);
  assertEquals(failure?.report, undefined);
  assert(count.interleavings >= atLeast, `only ${count.interleavings} interleavings of ${name}`);
}

/**
 * Asserts that an interleaving of a scenario fails, and that its schedule fails the same way again.
 *
 * @param name The file in `scenarios/`, without its ending.
 * @param kind What goes wrong.
 * @param message A part of its message.
 */
export async function expectFailure(
  name: string,
  kind: FailureKind,
  message = "",
): Promise<void> {
  const { failure, ...count } = await explore(scenarioUrl(name));
  print(name, count);
  assert(failure !== undefined, `no interleaving of ${name} fails`);
  assertEquals(failure.kind, kind, failure.report);
  assert(failure.message.includes(message), failure.report);
  assertEquals(await replay(scenarioUrl(name), failure.schedule), failure);
}

/** The module of a scenario. */
export function scenarioUrl(name: string): URL {
  return new URL(`../scenarios/${name}.ts`, import.meta.url);
}

function print(name: string, count: { interleavings: number; redundant: number }): void {
  if (process.env.SIDELOOP_EXPLORE === undefined) return;
  console.log(`${name}: ${count.interleavings} interleavings, ${count.redundant} redundant`);
}
