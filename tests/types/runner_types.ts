/** Checked by the compiler alone: the runner. */

import {
  coroutine,
  type EventLoop,
  type Future,
  GracefulAsyncRunner,
  type GracefulAsyncRunnerOptions,
  type SignalName,
  type StopReport,
} from "sideloop";

const repeat = coroutine(import.meta, function repeat(text: string, times: number): string {
  return text.repeat(times);
});

export async function runnersAreTyped(): Promise<void> {
  const signals: SignalName[] = ["SIGINT", "SIGTERM"];
  const options: GracefulAsyncRunnerOptions = { name: "a", handleSignals: signals };
  const runner: GracefulAsyncRunner = new GracefulAsyncRunner(options).start();
  const loop: EventLoop = runner.loop;
  const future: Future<string> = runner.submit(repeat("a", 2), { name: "b" });
  const counts: number[] = [runner.pending];
  const running: boolean = runner.isRunning;
  const blocked: StopReport = runner.shutdownSync(1_000);
  const report: StopReport = await runner.shutdown();
  // @ts-expect-error nobody can handle SIGKILL
  void new GracefulAsyncRunner({ handleSignals: ["SIGKILL"] });
  // @ts-expect-error the signals are an array
  void new GracefulAsyncRunner({ handleSignals: "SIGINT" });
  // @ts-expect-error a closure is no coroutine
  runner.submit(() => 1);
  // @ts-expect-error the value is a text
  const wrong: Future<number> = runner.submit(repeat("a", 2));
  return void [loop, future, counts, running, blocked, report, wrong];
}
