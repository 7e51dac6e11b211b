/** Milliseconds after which something counts as hung. None of it takes a fraction of that. */
export const PATIENCE = 5_000;

/** What an awaitable gives, or an error that says what did not come. */
export async function patiently<T>(awaitable: PromiseLike<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`hung: ${what}`)), PATIENCE);
  });
  try {
    return await Promise.race([awaitable, expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until something is so, or throws what it is instead. */
export async function until(isSo: () => boolean, otherwise: () => string): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(otherwise());
    await turn();
  }
}

/** One turn of this thread's event loop, and a little time for other threads. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 1));
}
