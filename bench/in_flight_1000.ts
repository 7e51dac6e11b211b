import { equal } from "node:assert/strict";
import { keepInFlight } from "./_harness/in_flight.ts";
import type { Question } from "./_harness/question.ts";
import { AWAITED, openSubject } from "./_harness/subjects.ts";
import { atLeastTimes } from "./_harness/verdict.ts";

const IN_FLIGHT = 1_000;

/** How much work does another thread take when there is always more? */
export const question: Question = {
  name: "in_flight_1000",
  title: "1000 calls in flight, whose body awaits a promise, or (turn) a turn of its event loop",
  measures: { in_flight_1000: "calls/s", in_flight_1000_turn: "calls/s" },
  subjects: ["sideloop", "piscina", "tinypool", "comlink", "workerpool", "raw port"],
  async measure(name, { budget }) {
    const subject = await openSubject(AWAITED, name);
    equal(await subject.call("awaitOnce", 42), 42);
    return {
      in_flight_1000: await keepInFlight(() => subject.call("awaitOnce", 42), IN_FLIGHT, budget),
      in_flight_1000_turn: await keepInFlight(
        () => subject.call("awaitTurn", 42),
        IN_FLIGHT,
        budget,
      ),
    };
  },
  verdicts: (answers) => [
    atLeastTimes(answers, "in_flight_1000", "raw port", 3),
    atLeastTimes(answers, "in_flight_1000_turn", "raw port", 3),
  ],
};
