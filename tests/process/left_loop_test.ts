import { existsSync } from "node:fs";
import { assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test, type TestSkip } from "../_harness/test.ts";

const LISTS_THREADS: TestSkip = {
  when: !existsSync("/proc/self/task"),
  reason: "only Linux lists the threads of a process in a file system",
  link: "https://man7.org/linux/man-pages/man5/proc_pid_task.5.html",
};

const PROGRAM = `
import { readdirSync, readFileSync } from "node:fs";
import { newEventLoop, runCoroutineThreadsafe, sleep } from "sideloop";
import { leaveLoop } from "../fixtures/loops/leaves_loop.ts";

const before = new Set(threads());
const loop = newEventLoop().start();
await runCoroutineThreadsafe(leaveLoop(), loop);
loop.stop();
await loop.join();
while (threads().some((thread) => !before.has(thread) && isOfWorker(thread))) await sleep(5);
console.log("gone");

function threads() {
  return readdirSync("/proc/self/task");
}

function isOfWorker(thread) {
  try {
    return readFileSync(\`/proc/self/task/\${thread}/comm\`, "utf8").toLowerCase().includes("worker-");
  } catch {
    return false;
  }
}
`;

test("EventLoop: one that a coroutine has left ends with the thread that made it", async () => {
  const { stdout, stderr } = await runScript(PROGRAM);
  assertEquals({ stdout, stderr }, { stdout: "gone\n", stderr: "" });
}, { skip: LISTS_THREADS });
