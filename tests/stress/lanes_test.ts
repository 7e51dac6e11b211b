/**
 * Pushes messages of random sizes through a loop, with pauses on both sides and cancellations:
 * none is lost, none arrives twice, the order is kept.
 *
 * `SIDELOOP_STRESS_MESSAGES` says how many (default: 200,000; at night 10,000,000), and
 * `SIDELOOP_STRESS_SEED` repeats a run.
 *
 * @module
 */
import process from "node:process";
import { type EventLoop, type Future, isCancelled, runCoroutineThreadsafe } from "sideloop";
import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import { report, takeMessage, takeMessageSoon } from "../fixtures/takes_messages.ts";
import { withLoop } from "../fixtures/with_loop.ts";
import { randomNumbers } from "./random_numbers.ts";

const MESSAGES = Number(process.env.SIDELOOP_STRESS_MESSAGES ?? 200_000);
const SEED = Number(process.env.SIDELOOP_STRESS_SEED ?? Date.now() % 1_000_000);
/** Room for 4,000 messages a second on a machine with other things to do. */
const TIMEOUT = 30_000 + MESSAGES / 4;
/** The most that are under way at a time; more than a ring holds. */
const MOST = 20_000;

type Random = () => number;

test(`lanes: ${MESSAGES} messages are neither lost nor repeated nor disordered`, async () => {
  await withLoop(async (loop) => {
    try {
      await new Stress(loop, randomNumbers(SEED)).run(MESSAGES);
    } catch (error) {
      throw new Error(`Failed with SIDELOOP_STRESS_SEED=${SEED}`, { cause: error });
    }
  });
}, { timeout: TIMEOUT });

/** One run over one loop. */
class Stress {
  readonly #loop: EventLoop;
  readonly #random: Random;
  readonly #open = new Map<number, Future<unknown>>();
  #settled = 0;
  #cancelled = 0;
  #wrong: string[] = [];

  constructor(loop: EventLoop, random: Random) {
    this.#loop = loop;
    this.#random = random;
  }

  async run(messages: number): Promise<void> {
    for (let number = 0; number < messages; number++) {
      this.#submit(number);
      if (this.#chance(0.02)) this.#cancelOne();
      if (this.#chance(0.002)) this.#blockOnOne();
      if (this.#chance(0.001) || this.#open.size >= MOST) await this.#awaitSome();
    }
    await Promise.allSettled([...this.#open.values()]);
    await this.#expectAll(messages);
  }

  async #expectAll(messages: number): Promise<void> {
    const { begun, disordered } = await runCoroutineThreadsafe(report(), this.#loop);
    assertEquals(this.#wrong, []);
    assertEquals(this.#open.size, 0);
    assertEquals(this.#settled, messages);
    assertEquals(disordered, 0);
    assertEquals(begun >= messages - this.#cancelled && begun <= messages, true);
  }

  #submit(number: number): void {
    const payload = randomPayload(this.#random);
    const pause = this.#chance(0.000_5) ? 3 * this.#random() : 0;
    const work = pause === 0 && this.#chance(0.3)
      ? takeMessageSoon(number, payload)
      : takeMessage(number, payload, pause);
    const future = runCoroutineThreadsafe(work, this.#loop);
    this.#open.set(number, future);
    const expected = sizeOf(payload);
    future.addDoneCallback(() => this.#settle(number, expected, future));
  }

  #settle(number: number, size: number, future: Future<unknown>): void {
    this.#settled += 1;
    if (!this.#open.delete(number)) this.#wrong.push(`${number} settled twice`);
    if (future.cancelled()) this.#cancelled += 1;
    else this.#compare(number, size, future.result(0) as { number: number; payload: unknown });
  }

  #compare(number: number, size: number, received: { number: number; payload: unknown }): void {
    if (received.number === number && sizeOf(received.payload) === size) return;
    this.#wrong.push(`${number} of size ${size} got ${received.number}`);
  }

  #cancelOne(): void {
    this.#pick()?.cancel();
  }

  #blockOnOne(): void {
    const future = this.#pick();
    try {
      future?.result(60_000);
    } catch (error) {
      if (!isCancelled(error)) throw error;
    }
  }

  /** Lets the event loop of this thread turn, until fewer are under way. */
  async #awaitSome(): Promise<void> {
    const left = Math.floor(this.#random() * MOST / 2);
    while (this.#open.size > left) await this.#pick()?.settled;
  }

  /** One of those that were handed in earliest. */
  #pick(): Future<unknown> | undefined {
    let skip = Math.floor(this.#random() * 20);
    for (const future of this.#open.values()) if (skip-- === 0) return future;
    return this.#open.values().next().value;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }
}

class Unknown {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Mostly small, sometimes as large as a ring takes, rarely what must go by port. */
function randomPayload(random: Random): unknown {
  const size = Math.floor(random() ** 4 * 300);
  const kind = random();
  if (kind < 0.4) return size;
  if (kind < 0.7) return "x".repeat(size);
  if (kind < 0.8) return Array.from({ length: size }, (_, index) => index);
  if (kind < 0.9) return { size, text: "я".repeat(size), map: new Map([[size, { size }]]) };
  if (kind < 0.99) return new Uint8Array(size);
  if (kind < 0.996) return new Unknown("by port".repeat(size));
  if (kind < 0.999) return "x".repeat(size * 200);
  return new Uint8Array(size * 1_000);
}

/** A number that a payload damaged on its way would hardly have. */
function sizeOf(payload: unknown): number {
  if (typeof payload === "number") return payload;
  if (typeof payload === "string" || Array.isArray(payload)) return payload.length;
  if (payload instanceof Uint8Array) return payload.length;
  const { size, text, map } = payload as { size?: number; text: string; map?: Map<number, object> };
  return text.length + (map?.has(size as number) ? 1 : 0);
}
