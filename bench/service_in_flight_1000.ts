import { equal } from "node:assert/strict";
import { keepInFlight } from "./_harness/in_flight.ts";
import type { Question } from "./_harness/question.ts";
import { AWAITED, openSubject } from "./_harness/subjects.ts";
import { atLeastTimes } from "./_harness/verdict.ts";

const IN_FLIGHT = 1_000;

/** How many calls does an object in another thread take when there are always more? */
export const question: Question = {
  name: "service_in_flight_1000",
  title: "1000 calls in flight of a method of a service, which awaits a promise",
  measures: { service_in_flight_1000: "calls/s" },
  subjects: ["service", "sideloop", "comlink", "raw port"],
  async measure(name, { budget }) {
    const subject = await openSubject(AWAITED, name);
    equal(await subject.call("awaitOnce", 42), 42);
    const call = () => subject.call("awaitOnce", 42);
    return { service_in_flight_1000: await keepInFlight(call, IN_FLIGHT, budget) };
  },
  verdicts: (answers) => [
    atLeastTimes(answers, "service_in_flight_1000", "comlink", 3, "service"),
  ],
};
