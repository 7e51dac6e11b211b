/**
 * What a scenario is.
 *
 * @module
 */
import type { Words } from "../../../src/sync/atomics.ts";

/** The words the threads share, by name. Steps on them are scheduled; all else is the thread's own. */
export type Shared = { readonly [name: string]: Words };

/** What is explored, beyond the order of atomic steps. */
export interface Model {
  /** How many timeouts may strike in one run. Default: 0, a wait ends by a notify or never. */
  readonly timeouts?: number;
  /**
   * At most so many preemptions per run. Default: no bound, but of orders that differ only in steps
   * that commute, one is run. With a bound every such order is run.
   */
  readonly preemptions?: number;
  /**
   * Plain data counts too: what a thread does after a write, up to its next atomic step, becomes a
   * step of its own. Wants a bound on preemptions, because such steps are not known to commute.
   * Default: false.
   */
  readonly plain?: boolean;
  /**
   * A `pause` is nothing. By default it means that the thread goes on only when another thread has
   * changed a word, or when no other thread can, which is right for loops that spin until something
   * changes, and leaves out the runs in which a loop that counts its spins gives up early.
   */
  readonly freePauses?: boolean;
  /**
   * Threads, by name, that may die before any of their steps: the step throws {@linkcode Death}.
   * Whoever catches it can go on to model what outlives the thread. Default: none.
   */
  readonly mortal?: readonly string[];
  /** Milliseconds that `performance.now` advances with every call. Default: 0. */
  readonly tick?: number;
  /** More steps than this are a livelock. Default: 400. */
  readonly steps?: number;
}

/** A few threads on a few words. */
export interface Scenario<S extends Shared> {
  /** Makes the words. Called once; before every run the words are set back to these values. */
  readonly setup: () => S;
  /**
   * The threads; reports use the functions' names. Each run calls them anew, so that whatever they
   * hold besides the words belongs inside.
   */
  readonly threads: readonly ((shared: S) => unknown)[];
  /** Throws where a run ended badly. */
  readonly check?: (shared: S) => void;
  /** What is explored, beyond the order of atomic steps. */
  readonly model?: Model;
}

/** Thrown in a mortal thread when it dies. */
export class Death extends Error {}

/** What a module of a scenario exports. */
export interface ScenarioModule {
  /** The scenario. */
  readonly scenario: Scenario<Shared>;
}

/** Gives the scenario's functions their types. */
export function defineScenario<S extends Shared>(scenario: Scenario<S>): Scenario<S> {
  return scenario;
}
