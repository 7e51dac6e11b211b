import { joinRounds, type Row } from "./answers.ts";
import { ask } from "./ask.ts";
import type { ChildAnswer } from "./child_answer.ts";
import type { Question } from "./question.ts";
import type { BenchRuntime } from "./runtimes.ts";

/** What is asked of whom. */
export interface RoundsOptions {
  readonly runtimes: readonly BenchRuntime[];
  /** Empty for all of a question's. */
  readonly subjects: readonly string[];
  readonly rounds: number;
  readonly quick: boolean;
}

/** One subject on one runtime. */
interface Participant {
  readonly runtime: BenchRuntime;
  readonly subject: string;
  readonly answers: ChildAnswer[];
  failure?: string;
}

/**
 * Asks a question of all subjects on all runtimes, round after round, so that what else the machine
 * does falls on all of them. A subject that fails before it has ever answered is not asked again.
 */
export async function askInRounds(question: Question, options: RoundsOptions): Promise<Row[]> {
  const participants = participantsOf(question, options);
  const rounds = Math.min(options.rounds, question.rounds ?? Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const participant of inOrderOf(round, participants)) {
      const { runtime, subject, answers, failure } = participant;
      if (failure !== undefined && answers.length === 0) continue;
      const reply = await ask(runtime, question, subject, options.quick);
      if ("answer" in reply) answers.push(reply.answer);
      else participant.failure = reply.failure;
    }
  }
  return participants.flatMap((participant) => rowsOf(question, participant));
}

function participantsOf(question: Question, { runtimes, subjects }: RoundsOptions): Participant[] {
  return question.subjects
    .filter((subject) => subjects.length === 0 || subjects.includes(subject))
    .flatMap((subject) => runtimes.map((runtime) => ({ runtime, subject, answers: [] })));
}

/** Starts elsewhere in every round, and goes backwards in every other one. */
function inOrderOf<T>(round: number, all: readonly T[]): T[] {
  const start = round * Math.ceil(all.length / 3) % Math.max(1, all.length);
  const rotated = [...all.slice(start), ...all.slice(0, start)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}

/** A row per measure; a subject may leave out those that mean nothing for it. */
function rowsOf(
  { measures }: Question,
  { runtime, subject, answers, failure }: Participant,
): Row[] {
  return Object.entries(measures).flatMap(([question, unit]) => {
    const place = { runtime: runtime.name, question, subject, unit };
    const rounds = answers.flatMap((answer) => answer[question] ?? []);
    if (rounds.length === 0 && answers.length > 0) return [];
    return [joinRounds(place, rounds, failure)];
  });
}
