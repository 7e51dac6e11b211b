/**
 * The `Atomics` that the code under test is given: each call on a word of the scenario is a step, and
 * waiting is a matter of the model. Words of other buffers are the thread's own and go to the real one.
 *
 * @module
 */
import { OP, type Op } from "./op.ts";
import type { Player } from "./player.ts";
import type { Words } from "../../../src/sync/atomics.ts";
import type { Shared } from "./scenario.ts";

/** Buffers are numbered in the upper bits of a word's number, cells in the lower. */
export const WORD_BITS = 16;

const real = Atomics;

type Change = "exchange" | "add" | "sub" | "and" | "or" | "xor";

/** The promises of asynchronous waits, by their numbers. */
export type Promises = Map<number, (value: "ok" | "timed-out") => void>;

/** Makes the `Atomics` of a thread. */
export function fakeAtomics(player: Player, shared: Shared, promises: Promises): object {
  const wordOf = numberer(shared);
  return {
    ...Object.fromEntries(CHANGES.map((name) => [name, change(name, player, wordOf)])),
    ...valueSteps(player, wordOf),
    ...waitSteps(player, wordOf, promises),
    pause: () => player.pause(),
    isLockFree: real.isLockFree,
  };
}

const CHANGES: readonly Change[] = ["exchange", "add", "sub", "and", "or", "xor"];

/** Numbers a word; -1 for one that is the thread's own. */
type Numberer = (words: ArrayBufferView, index: number) => number;

function numberer(shared: Shared): Numberer {
  const buffers = new Map(Object.values(shared).map(({ buffer }, index) => [buffer, index]));
  return (words, index) => {
    const buffer = buffers.get(words.buffer as SharedArrayBuffer);
    if (buffer === undefined) return -1;
    if (!(words instanceof Int32Array)) throw new Error("Cannot explore: words have 32 bits");
    return (buffer << WORD_BITS) + words.byteOffset / 4 + index;
  };
}

/** Steps that change a word whatever it is. */
function change(name: Change, player: Player, wordOf: Numberer) {
  return (words: Words, index: number, operand: number): number => {
    const word = wordOf(words, index);
    if (word < 0) return real[name](words, index, operand);
    player.step(OP[name] as Op, word, operand);
    const before = real[name](words, index, operand);
    player.did(before, real.load(words, index) !== before);
    player.wrote();
    return before;
  };
}

function valueSteps(player: Player, wordOf: Numberer) {
  return {
    load(words: Words, index: number): number {
      const word = wordOf(words, index);
      if (word >= 0) player.step(OP.load, word);
      const value = real.load(words, index);
      return word >= 0 ? player.did(value, false) : value;
    },
    store(words: Words, index: number, value: number): number {
      const word = wordOf(words, index);
      if (word < 0) return real.store(words, index, value);
      player.step(OP.store, word, value);
      player.did(value, real.exchange(words, index, value) !== value);
      player.wrote();
      return value;
    },
    compareExchange(words: Words, index: number, expected: number, next: number): number {
      const word = wordOf(words, index);
      if (word < 0) return real.compareExchange(words, index, expected, next);
      player.step(OP.compareExchange, word, expected, next);
      const before = real.compareExchange(words, index, expected, next);
      player.did(before, before === expected && next !== expected);
      if (before === expected) player.wrote();
      return before;
    },
  };
}

function waitSteps(player: Player, wordOf: Numberer, promises: Promises) {
  /** The number of the word where the thread has to wait, -1 where the word is another value. */
  const compare = (op: Op, words: Words, index: number, seen: number): number => {
    const word = wordOf(words, index);
    if (word < 0) throw new Error("Cannot wait: the word does not belong to the scenario");
    player.step(op, word, seen);
    return player.did(real.load(words, index), false) === seen ? word : -1;
  };
  return {
    wait(words: Words, index: number, seen: number, timeout = Infinity) {
      const isOwn = wordOf(words, index) < 0;
      if (isOwn && timeout <= 0) return real.wait(words, index, seen, timeout);
      const word = compare(OP.wait, words, index, seen);
      if (word < 0) return "not-equal";
      return timeout <= 0 ? "timed-out" : player.block(word, timeout);
    },
    waitAsync(words: Words, index: number, seen: number, timeout = Infinity) {
      const word = compare(OP.waitAsync, words, index, seen);
      if (word < 0) return { async: false, value: "not-equal" };
      if (timeout <= 0) return { async: false, value: "timed-out" };
      const number = player.listen(word, timeout);
      return { async: true, value: new Promise((resolve) => promises.set(number, resolve)) };
    },
    notify(words: Words, index: number, count = Infinity): number {
      const word = wordOf(words, index);
      if (word < 0) return real.notify(words, index, count);
      player.step(OP.notify, word);
      return player.did(player.notify(word, count), false);
    },
  };
}
