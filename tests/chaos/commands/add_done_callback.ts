import fc from "fast-check";
import { type FutureNames, type LoopName, loopNames } from "../names.ts";
import { aboutFuture, type Draft } from "../step.ts";
import type { WatchedFuture } from "../watched_future.ts";
import type { World } from "../world.ts";
import { type Work, works } from "../works/work.ts";
import { cancelNow } from "./cancel.ts";

/** What a callback does, and how that is written. */
interface Reaction {
  readonly text: string;
  react(world: World): void;
}

/** A reaction before it is known what its futures are called. */
type ReactionDraft = (names: FutureNames) => Reaction;

const nothing: ReactionDraft = () => ({ text: "counts", react: () => {} });

/** Adds a done callback: some throw, some go on to use the library. */
export const addDoneCallback: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.nat(20),
    fc.oneof(
      fc.constant(nothing),
      fc.constant<ReactionDraft>(() => ({ text: "throws", react: () => {} })),
      fc.nat(20).map(cancelling),
      fc.tuple(loopNames, works).map(submitting),
    ),
  )
  .map(([choice, draft]): Draft => (names) => {
    const number = names.choose(choice);
    if (number === undefined) return undefined;
    const { text, react } = draft(names);
    return {
      text: `f${number}.addDoneCallback(${text})`,
      run: (world) => register(world, number, text, react),
    };
  });

function cancelling(choice: number): ReactionDraft {
  return (names) => {
    const number = names.choose(choice);
    if (number === undefined) return nothing(names);
    return {
      text: `() => f${number}.cancel()`,
      react: (world) => cancelNow(world, world.futures.get(number)),
    };
  };
}

function submitting([loop, work]: [LoopName, Work]): ReactionDraft {
  return (names) => {
    const number = names.next();
    return {
      text: `() => f${number} = ${loop}.submit(${work.text})`,
      react: (world) => world.submit(world.host(loop), { number, work, isWatched: false }),
    };
  };
}

function register(world: World, number: number, text: string, react: (world: World) => void) {
  const watched = world.futures.get(number);
  if (watched === undefined) return;
  const { length } = watched.registrations;
  const name = `callback ${length} of f${number}, which ${text}`;
  watched.register(name, () => {
    world.check(
      watched.registrations.slice(0, length).every(({ calls, isRemoved }) =>
        calls > 0 || isRemoved
      ),
      `${name} was called before those that were registered before it`,
    );
    react(world);
    if (text === "throws") throw new CallbackError(name);
  });
}

/** Thrown by callbacks; it must be reported, once. */
export class CallbackError extends Error {
  override name = "CallbackError";
}

/** Checks that what callbacks have thrown was reported, once each. */
export function expectReported(world: World, watched: WatchedFuture): void {
  for (const { text } of watched.registrations) {
    if (!text.endsWith("throws")) continue;
    const reports = watched.host.reports.filter(({ error }) =>
      error instanceof CallbackError && error.message === text
    );
    world.check(reports.length === 1, `${text}: it was reported ${reports.length} times`);
  }
}

/** Takes the registrations of a callback back, of which there are two. */
export const removeDoneCallback: fc.Arbitrary<Draft> = fc.nat(20).map((choice) =>
  aboutFuture(choice, (number) => ({
    text: `f${number}.removeDoneCallback(one that was added twice)`,
    run(world) {
      const watched = world.futures.get(number);
      if (watched === undefined) return;
      watched.isLookedAt = true;
      const { future, name } = watched;
      let calls = 0;
      const callback = () => void (calls += 1);
      future.addDoneCallback(callback);
      future.addDoneCallback(callback);
      const called = calls;
      const removed = future.removeDoneCallback(callback);
      world.check(called + removed === 2, `${name} forgot ${removed} after ${called} calls`);
      world.meanwhile(
        `await ${name}.settled`,
        future.settled.then(() =>
          world.check(calls === called, `${name} called a callback that was taken back`)
        ),
      );
    },
  }))
);
