/**
 * A terminal for programs that draw and take keys, by tmux.
 *
 * @module
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runtimeFlags } from "./run.ts";
import type { TestSkip } from "./test.ts";

/** What the shell writes when it waits for a command. */
const PROMPT = "prompt>";

/** One that has no line editor: that would put right what a program has left behind. */
const SHELL = `exec env PS1='${PROMPT} ' ENV= sh`;

/** The shell ends with this process, even where that is killed: a server of tmux is nobody's child. */
const WATCHED_SHELL =
  `(while kill -0 ${process.pid}; do sleep 1; done; kill -HUP $$) 2>/dev/null & ${SHELL}`;

/** How long a text may take to appear, in milliseconds: less than a test may take. */
const MAY_TAKE = 15_000;

/** Milliseconds between two looks at the screen. */
const LOOK_AGAIN_AFTER = 20;

const run = promisify(execFile);

/** For tests that need a {@linkcode Terminal}. */
export const NO_TERMINAL: TestSkip = {
  when: spawnSync("tmux", ["-V"]).error !== undefined,
  reason: "no tmux here",
  link: "https://github.com/tmux/tmux/wiki/Installing",
};

/** A terminal of 80 columns and 24 rows, with a shell. */
export class Terminal {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Opens one for the time that the body takes. */
  static async with(body: (terminal: Terminal) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "sideloop-"));
    const terminal = new Terminal(join(folder, "tmux"));
    await terminal.#open();
    try {
      await body(terminal);
    } finally {
      await terminal.#tmux("kill-server");
      rmSync(folder, { recursive: true });
    }
  }

  /** Runs a script on the runtime of the test, as a command of the shell. */
  async runScript(script: URL, ...args: readonly string[]): Promise<void> {
    await this.untilPrompt();
    const words = [process.execPath, ...runtimeFlags(), fileURLToPath(script), ...args];
    await this.type(words.map((word) => `'${word}'`).join(" "));
  }

  /** Types a line. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", text);
    await this.press("Enter");
  }

  /** Presses a key, by its name in tmux: `q`, `C-c`, `Enter`. */
  async press(key: string): Promise<void> {
    await this.#tmux("send-keys", key);
  }

  /** What is on the screen, without the spaces at the end of its lines. */
  async screen(): Promise<string> {
    return await this.#tmux("capture-pane", "-p");
  }

  /** Asks tmux for the value of a format, as `#{cursor_flag}`. */
  async ask(format: string): Promise<string> {
    return (await this.#tmux("display-message", "-p", format)).trimEnd();
  }

  /** Gives the screen as soon as it shows that. */
  async until(expected: RegExp | ((screen: string) => boolean)): Promise<string> {
    const isThere = typeof expected === "function"
      ? expected
      : (text: string) => expected.test(text);
    const deadline = performance.now() + MAY_TAKE;
    while (true) {
      const screen = await this.screen();
      if (isThere(screen)) return screen;
      if (performance.now() > deadline) {
        throw new Error(`${expected} is not on the screen:\n${screen}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_AFTER));
    }
  }

  /** Waits until the shell does. */
  async untilPrompt(): Promise<void> {
    await this.until((screen) => screen.trimEnd().endsWith(PROMPT));
  }

  async #open(): Promise<void> {
    const size = ["-x", "80", "-y", "24"];
    await this.#tmux("-f", "/dev/null", "new-session", "-d", ...size, "sh", "-c", WATCHED_SHELL);
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    return (await run("tmux", ["-S", this.#socket, ...args])).stdout;
  }
}
