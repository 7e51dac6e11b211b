/** An error that the consumer of a stream throws into its generator. */
export interface Fault {
  /** The error. */
  readonly error: unknown;
}
