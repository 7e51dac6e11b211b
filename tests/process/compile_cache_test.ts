import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { assert, assertEquals } from "@std/assert";
import { runScript } from "../_harness/run.ts";
import { test, type TestSkip } from "../_harness/test.ts";

const WITHOUT_CACHE: TestSkip = {
  when: process.versions.deno !== undefined || process.versions.bun !== undefined ||
    module.getCompileCacheDir === undefined,
  reason:
    "Node caches compiled code, from 22.8 on, and gives its threads the cache when they ask for it",
  link: "https://nodejs.org/api/module.html#moduleenablecompilecacheoptions",
};

const BEGIN = `
  import module from "node:module";
  import { newEventLoop, runCoroutineThreadsafe } from "sideloop";
  import { tellCache } from "../fixtures/tells_cache.ts";
  const told = async (options) => {
    const loop = newEventLoop(options).start();
    console.log(JSON.stringify(await runCoroutineThreadsafe(tellCache(), loop)));
    loop.stop();
    await loop.join();
  };
`;

/** Runs a script, which may use a folder, without any cache but what it turns on itself. */
async function run(source: string) {
  const folder = mkdtempSync(join(tmpdir(), "sideloop_cache_"));
  try {
    const { code, stdout, stderr } = await runScript(`${BEGIN}\n${source}`, {
      args: [folder],
      env: { NODE_COMPILE_CACHE: undefined },
    });
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const said = stdout.trim().split("\n").map((line) => JSON.parse(line));
    return { said, folder, folders: readdirSync(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test(
  "EventLoop: has the compile cache that its maker has turned on, and shows nothing of it in its environment",
  async () => {
    const { said, folder, folders } = await run(`
    module.enableCompileCache(process.argv[2]);
    await told();
    await told({ env: { OWN: "1" } });
  `);
    assertEquals(folders.length, 1);
    const cache = join(folder, folders[0] as string);
    assertEquals(said.map((told) => told.cache), [cache, cache]);
    assertEquals(said.map((told) => told.variable), [null, null]);
    assertEquals(said.map((told) => told.own), [null, "1"]);
    assert(said[0].variables > 1);
    assertEquals(said[1].variables, 1);
  },
  { skip: WITHOUT_CACHE },
);

test("EventLoop: has no compile cache where its maker has none", async () => {
  const { said } = await run("await told();");
  assertEquals(said[0].cache, null);
}, { skip: WITHOUT_CACHE });
