/** What is needed of `process.stdout`. */
export interface Terminal {
  /** Absent or false where the output goes to a file or a pipe. */
  readonly isTTY?: boolean;
  /** The width. */
  readonly columns?: number;
  /** Shows a text. */
  write(text: string): unknown;
}

/** Moves the cursor to the start of the line and erases the line. */
const ERASE = "\r\x1b[K";

/** A line that is drawn over and over. Writes nothing where the output is no terminal. */
export class ProgressLine {
  readonly #terminal: Terminal;

  /** @param terminal Where it is drawn. */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /**
   * Replaces the line.
   *
   * @param text The new one. It is cut to the width: a line that wraps could not be erased.
   */
  show(text: string): void {
    this.#draw(text.slice(0, (this.#terminal.columns || 80) - 1));
  }

  /** Leaves an empty line, for what is printed next. */
  clear(): void {
    this.#draw("");
  }

  #draw(text: string): void {
    if (this.#terminal.isTTY) this.#terminal.write(ERASE + text);
  }
}
