import { assertEquals } from "@std/assert";
import { test } from "../_harness/test.ts";
import {
  build,
  canCompile,
  DENO_CONFIG,
  edit,
  EXPECTED,
  inProject,
  run,
} from "./standalone_project.ts";

const NEEDS_RUNTIME = {
  when: !canCompile(),
  reason: "deno compile needs Deno, and the runtime that it downloads",
  link: "https://docs.deno.com/runtime/reference/cli/compile/",
};

test(
  "deno compile: the executable blocks, awaits and has services",
  () =>
    inProject(async (folder) => {
      edit(folder, "./tasks.js", "./tasks.ts");
      const flags = ["--quiet", "--no-check", "-c", DENO_CONFIG, "--allow-read"];
      await build(folder, "compile", ...flags, "-o", "program", "main.ts");
      assertEquals(await run(folder, `${folder}/program`), {
        code: 0,
        stdout: EXPECTED,
        stderr: "",
      });
    }),
  { skip: NEEDS_RUNTIME, timeout: 60_000 },
);
