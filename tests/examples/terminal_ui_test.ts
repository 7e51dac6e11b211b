import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { NO_TERMINAL, Terminal } from "../_harness/terminal.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/terminal_ui.ts", import.meta.url);

/** Longer than any test, in milliseconds. */
const ENDLESS = "3600000";

/** Time enough to look at what goes on, and a hundredth of it passes soon. */
const LONG = "30000";

const OPTIONS = { skip: NO_TERMINAL, timeout: 60_000 };

/** Runs the example, with loads and computations that take so many milliseconds. */
function withExample(
  duration: string,
  body: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  return Terminal.with(async (terminal) => {
    await terminal.runScript(EXAMPLE, duration);
    await terminal.until(/^Ready$/m);
    await body(terminal);
  });
}

function clockOf(screen: string): string | undefined {
  return /\d\d:\d\d:\d\d .$/m.exec(screen)?.[0];
}

test(
  "terminal_ui: shows what comes of a load, of one that fails, and of a computation",
  () =>
    withExample("50", async (terminal) => {
      await terminal.press("l");
      assertMatch(await terminal.until(/^Sample data\.\.\.$/m), /^Ready$/m);

      await terminal.press("e");
      await terminal.until(/^Error: permission denied$/m);

      await terminal.press("c");
      const screen = await terminal.until(/^Ready$/m);
      assertMatch(screen, /^\[#+\] 100 %$/m);
      assertMatch(screen, /^Pi is about 3\.\d+, say \d+\.\d million points$/m);
    }),
  OPTIONS,
);

test(
  "terminal_ui: the clock moves and keys are heard while the other thread computes",
  () =>
    withExample(LONG, async (terminal) => {
      await terminal.press("c");
      let screen = await terminal.until(/^Pi is about/m);
      for (let i = 0; i < 3; i += 1) {
        const before = clockOf(screen);
        screen = await terminal.until((now) => clockOf(now) !== before);
        assertMatch(screen, /^Computing\.\.\.$/m);
      }
      await terminal.until(/^\[[#.]+\] [1-9]\d* %$/m);

      await terminal.press("x");
      await terminal.until(/^Cancelled$/m);
      await terminal.press("l");
      await terminal.until(/^Loading\.\.\.$/m);
      await terminal.press("x");
      await terminal.until(/^Cancelled$/m);
    }),
  OPTIONS,
);

for (const key of ["q", "C-c"]) {
  test(
    `terminal_ui: ${key} ends it at once and gives the terminal back`,
    () =>
      withExample(ENDLESS, async (terminal) => {
        await terminal.press("c");
        await terminal.until(/^Computing\.\.\.$/m);
        await terminal.press(key);
        await terminal.untilPrompt();
        assertEquals(await terminal.ask("#{alternate_on} #{cursor_flag}"), "0 1");

        await terminal.type("echo code=$?; stty -a");
        const screen = await terminal.until(/^code=[^]*\becho\b/m);
        assertMatch(screen, /^code=0$/m);
        assertNotMatch(screen, /-(icanon|isig|echo|opost)\b/);
      }),
    OPTIONS,
  );
}

test("terminal_ui: says so where there is no terminal", async () => {
  const { code, stdout, stderr } = await runScript(EXAMPLE);
  assertEquals([code, stdout], [1, ""]);
  assertEquals(
    stderr,
    "Cannot start: this program needs a terminal for its input and its output\n",
  );
});
