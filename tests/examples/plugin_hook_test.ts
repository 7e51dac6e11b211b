import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { assertEquals, assertMatch } from "@std/assert";
import { runScript, type ScriptResult } from "../_harness/run.ts";
import { test } from "../_harness/test.ts";

const EXAMPLE = new URL("../../examples/plugin_hook.ts", import.meta.url);

async function render(page: string): Promise<ScriptResult> {
  const file = join(tmpdir(), `sideloop-${process.pid}.md`);
  writeFileSync(file, page);
  try {
    return await runScript(EXAMPLE, { args: [file] });
  } finally {
    rmSync(file);
  }
}

test("plugin_hook: the rule returns when the blocks are formatted", async () => {
  const { code, stdout, stderr } = await runScript(EXAMPLE);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    stdout,
    `<h1>Two languages</h1>
<pre><code class="language-js">const double = (n) =&gt; {
  return n * 2;
};
</code></pre>
<pre><code class="language-css">a {
  color: teal;
  text-decoration: none;
}
</code></pre>
`,
  );
});

test("plugin_hook: a broken block stays as it is and is reported, others are unharmed", async () => {
  const { code, stdout, stderr } = await render(
    "Text\n\n```js\nconst = 1\n```\n\n```sh\nls  -l\n```\n\n```json title=list\n[1,2]\n```\n",
  );
  assertEquals(code, 1);
  assertMatch(stderr, /^The block at line 3 stays as it is: SyntaxError: [^\n]+\n$/);
  assertEquals(
    stdout,
    `<p>Text</p>
<pre><code class="language-js">const = 1
</code></pre>
<pre><code class="language-sh">ls  -l
</code></pre>
<pre><code class="language-json">[1, 2]
</code></pre>
`,
  );
});
