import { assert, assertEquals } from "@std/assert";
import "sideloop";
import { register, registered } from "../../src/coroutine/registry.ts";
import { test } from "../_harness/test.ts";

const MODULE = new URL("../../src/synckit/answer.ts", import.meta.url).href;

test("ANSWER: the module may be loaded again under its URL, as compilers of worker files do", async () => {
  const first = () => "of the copy that came first";
  register(MODULE, "answer", first);
  const { ANSWER } = await import("../../src/synckit/answer.ts");
  assert(registered(MODULE, "answer") === first);
  assertEquals(ANSWER, { kind: "registered", module: MODULE, name: "answer" });
});
