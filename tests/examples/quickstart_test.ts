import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const QUICKSTART = new URL("../../examples/quickstart.ts", import.meta.url);
const SOURCES = fileURLToPath(new URL("../../src/", import.meta.url));

/** A row of the table: the numbers, or the error in their place. */
type Row = { bytes: number; words: number; sha256: string } | { error: string };

interface Report {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly rows: Map<string, Row>;
  readonly summary: string;
}

/** Runs the quickstart and reads its table. */
async function quickstart(...args: string[]): Promise<Report> {
  const { code, stdout, stderr } = await runScript(QUICKSTART, { args });
  const [table = "", summary = ""] = stdout.trimEnd().split("\n\n");
  const [header = "", ...lines] = table.split("\n");
  assertMatch(header, /^input +bytes +words +sha-256$/, stderr);
  return { code, stdout, stderr, rows: new Map(lines.map(parseRow)), summary };
}

function parseRow(line: string): [input: string, Row] {
  const failure = /^(.*?) {2,}failed: (.+)$/.exec(line);
  if (failure) return [failure[1] as string, { error: failure[2] as string }];
  const [, input = line, bytes, words, sha256 = ""] =
    /^(.*?) +(\d+) +(\d+) {2}([0-9a-f]{16})$/.exec(line) ?? [];
  return [input, { bytes: Number(bytes), words: Number(words), sha256 }];
}

/** What the row of some content has to be, found out in other ways than the quickstart's. */
function expectedRow(content: string | Uint8Array): Row {
  const data = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const words = new TextDecoder().decode(data).split(/\s+/).filter((word) => word !== "").length;
  const sha256 = createHash("sha256").update(data).digest("hex").slice(0, 16);
  return { bytes: data.length, words, sha256 };
}

function errorOf(report: Report, input: string): string {
  const row = report.rows.get(input);
  assert(row !== undefined && "error" in row, report.stdout);
  return row.error;
}

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sideloop-"));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function withServer(
  listener: RequestListener,
  body: (origin: string) => Promise<void>,
): Promise<void> {
  const server = createServer(listener);
  try {
    await body(await listen(server));
  } finally {
    await close(server);
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert(address !== null && typeof address === "object");
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

test("quickstart: without arguments digests every source, half of them over HTTP", async () => {
  const { code, stderr, rows, summary } = await quickstart();
  assertEquals([code, stderr], [0, ""]);
  const found = [...rows].map(([input, row]) => [sourcePath(input), row]);
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts")).sort().map((file) => join(SOURCES, file));
  assertEquals(found, files.map((file) => [file, expectedRow(readFileSync(file))]));
  const pages = [...rows.keys()].filter((input) => input.startsWith("http://127.0.0.1:"));
  assertEquals(pages.length, Math.floor(files.length / 2));
  assertMatch(summary, new RegExp(`^${files.length} inputs, 0 failed, in \\d+\\.\\d\\d s$`));
});

function sourcePath(input: string): string {
  return input.startsWith("http://") ? join(SOURCES, new URL(input).pathname) : resolve(input);
}

test("quickstart: gives size, word count and SHA-256 of a file", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "with a space.txt");
    const content = "\n  to be, or not to be:\tthat is the question – «да»\r\n ";
    writeFileSync(file, content);
    const { code, stderr, rows } = await quickstart(file);
    assertEquals([code, stderr], [0, ""]);
    assertEquals([...rows], [[file, expectedRow(content)]]);
  });
});

test("quickstart: takes an empty file and one that is no text", async () => {
  await withFolder(async (folder) => {
    const [empty, binary] = [join(folder, "empty"), join(folder, "binary")];
    const content = Uint8Array.from({ length: 300_000 }, (_, index) => index * index);
    writeFileSync(empty, "");
    writeFileSync(binary, content);
    const { code, rows } = await quickstart(empty, binary);
    assertEquals(code, 0);
    assertEquals([...rows], [[empty, expectedRow("")], [binary, expectedRow(content)]]);
  });
});

test("quickstart: a missing file fails in its own row", async () => {
  await withFolder(async (folder) => {
    const [file, missing] = [join(folder, "file.txt"), join(folder, "missing.txt")];
    writeFileSync(file, "one two");
    const report = await quickstart(missing, file);
    assertEquals([report.code, report.stderr], [1, ""]);
    assertEquals([...report.rows.keys()], [missing, file]);
    assertMatch(errorOf(report, missing), /^ENOENT: no such file or directory/);
    assertEquals(report.rows.get(file), expectedRow("one two"));
    assertMatch(report.summary, /^2 inputs, 1 failed, in /);
  });
});

test("quickstart: a URL where nobody listens fails in its own row", async () => {
  const server = createServer();
  const dead = `${await listen(server)}/page`;
  await close(server);
  const file = fileURLToPath(QUICKSTART);
  const report = await quickstart(file, dead);
  assertEquals([report.code, report.stderr], [1, ""]);
  assertMatch(errorOf(report, dead), /refused|unable to connect/i);
  assertEquals(report.rows.get(file), expectedRow(readFileSync(file)));
});

test("quickstart: fetches a page", async () => {
  const page = "<h1>Four words in all</h1>";
  await withServer((_, response) => response.end(page), async (origin) => {
    const { code, stderr, rows } = await quickstart(`${origin}/page?query=1`);
    assertEquals([code, stderr], [0, ""]);
    assertEquals([...rows], [[`${origin}/page?query=1`, expectedRow(page)]]);
  });
});

test("quickstart: a page that the server refuses fails with its status", async () => {
  await withServer((_, response) => response.writeHead(404).end("nothing"), async (origin) => {
    const report = await quickstart(`${origin}/`);
    assertEquals(report.code, 1);
    assertMatch(errorOf(report, `${origin}/`), /^HTTP 404/);
  });
});

test("quickstart: the inputs are worked on at the same time", async () => {
  const waiting: (() => void)[] = [];
  const answerWhenAllAreHere: RequestListener = (_, response) => {
    waiting.push(() => response.end("all here"));
    if (waiting.length === 5) { for (const answer of waiting) answer(); }
  };
  await withServer(answerWhenAllAreHere, async (origin) => {
    const { code, rows } = await quickstart(...[1, 2, 3, 4, 5].map((n) => `${origin}/${n}`));
    assertEquals(code, 0);
    assertEquals([...rows.values()], Array(5).fill(expectedRow("all here")));
  });
});

test("quickstart: shows no progress where the output is no terminal", async () => {
  const slow: RequestListener = (_, response) => void setTimeout(() => response.end("late"), 300);
  await withServer(slow, async (origin) => {
    const { stdout } = await quickstart(`${origin}/`);
    assertEquals([stdout.includes("\r"), stdout.includes("waiting")], [false, false]);
  });
});
