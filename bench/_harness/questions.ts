import { question as awaitedInt } from "../awaited_int.ts";
import { question as blockingBytesCopied } from "../blocking_bytes_1m_copied.ts";
import { question as blockingBytesTransferred } from "../blocking_bytes_1m_transferred.ts";
import { question as blockingCold } from "../blocking_cold.ts";
import { question as blockingInt } from "../blocking_int.ts";
import { question as blockingObject } from "../blocking_object.ts";
import { question as blockingText } from "../blocking_text_64k.ts";
import { question as cpuTwoLoops } from "../cpu_two_loops.ts";
import { question as death } from "../death.ts";
import { question as debugMode } from "../debug_mode.ts";
import { question as eslintOneFile } from "../eslint_one_file.ts";
import { question as eslintPluginPrettier } from "../eslint_plugin_prettier.ts";
import { question as idle } from "../idle.ts";
import { question as importTime } from "../import_time.ts";
import { question as inFlight } from "../in_flight_1000.ts";
import { question as liveLoop } from "../live_loop.ts";
import { question as memoryChurn } from "../memory_churn.ts";
import { question as memoryLoops } from "../memory_loops.ts";
import { question as memoryPending } from "../memory_pending.ts";
import { question as memorySubmissions } from "../memory_submissions.ts";
import { question as packageSize } from "../package_size.ts";
import { question as poolInt } from "../pool_int.ts";
import { question as roundRobin } from "../round_robin.ts";
import { question as serviceCallSync } from "../service_call_sync.ts";
import { question as serviceInFlight } from "../service_in_flight_1000.ts";
import { question as start } from "../start.ts";
import { question as stream } from "../stream_100k.ts";
import { question as synckitDropIn } from "../synckit_drop_in.ts";
import type { Question } from "./question.ts";

/** In the order of the report. */
const QUESTIONS: readonly Question[] = [
  blockingInt,
  blockingObject,
  blockingText,
  blockingBytesCopied,
  blockingBytesTransferred,
  blockingCold,
  awaitedInt,
  poolInt,
  inFlight,
  roundRobin,
  serviceCallSync,
  serviceInFlight,
  stream,
  start,
  importTime,
  packageSize,
  death,
  memorySubmissions,
  memoryPending,
  memoryLoops,
  memoryChurn,
  cpuTwoLoops,
  idle,
  liveLoop,
  debugMode,
  synckitDropIn,
  eslintPluginPrettier,
  eslintOneFile,
];

/**
 * The questions whose names begin so and that are asked of one of the subjects.
 *
 * @param beginnings From the command line; empty for all.
 * @param subjects The same.
 */
export function chooseQuestions(
  beginnings: readonly string[],
  subjects: readonly string[],
): Question[] {
  const chosen = QUESTIONS.filter((question) =>
    isChosen(beginnings, (beginning) => question.name.startsWith(beginning)) &&
    isChosen(subjects, (subject) => question.subjects.includes(subject))
  );
  if (chosen.length > 0) return chosen;
  const known = QUESTIONS.map(({ name }) => name).join(", ");
  const everybody = [...new Set(QUESTIONS.flatMap((question) => question.subjects))].join(", ");
  throw new RangeError(
    `Cannot ask ${beginnings.join(", ") || "anything"} of ${subjects.join(", ") || "anybody"}: ` +
      `the questions are ${known}; the subjects are ${everybody}`,
  );
}

function isChosen(choice: readonly string[], fits: (one: string) => boolean): boolean {
  return choice.length === 0 || choice.some(fits);
}
