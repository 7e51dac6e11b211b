import { mainLoop, newEventLoop, runCoroutineThreadsafe } from "sideloop";
import { assertEquals } from "@std/assert";
import { Roster, type Seat } from "../../src/sync/roster.ts";
import { roster } from "../../src/sync/thread_seat.ts";
import { test } from "../_harness/test.ts";
import { makeIdleLoop, makeLoop } from "../fixtures/loops/makes_loops.ts";

/** The seat that the next one would get. */
function nextSeat(seats: Roster): number {
  const seat = seats.take() as Seat;
  seats.leave(seat);
  return seat.index;
}

test("Roster.leave: gives back what the thread has taken, and the threads it has made", () => {
  const seats = new Roster();
  seats.take();
  const maker = seats.take() as Seat;
  const made = seats.take(maker.index) as Seat;
  seats.take(made.index);
  const other = seats.take(0) as Seat;
  seats.leave(maker);
  assertEquals([nextSeat(seats), seats.take()?.index], [maker.index, maker.index]);
  assertEquals([seats.take()?.index, seats.take()?.index], [made.index, made.index + 1]);
  assertEquals(seats.take()?.index, other.index + 1);
});

test("EventLoop: when its thread ends, so that its own loops do, all their seats are free again", async () => {
  mainLoop(); // has its seat from here on
  const before = nextSeat(roster());
  const maker = newEventLoop({ name: "Maker" }).start();
  await runCoroutineThreadsafe(makeLoop("Inner"), maker);
  await runCoroutineThreadsafe(makeIdleLoop("Idle"), maker);
  assertEquals(nextSeat(roster()), before + 3);
  await maker.terminate();
  assertEquals(nextSeat(roster()), before);
});
