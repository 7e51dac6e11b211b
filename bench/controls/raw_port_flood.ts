import type { StreamSubject } from "../_harness/stream_subject.ts";
import { openWith } from "./raw_port_stream.ts";

/** A raw port that posts all items as fast as it can, however many that are. */
export function open(): StreamSubject {
  return openWith(Infinity);
}
