import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertEquals, assertMatch } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/hash_directory.ts", import.meta.url);

async function withFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sideloop-"));
  try {
    mkdirSync(join(folder, "below"));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function lineOf(path: string, content: string | Uint8Array): string {
  return `${createHash("sha256").update(content).digest("hex")}  ${path}\n`;
}

test("hash_directory: prints the hash of every file, sorted, and no bar where there is no terminal", async () => {
  const big = Uint8Array.from({ length: 200_000 }, (_, index) => index * index);
  const files = { "a.txt": "text", "b.bin": big, [join("below", "c")]: "c", "empty": "" };
  await withFiles(files, async (folder) => {
    const { code, stdout, stderr } = await runScript(EXAMPLE, { args: [folder] });
    assertEquals([code, stderr], [0, ""]);
    const expected = Object.entries(files).map(([name, content]) =>
      lineOf(join(folder, name), content)
    );
    assertEquals(stdout, expected.join(""));
  });
});

test("hash_directory: a file that cannot be read is reported, the others are hashed", async () => {
  await withFiles({ "a.txt": "text" }, async (folder) => {
    const [file, missing] = [join(folder, "a.txt"), join(folder, "missing")];
    const { code, stdout, stderr } = await runScript(EXAMPLE, { args: [missing, file] });
    assertEquals([code, stdout], [1, lineOf(file, "text")]);
    assertMatch(stderr.replaceAll(missing, "MISSING"), /^MISSING: ENOENT: [^\n]+\n$/);
  });
});
