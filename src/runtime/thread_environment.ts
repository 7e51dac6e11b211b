/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment for a new thread. */
export interface ThreadEnvironment {
  /** `undefined` where it gets a copy of its maker's. */
  readonly env: Environment | symbol | undefined;
  /** The variables in it that are there for the runtime, and gone when the thread has begun. */
  readonly lent?: readonly string[];
}
