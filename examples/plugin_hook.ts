/**
 * An async library in a synchronous plugin. A rule of markdown-it has to be done when it returns, but Prettier's
 * `format` gives a promise. The rule hands all code blocks of a page to a worker and blocks until they are formatted.
 *
 * ```sh
 * deno run -A examples/plugin_hook.ts README.md
 * bun examples/plugin_hook.ts README.md
 * node examples/plugin_hook.ts README.md
 * ```
 *
 * Prints the page as HTML; without an argument, a page of its own. A block that cannot be formatted stays as it is and
 * is reported; the exit code is 1 then. Blocks in languages that Prettier does not know are left alone.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import markdownIt, { type MarkdownIt, type StateCore, type Token } from "markdown-it";
import * as prettier from "prettier";
import { AsyncWorker, coroutine, type Future, isMainThread } from "sideloop";

const PAGE = `# Two languages

\`\`\`js
const double=(n)=>{return n*2}
\`\`\`

\`\`\`css
a{color:teal;text-decoration:none}
\`\`\`
`;

/** How long a block may take, in milliseconds. */
const MAY_TAKE = 10_000;

const format = coroutine(
  import.meta,
  async function format(code: string, info: string): Promise<string> {
    const [language] = info.split(" ");
    const filepath = `block.${language}`;
    const { inferredParser } = await prettier.getFileInfo(filepath);
    return inferredParser === null ? code : await prettier.format(code, { filepath });
  },
);

/** The plugin: `markdown.use(formatCodeBlocks, worker)`. */
function formatCodeBlocks(markdown: MarkdownIt, worker: AsyncWorker): void {
  markdown.core.ruler.push("format_code_blocks", ({ tokens }: StateCore) => {
    const blocks = tokens.filter(({ type }) => type === "fence");
    // All are handed over before the first is waited for.
    const futures = blocks.map(({ content, info }) => worker.submit(format(content, info)));
    futures.forEach((future, index) => replace(blocks[index] as Token, future));
  });
}

function replace(block: Token, formatted: Future<string>): void {
  try {
    block.content = formatted.result(MAY_TAKE);
  } catch (error) {
    const [line] = String(error).split("\n");
    console.error(`The block at line ${(block.map?.[0] ?? 0) + 1} stays as it is: ${line}`);
    process.exitCode = 1;
  }
}

function main(page: string): void {
  const worker = new AsyncWorker().start();
  try {
    const markdown = markdownIt().use(formatCodeBlocks, worker);
    process.stdout.write(markdown.render(page));
  } finally {
    worker.stopSync();
  }
}

// This file is imported once more in the worker's thread, for `format`.
if (isMainThread) {
  main(process.argv[2] === undefined ? PAGE : readFileSync(process.argv[2], "utf8"));
}
