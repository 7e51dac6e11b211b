import { add, cas, notify, store, wait, type Words } from "../../../../src/sync/atomics.ts";

/** 0 free, 1 taken, 2 taken and somebody may wait. Source: Drepper, "Futexes Are Tricky", mutex 2. */
export function lock(mutex: Words): void {
  let seen = cas(mutex, 0, 0, 1);
  while (seen !== 0) {
    if (seen === 2 || cas(mutex, 0, 1, 2) !== 0) wait(mutex, 0, 2, Infinity);
    seen = cas(mutex, 0, 0, 2);
  }
}

/** Lets the next one in. */
export function unlock(mutex: Words): void {
  if (add(mutex, 0, -1) === 1) return;
  store(mutex, 0, 0);
  notify(mutex, 0);
}

/** Adds to a plain counter, holding the lock. */
export function addUnderLock(
  mutex: Words,
  counter: Words,
  times: number,
  unlock: (mutex: Words) => void,
): void {
  for (let time = 0; time < times; time++) {
    lock(mutex);
    const before = counter[0] as number;
    counter[0] = before + 1;
    unlock(mutex);
  }
}
