/**
 * The work of the quickstart, as a coroutine: the worker's thread imports this module as well, and
 * finds it there by its name.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { coroutine, currentTask } from "sideloop";

/** What is found out about one input. */
export interface Digest {
  /** Its size. */
  readonly bytes: number;
  /** How many words it has when it is read as UTF-8. */
  readonly words: number;
  /** Its SHA-256, in hexadecimal. */
  readonly sha256: string;
}

/** Digests a file or a web page, given by its path or its URL. */
export const digest = coroutine(import.meta, async function digest(input: string): Promise<Digest> {
  const { signal } = currentTask(); // a future that is cancelled ends its download at once
  const content = isUrl(input) ? download(input, signal) : readFile(input, { signal });
  const bytes = new Uint8Array(await content);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return {
    bytes: bytes.length,
    words: countWords(new TextDecoder().decode(bytes)),
    sha256: Buffer.from(hash).toString("hex"),
  };
});

function isUrl(input: string): boolean {
  return /^https?:/i.test(input);
}

async function download(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`HTTP ${response.status} ${response.statusText}`);
  return await response.arrayBuffer();
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
