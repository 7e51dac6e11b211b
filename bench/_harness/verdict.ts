import type { Answers } from "./answers.ts";
import { short } from "./short.ts";

/** How an answer compares with its target. */
export interface Verdict {
  readonly text: string;
  /** `undefined` where a number is missing. */
  readonly ok: boolean | undefined;
}

/** The subject that the targets are for. */
export const LIBRARY = "sideloop";

const BLOCKING_PEERS = ["synckit", "sync-message-port"];

/** Times less than this read better as a fraction. */
const SMALL = 0.4;

/** The library's number, or that of the subject `own`, is at most so many times another subject's. */
export function atMostTimes(
  answers: Answers,
  question: string,
  subject: string,
  target: number,
  own: string = LIBRARY,
): Verdict {
  const isOk = (times: number) => times <= target;
  return compare(answers, question, { own, subject, target, isOk });
}

/** The same, at least. */
export function atLeastTimes(
  answers: Answers,
  question: string,
  subject: string,
  target: number,
  own: string = LIBRARY,
): Verdict {
  const isOk = (times: number) => times >= target;
  return compare(answers, question, { own, subject, target, isOk });
}

/** The library's number is at most the best packaged peer's. */
export function atMostBestPeer(answers: Answers, question: string): Verdict {
  const best = answers.fastest(question, BLOCKING_PEERS);
  return best ? atMostTimes(answers, question, best, 1) : missing("compared with the best peer");
}

interface Comparison {
  readonly own: string;
  readonly subject: string;
  readonly target: number;
  isOk(times: number): boolean;
}

function compare(
  answers: Answers,
  question: string,
  { own, subject, target, isOk }: Comparison,
): Verdict {
  const [one, other] = [answers.median(question, own), answers.median(question, subject)];
  if (one === undefined || other === undefined) return missing(`compared with ${subject}`);
  const times = one / other;
  return { text: `${timesOf(times)} ${subject} (target ${asTarget(target)})`, ok: isOk(times) };
}

/** One measure of the library is at most so many times another one. */
export function atMostTimesOf(
  answers: Answers,
  question: string,
  base: string,
  target: number,
): Verdict {
  const [own, other] = [answers.median(question, LIBRARY), answers.median(base, LIBRARY)];
  if (own === undefined || other === undefined) return missing(`${question} / ${base}`);
  const times = own / other;
  const text = `${question} is ${timesOf(times)} ${base} (target ${asTarget(target)})`;
  return { text, ok: times <= target };
}

/** A number of the library is at most so much. */
export function atMost(what: string, value: number | undefined, target: number): Verdict {
  return within(what, value, -Infinity, target);
}

/** A number of the library is at least so much. */
export function atLeast(what: string, value: number | undefined, target: number): Verdict {
  return within(what, value, target, Infinity);
}

/** A number of the library lies between two. */
export function within(
  what: string,
  value: number | undefined,
  least: number,
  most: number,
): Verdict {
  if (value === undefined) return missing(what);
  return {
    text: `${short(value)} ${what} (target ${range(least, most)})`,
    ok: value >= least && value <= most,
  };
}

function range(least: number, most: number): string {
  if (most === Infinity) return `>= ${short(least)}`;
  if (least === -Infinity) return `<= ${short(most)}`;
  return `${short(least)} to ${short(most)}`;
}

function missing(what: string): Verdict {
  return { text: `${what}: no answer`, ok: undefined };
}

/** Small shares are written as a fraction: 1/23 of. */
function timesOf(times: number): string {
  return times < SMALL ? `1/${short(1 / times)} of` : `${short(times)} x`;
}

function asTarget(times: number): string {
  return times < SMALL ? `1/${short(1 / times)}` : `${short(times)} x`;
}
