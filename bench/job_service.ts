import * as jobs from "./jobs.ts";

/** Some of the jobs as methods of an object: what a service is asked for. */
export class JobService {
  /** Gives back what it got. */
  echo(value: unknown): unknown {
    return jobs.echo(value);
  }

  /** Does nothing but one real `await`. */
  awaitOnce(value: unknown): Promise<unknown> {
    return jobs.awaitOnce(value);
  }
}
