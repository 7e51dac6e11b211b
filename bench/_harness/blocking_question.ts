import type { Question } from "./question.ts";
import type { JobName } from "./run_job.ts";
import { sampleBlocking } from "./sampling.ts";
import { BLOCKING, openSubject } from "./subjects.ts";

/** A question about blocking calls, all of the same job. */
export interface BlockingQuestionOptions
  extends Pick<Question, "name" | "title" | "subjects" | "verdicts"> {
  readonly job: JobName;
  /** Gives the argument of the calls. */
  readonly makeValue: () => unknown;
  /** Called before each call, untimed. */
  readonly prepare?: () => void;
  /** How many times as long as usual to measure. */
  readonly budgetTimes?: number;
  /** Throws where the result is wrong; asked once. */
  readonly check: (result: unknown) => void;
}

/** Makes a {@linkcode Question} that times blocking calls, back to back, in microseconds. */
export function blockingQuestion(options: BlockingQuestionOptions): Question {
  const { name, title, subjects, verdicts, job, makeValue, prepare, check } = options;
  const { budgetTimes = 1 } = options;
  return {
    ...{ name, title, subjects, verdicts },
    measures: { [name]: "us" },
    async measure(subjectName, { budget }) {
      const subject = await openSubject(BLOCKING, subjectName);
      const value = makeValue();
      check(subject.call(job, value));
      const samples = sampleBlocking(() => subject.call(job, value), {
        budget: { ...budget, measure: budget.measure * budgetTimes },
        ...(prepare && { prepare }),
      });
      await subject.close();
      return { [name]: samples.map((milliseconds) => milliseconds * 1_000) };
    },
  };
}
