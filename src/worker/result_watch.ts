import { InstanceWatch, type ReportInstance } from "../wire/value_instances.ts";

/** Looks at what the loop of this thread sends back; `undefined` outside debug mode. */
export let resultWatch: InstanceWatch | undefined;

/**
 * Looks at results and items from now on.
 *
 * @param report Told of what they lose on their way.
 */
export function watchInstances(report: ReportInstance): void {
  resultWatch = new InstanceWatch(report);
}
