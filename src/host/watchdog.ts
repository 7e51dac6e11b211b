import { now } from "../sync/clock.ts";
import { beatInterval, type Heartbeat } from "../sync/heartbeat.ts";
import { Alarm } from "./alarm.ts";
import { Standstill } from "./standstill.ts";

/** How many times what counts as slow a loop must be blocked before that is told while it lasts. */
const MUCH = 2.5;
/** How many beats must have failed to come at least. */
const MOST_MISSED = 10;

/**
 * Watches the heartbeat of a loop from its owner's thread: by a timer while that one's event loop turns, and
 * through {@linkcode Watchdog.look} while it blocks.
 */
export class Watchdog {
  readonly #heartbeat: Heartbeat;
  readonly #interval: number;
  readonly #standstill: Standstill;
  readonly #tell: (milliseconds: number, task: string | undefined) => void;
  readonly #alarm = new Alarm(() => this.look());

  /**
   * @param heartbeat What the loop tells.
   * @param slow What counts as slow, in milliseconds.
   * @param tell Told of a loop that is blocked, once, while that lasts, and of the task that blocks it.
   */
  constructor(
    heartbeat: Heartbeat,
    slow: number,
    tell: (milliseconds: number, task: string | undefined) => void,
  ) {
    this.#heartbeat = heartbeat;
    this.#interval = beatInterval(slow);
    this.#standstill = new Standstill(
      this.#interval,
      Math.max(MUCH * slow, MOST_MISSED * this.#interval),
    );
    this.#tell = tell;
    this.#alarm.set(this.#interval);
  }

  /** Milliseconds until the next look is due. */
  remaining(): number {
    return this.#alarm.remaining();
  }

  /** Looks, if it is time. */
  look(): void {
    if (this.#alarm.remaining() > 0) return;
    this.#alarm.clear();
    this.#alarm.set(this.#interval);
    this.#heartbeat.look();
    const duration = this.#standstill.look(this.#heartbeat.beats(), now());
    if (duration !== undefined) this.#tell(duration, this.#heartbeat.task());
  }

  /** Looks no more. */
  stop(): void {
    this.#alarm.clear();
  }
}
