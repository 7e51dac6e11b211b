/**
 * What is done to modules while they are packed.
 *
 * @module
 */

import { posix } from "node:path";
import type { RolldownPlugin } from "rolldown";
import { parseAst } from "rolldown/parseAst";
import { WORKER_ENTRY } from "./package_entries.ts";

/** What dnt 0.42 makes of `import.meta`; it fails in threads and where there is no main module. */
const DNT_IMPORT_META = `globalThis[Symbol.for("import-meta-ponyfill-esmodule")](import.meta)`;

/** With what these need. */
const DNT_POLYFILLS = /_dnt\.polyfills\.js$/;

/** The one expression with which bundlers of browsers find the worker's entry. */
const WORKER_URL = /(?<=new Worker\()new URL\("\.\.\/worker\/entry\.ts", import\.meta\.url\)/;

/** The module that chooses the runtime. */
const SELECT = /\/src\/runtime\/select\.([jt]s)$/;

/**
 * Classes that bundlers would keep though nobody uses them: those that are large, and do something when they are
 * defined, if only to themselves.
 */
const PURE_CLASSES = new Set([
  "AsyncService",
  "AsyncWorker",
  "GracefulAsyncRunner",
  "MultiLoopManager",
  "ThreadHelper",
]);

const NOT_ASCII = /[^\0-\x7f]/g;

/** Takes back what dnt adds for Node before 20. */
export function withoutPolyfills(): RolldownPlugin {
  return {
    name: "without dnt's polyfills",
    load: (id) => DNT_POLYFILLS.test(id) ? "" : undefined,
    transform: (code) =>
      code.includes(DNT_IMPORT_META) ? code.replaceAll(DNT_IMPORT_META, "import.meta") : undefined,
  };
}

/**
 * Has the worker's URL lead from the module that it is packed into.
 *
 * @param chunks Receives the modules in which it is.
 */
export function rewritesWorkerUrl(chunks: string[]): RolldownPlugin {
  return {
    name: "rewrites the worker's URL",
    renderChunk(code, { fileName }) {
      if (!WORKER_URL.test(code)) return undefined;
      chunks.push(fileName);
      const path = posix.relative(posix.dirname(fileName), `${WORKER_ENTRY}.js`);
      const relative = path.startsWith(".") ? path : `./${path}`;
      return code.replace(WORKER_URL, `new URL("${relative}", import.meta.url)`);
    },
  };
}

/** Leaves out the adapters of all runtimes but browsers. */
export function onlyBrowsers(): RolldownPlugin {
  return {
    name: "only browsers",
    load(id) {
      const ending = SELECT.exec(id)?.[1];
      return ending && {
        code:
          `import { createBrowserRuntime } from "./browser.${ending}";\nexport const runtime = createBrowserRuntime();\n`,
        moduleType: "js",
      };
    },
  };
}

/**
 * Has bundlers leave large classes out that nobody uses.
 *
 * @param found Receives the names of those that it has found.
 */
export function marksClassesPure(found: string[]): RolldownPlugin {
  return {
    name: "marks classes pure",
    transform(code) {
      if (![...PURE_CLASSES].some((name) => code.includes(`class ${name}`))) return undefined;
      let marked = code;
      for (const node of parseAst(code, { lang: "ts" }).body.toReversed()) {
        const isExported = node.type === "ExportNamedDeclaration";
        const declared = isExported ? node.declaration : node;
        if (declared?.type !== "ClassDeclaration") continue;
        const name = declared.id?.name ?? "";
        if (!PURE_CLASSES.has(name)) continue;
        found.push(name);
        const text = code.slice(declared.start, declared.end);
        const pure = `const ${name} = /* @__PURE__ */ (() => {\n${text}\nreturn ${name};\n})();`;
        marked = marked.slice(0, declared.start) + pure + marked.slice(declared.end);
      }
      return marked;
    },
  };
}

/** Whether all of them were found, each once. */
export function areAllMarked(found: readonly string[]): boolean {
  return found.toSorted().join() === [...PURE_CLASSES].toSorted().join();
}

/**
 * Finds what a module leads to.
 *
 * @param entry The module.
 * @param found Receives what it imports, and what that imports.
 */
export function findsImports(entry: string, found: Set<string>): RolldownPlugin {
  return {
    name: "finds imports",
    buildEnd() {
      const open = [entry];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (found.has(id)) continue;
        found.add(id);
        open.push(...this.getModuleInfo(id)?.importedIds ?? []);
      }
    },
  };
}

/** With one character that is not in Latin-1 a whole module takes V8 twice the memory, and longer to read. */
export function escapesCharacters(): RolldownPlugin {
  return {
    name: "escapes characters",
    // Rolldown writes texts anew before that.
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type === "chunk") output.code = output.code.replace(NOT_ASCII, escaped);
      }
    },
  };
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
