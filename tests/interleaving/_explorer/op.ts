/**
 * The steps a thread can take, and which of them commute.
 *
 * @module
 */

/**
 * The kinds of steps. `start`, `woken` and `turn` are local: they touch nothing shared. `goOn` is
 * what follows a write on plain data.
 */
export const OP = {
  start: 0,
  woken: 1,
  turn: 2,
  pause: 3,
  load: 4,
  store: 5,
  exchange: 6,
  compareExchange: 7,
  add: 8,
  sub: 9,
  and: 10,
  or: 11,
  xor: 12,
  wait: 13,
  waitAsync: 14,
  notify: 15,
  timeout: 16,
  goOn: 17,
  death: 18,
} as const;

/** One of {@linkcode OP}. */
export type Op = (typeof OP)[keyof typeof OP];

const NAMES = Object.keys(OP);

/** A step's name, for reports. */
export function opName(op: number): string {
  return NAMES[op] ?? `op ${op}`;
}

/** Whether a step touches nothing shared, so that its place in the order makes no difference. */
export function isLocal(op: number): boolean {
  return op <= OP.turn;
}

const READS = 1;
const WRITES = 2;
const WAITERS = 4;

function touches(op: number): number {
  if (op === OP.load) return READS;
  if (op === OP.wait || op === OP.waitAsync) return READS | WAITERS;
  if (op === OP.notify || op === OP.timeout) return WAITERS;
  return READS | WRITES;
}

/** A step and the word it touches. */
export interface Access {
  readonly op: number;
  readonly word: number;
}

/**
 * Whether the order of two steps of different threads can make a difference. Timeouts always do:
 * they share the scenario's budget.
 */
export function dependent(one: Access, other: Access): boolean {
  if (one.op === OP.timeout && other.op === OP.timeout) return true;
  if (one.op === OP.death || other.op === OP.death) return false;
  if (one.word !== other.word) return false;
  const first = touches(one.op);
  const second = touches(other.op);
  const writes = ((first | second) & WRITES) !== 0;
  const bothUseValue = (first & second & READS) !== 0;
  return (writes && bothUseValue) || (first & second & WAITERS) !== 0;
}
