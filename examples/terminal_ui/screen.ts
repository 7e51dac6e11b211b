import { writeSync } from "node:fs";
import process from "node:process";
import { emitKeypressEvents, type Key } from "node:readline";

const ENTER = "\x1b[?1049h\x1b[?25l"; // the alternate screen, no cursor
const LEAVE = "\x1b[?25h\x1b[?1049l";
const HOME = "\x1b[H";
const ERASE_TO_END_OF_LINE = "\x1b[K";
const ERASE_BELOW = "\x1b[J";

/** The whole terminal, until it is closed or the process ends, by an error too. */
export class Screen {
  #isOpen = false;

  /** Whether there is a terminal to read keys from and to draw on. */
  static get isAvailable(): boolean {
    return process.stdin.isTTY && process.stdout.isTTY;
  }

  /**
   * Takes the terminal.
   *
   * @param onKey Is called with the name of each key that is pressed: `"q"`, `"ctrl+c"`, `"return"`.
   */
  open(onKey: (key: string) => void): void {
    this.#isOpen = true;
    process.once("exit", () => this.close());
    process.once("uncaughtExceptionMonitor", () => this.close()); // Deno tells of no exit after an error
    process.stdin.setRawMode(true);
    emitKeypressEvents(process.stdin);
    process.stdin.on("keypress", (_, key: Key) => onKey(nameOf(key)));
    process.stdout.write(ENTER);
  }

  /** Draws over what is there. What does not fit is cut off. Does nothing when closed. */
  show(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    const { columns, rows } = process.stdout;
    const visible = lines.slice(0, rows).map((line) => line.slice(0, columns));
    process.stdout.write(HOME + visible.join(`${ERASE_TO_END_OF_LINE}\r\n`) + ERASE_BELOW);
  }

  /** Gives the terminal back. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.stdin.removeAllListeners("keypress").pause();
    process.stdin.setRawMode(false);
    writeSync(process.stdout.fd, LEAVE); // not later: the process may be about to end
  }
}

function nameOf({ ctrl, name, sequence }: Key): string {
  return `${ctrl ? "ctrl+" : ""}${name ?? sequence}`;
}
