/**
 * What goes to the terminal without a detour.
 *
 * The console of a loop's thread: on Node and Bun a worker's output goes through the event loop of
 * the thread that made it: it stays unseen while that thread blocks, and is lost when the process
 * exits. Written straight to the terminal it comes when it is said, in order.
 *
 * @module
 */

import { builtin, type NodeProcess, nodeProcess } from "./process.ts";

interface FileSystem {
  writeSync(descriptor: number, bytes: Uint8Array, offset: number): number;
}

const OUT = 1;
const ERR = 2;

/** Blocks the thread for a moment, while a full pipe drains. */
export type Pause = () => void;

/**
 * Makes `process.stdout` and `process.stderr` of this thread write straight to the terminal.
 *
 * @param pause Called while a pipe is full.
 */
export function writeThrough(pause: Pause): void {
  const { stdout, stderr } = nodeProcess();
  replaceWrite(stdout, OUT, pause);
  replaceWrite(stderr, ERR, pause);
}

/** Makes the methods of `console` print by way of `process.stdout` and `process.stderr`, which on Bun they do not. */
export function printThrough(): void {
  const { Console } = builtin<{ Console: new (out: object, err: object) => Console }>(
    "node:console",
  );
  const { stdout, stderr } = nodeProcess();
  Object.assign(console, new Console(stdout, stderr));
}

/**
 * Puts values on stderr as `console.error` does, but at once: also while the thread blocks or ends, and without
 * running code of the user, who may have replaced the console.
 *
 * @param values What to print.
 */
export function printError(...values: readonly unknown[]): void {
  write(ERR, toLine(values), () => {});
}

function toLine(values: readonly unknown[]): string {
  const { format } = builtin<{ format(...values: readonly unknown[]): string }>("node:util");
  return `${format(...values)}\n`;
}

function replaceWrite(stream: NodeProcess["stdout"], descriptor: number, pause: Pause): void {
  stream.write = (text, ...rest) => {
    write(descriptor, text, pause);
    const done = rest.at(-1);
    if (typeof done === "function") queueMicrotask(() => done());
    return true;
  };
}

function write(descriptor: number, text: string | Uint8Array, pause: Pause): void {
  const fs = builtin<FileSystem>("node:fs");
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let offset = 0; offset < bytes.length;) {
    const written = writeSome(fs, descriptor, bytes, offset);
    if (written === 0) pause();
    offset += written;
  }
}

/**
 * How many bytes went out: none while the pipe is full, as if all where nobody reads it any more.
 */
function writeSome(fs: FileSystem, descriptor: number, bytes: Uint8Array, offset: number): number {
  try {
    return fs.writeSync(descriptor, bytes, offset);
  } catch (error) {
    return (error as { code?: unknown }).code === "EAGAIN" ? 0 : bytes.length;
  }
}

/**
 * A value as text, an error with its stack, causes and fields. Bun's `console` shows, of an error that came from
 * another thread, the place in this library where it was made anew.
 *
 * @param value Anything.
 */
export function inspect(value: unknown): string {
  return builtin<{ inspect(value: unknown): string }>("node:util").inspect(value);
}
