/** What there is to see. */
export interface View {
  readonly status: string;
  /** How much is done, from 0 to 1. */
  readonly progress: number;
  readonly result: string;
}

const KEYS = "l load   e load that fails   c compute   x cancel   q quit";
const SPINNER = "|/-\\";
const SPINNER_STEP = 100;
const BAR_WIDTH = 40;

/** The lines of the screen. */
export function render({ status, progress, result }: View, now: Date): string[] {
  return [
    `Sideloop in a terminal   ${now.toTimeString().slice(0, 8)} ${spinner(now)}`,
    KEYS,
    "",
    status,
    bar(progress),
    "",
    ...result.split("\n"),
  ];
}

function spinner(now: Date): string {
  return SPINNER.charAt(Math.floor(now.getTime() / SPINNER_STEP) % SPINNER.length);
}

function bar(progress: number): string {
  const done = "#".repeat(Math.round(progress * BAR_WIDTH));
  return `[${done.padEnd(BAR_WIDTH, ".")}] ${Math.round(progress * 100)} %`;
}
