/** Another thread that gives numbers one by one, reached by way of the library or a control. */
export interface StreamSubject {
  /**
   * The numbers from 0 on, for `for await`.
   *
   * @param count How many.
   */
  awaited(count: number): AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>;
  /**
   * The same for `for`, which blocks; a subject that cannot block has none.
   *
   * @param count How many.
   */
  blocking?(count: number): Iterable<unknown>;
  /** Ends the thread. */
  close(): unknown;
}
