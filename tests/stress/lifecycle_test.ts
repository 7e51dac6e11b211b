/**
 * Everything that can be asked of a loop's life, in every order: all sequences of four out of six calls, on a loop that
 * is then stopped. `SIDELOOP_STRESS_SEQUENCES` says how many of the 1,296, spread evenly (default: 96).
 *
 * @module
 */
import process from "node:process";
import {
  type EventLoop,
  type Future,
  inline,
  isSideloopError,
  newEventLoop,
  runCoroutineThreadsafe,
} from "sideloop";
import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";

const COUNT = Number(process.env.SIDELOOP_STRESS_SEQUENCES ?? 96);
/** How many loops there are at a time. */
const AT_ONCE = 8;
/** What counts as a hang, in milliseconds. */
const HANGS = 20_000;

/** What is left open by the calls. */
interface Left {
  readonly futures: Future<unknown>[];
  readonly waits: PromiseLike<unknown>[];
}

const CALLS: Readonly<Record<string, (loop: EventLoop, left: Left) => void>> = {
  start: (loop) => void loop.start(),
  stop: (loop) => loop.stop(),
  terminate: (loop, { waits }) => void waits.push(loop.terminate()),
  close: (loop) => loop.close(),
  join: (loop, { waits }) => void waits.push(loop.join(HANGS)),
  submit: (loop, { futures }) => void futures.push(runCoroutineThreadsafe(inline(() => 1), loop)),
};

const NAMES = Object.keys(CALLS);

function sequenceOf(number: number): string[] {
  const size = NAMES.length;
  return [0, 1, 2, 3].map((place) => NAMES[Math.floor(number / size ** place) % size] as string);
}

/** Makes the calls; gives what is wrong with what came of them. */
async function faultOf(sequence: readonly string[]): Promise<string | undefined> {
  const loop = newEventLoop({ name: sequence.join("-"), onError: () => {} });
  const left: Left = { futures: [], waits: [] };
  let fault: string | undefined;
  for (const [index, name] of sequence.entries()) {
    // Half of the time the thread gets to say something in between.
    if (index === 2 && sequence[0] !== sequence[3]) await new Promise((go) => setTimeout(go, 1));
    try {
      CALLS[name]?.(loop, left);
    } catch (error) {
      if (!isSideloopError(error)) fault = `${name} threw ${error}`;
    }
  }
  loop.stop();
  const ends = [...left.futures, ...left.waits].map((wait) => within(wait, `${sequence}`));
  ends.push(within(loop.join(), "join at the end"));
  for (const end of await Promise.all(ends)) fault ??= end;
  if (!left.futures.every((future) => future.done())) fault ??= "a future is not done";
  if (!loop.isClosed() || loop.isRunning()) fault ??= "the loop is not closed";
  const { pending, running } = loop.stats();
  if (pending + running > 0) fault ??= `${pending} pending, ${running} running at the end`;
  return fault && `${sequence}: ${fault}`;
}

/** What is wrong with how a wait ends: errors must be the library's. */
async function within(wait: PromiseLike<unknown>, what: string): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hang = new Promise<string>((resolve) =>
    timer = setTimeout(resolve, HANGS, `${what} hangs`)
  );
  const end = Promise.resolve(wait).then(
    () => undefined,
    (error) => isSideloopError(error) ? undefined : `${what} failed with ${error}`,
  );
  const fault = await Promise.race([end, hang]);
  clearTimeout(timer);
  return fault;
}

test(
  `EventLoop: ${COUNT} sequences of start, stop, terminate, close, join and submit end well`,
  async () => {
    const total = NAMES.length ** 4;
    const numbers = Array.from({ length: COUNT }, (_, at) => Math.floor(at * total / COUNT));
    const faults: string[] = [];
    const worker = async () => {
      for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
        const fault = await faultOf(sequenceOf(number));
        if (fault !== undefined) faults.push(fault);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    assertEquals(faults, []);
  },
  { timeout: 600_000 },
);
