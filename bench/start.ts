import type { Question } from "./_harness/question.ts";
import { loadSubject, STARTING } from "./_harness/subjects.ts";
import { atMostTimes } from "./_harness/verdict.ts";

/** How long until a new thread has done something? */
export const question: Question = {
  name: "start",
  title: "from nothing but the imported library to the first result of a new thread",
  measures: { start: "ms" },
  subjects: ["sideloop", "synckit", "bare Worker"],
  async measure(name) {
    const open = await loadSubject(STARTING, name);
    const begin = performance.now();
    const subject = await open();
    await subject.call("echo", 0);
    return { start: [performance.now() - begin] };
  },
  verdicts: (answers) => [atMostTimes(answers, "start", "bare Worker", 1.25)],
};
