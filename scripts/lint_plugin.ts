/**
 * The architecture's rules as lint rules, so that the dependency direction and the two seams (atomics, runtimes)
 * cannot erode unseen. They apply to `mod.ts` and `src/`.
 *
 * | rule | meaning |
 * |---|---|
 * | `sideloop/layers` | a folder imports itself and the folders below it only, types included |
 * | `sideloop/atomics-seam` | `Atomics` is named in `src/sync/atomics.ts` only |
 * | `sideloop/runtime-names` | a runtime's globals and modules are named in `src/runtime/` only |
 * | `sideloop/no-default-export` | every export has a name |
 * | `sideloop/no-top-level-await` | importing a module never waits |
 *
 * @module
 */
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What each layer may import besides itself. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  core: [],
  sync: ["core"],
  runtime: ["core"],
  wire: ["sync", "runtime", "core"],
  coroutine: ["wire", "sync", "runtime", "core"],
  host: ["coroutine", "wire", "sync", "runtime", "core"],
  worker: ["coroutine", "wire", "sync", "runtime", "core"],
  synckit: ["host", "worker", "coroutine", "wire", "sync", "runtime", "core"],
  mod: ["host", "worker", "coroutine", "wire", "sync", "runtime", "core"],
};

const ATOMICS_SEAM = "src/sync/atomics.ts";
const RUNTIME_GLOBALS = new Set(["Deno", "Bun", "process", "Worker", "navigator"]);
const RUNTIME_MODULE = /^(node|bun|deno):/;
const OWN_NAME = /^(@sideloop\/)?sideloop(\/|$)/;
const FUNCTIONS = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "StaticBlock",
]);

type Context = Deno.lint.RuleContext;
type Visitor = Deno.lint.LintVisitor;
type AnyNode = { readonly type: string; readonly parent?: AnyNode | null };
type Source = { readonly node: Deno.lint.Node; readonly specifier: string };

/** `mod`, a folder of `src/`, or `undefined` for a file that these rules leave alone. */
function layerOf(path: string): string | undefined {
  if (path === "mod.ts") return "mod";
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

function repositoryPath(file: string): string {
  return relative(ROOT, file).split(sep).join("/");
}

/** A visitor for `mod.ts` and `src/`, and nothing elsewhere. */
function inLibrary(create: (path: string, context: Context) => Visitor): Deno.lint.Rule {
  return {
    create(context) {
      const path = repositoryPath(context.filename);
      return layerOf(path) === undefined ? {} : create(path, context);
    },
  };
}

/** Visits every place a file names another module, `import type` and `import()` types included. */
function onSources(visit: (source: Source) => void): Visitor {
  const check = (node: Deno.lint.Node, source: { readonly value?: unknown } | null) => {
    if (typeof source?.value === "string") visit({ node, specifier: source.value });
  };
  return {
    ImportDeclaration: (node) => check(node, node.source),
    ExportNamedDeclaration: (node) => check(node, node.source),
    ExportAllDeclaration: (node) => check(node, node.source),
    ImportExpression: (node) => check(node, node.source as { value?: unknown }),
    TSImportType: (node) => check(node, literalOf(node.argument)),
  };
}

/** The argument of an `import()` type is wrapped in a literal type. */
function literalOf(argument: unknown): { readonly value?: unknown } {
  const { literal, value } = argument as { literal?: { value?: unknown }; value?: unknown };
  return literal ?? { value };
}

const layers = inLibrary((path, context) => {
  const layer = layerOf(path) as string;
  return onSources(({ node, specifier }) => {
    const message = forbiddenImport(path, layer, specifier);
    if (message !== undefined) context.report({ node, message });
  });
});

function forbiddenImport(path: string, layer: string, specifier: string): string | undefined {
  if (OWN_NAME.test(specifier)) {
    return "Import the file that defines it: mod.ts is the top layer, and its name leads there";
  }
  const below = BELOW[layer];
  if (below === undefined) {
    return `src/${layer}/ has no place in the layers of scripts/lint_plugin.ts`;
  }
  if (!specifier.startsWith(".")) return undefined;
  const target = layerOf(repositoryPath(resolve(ROOT, dirname(path), specifier)));
  if (target === layer || (target !== undefined && below.includes(target))) return undefined;
  const allowed = below.length === 0 ? "nothing but itself" : `only itself, ${below.join(", ")}`;
  return `${layer} must not import ${target ?? "files outside src"}: it may import ${allowed}`;
}

const atomicsSeam = inLibrary((path, context) => {
  if (path === ATOMICS_SEAM) return {};
  return {
    Identifier(node) {
      if (node.name !== "Atomics") return;
      context.report({
        node,
        message: `Use the functions of ${ATOMICS_SEAM}: only it names Atomics`,
      });
    },
  };
});

const runtimeNames = inLibrary((path, context) => {
  if (layerOf(path) === "runtime") return {};
  const report = (node: Deno.lint.Node, name: string) =>
    context.report({
      node,
      message: `Only src/runtime/ names "${name}": ask for a capability instead`,
    });
  const used: Deno.lint.Identifier[] = [];
  const declared = new Set<string>();
  return {
    ...onSources(({ node, specifier }) => {
      if (RUNTIME_MODULE.test(specifier)) report(node, specifier);
    }),
    Identifier(node) {
      if (!RUNTIME_GLOBALS.has(node.name)) return;
      if (isDeclaration(node)) declared.add(node.name);
      else if (!isPropertyName(node)) used.push(node);
    },
    "Program:exit"() {
      for (const node of used) if (!declared.has(node.name)) report(node, node.name);
    },
  };
});

/** Whether the identifier introduces a name of its own, which hides the global one in this file. */
function isDeclaration(node: Deno.lint.Identifier): boolean {
  const parent = node.parent as unknown as {
    type: string;
    id?: unknown;
    local?: unknown;
    params?: unknown[];
  };
  if (parent.type.startsWith("Import")) return true;
  return parent.id === node || (parent.params?.includes(node) ?? false);
}

/** `task.process`, `{ process: 1 }`; but `globalThis.process` is the global. */
function isPropertyName(node: Deno.lint.Identifier): boolean {
  const parent = node.parent as unknown as {
    type: string;
    computed?: boolean;
    key?: unknown;
    value?: unknown;
    property?: unknown;
    object?: { name?: string };
  };
  if (parent.type === "MemberExpression" && parent.property === node) {
    return !parent.computed && parent.object?.name !== "globalThis";
  }
  return parent.key === node && !parent.computed && parent.value !== node;
}

const noDefaultExport = inLibrary((_, context) => {
  const message = "Export it by name";
  return {
    ExportDefaultDeclaration: (node) => context.report({ node, message }),
    ExportSpecifier(node) {
      if ((node.exported as { name?: string }).name === "default") {
        context.report({ node, message });
      }
    },
  };
});

const noTopLevelAwait = inLibrary((_, context) => {
  const check = (node: Deno.lint.Node, waits = true) => {
    if (!waits || isInFunction(node)) return;
    context.report({
      node,
      message: "Wait inside a function: an import must never block or fail late",
    });
  };
  return {
    AwaitExpression: (node) => check(node),
    ForOfStatement: (node) => check(node, node.await),
    VariableDeclaration: (node) => check(node, node.kind === "await using"),
  };
});

function isInFunction(node: Deno.lint.Node): boolean {
  let ancestor: AnyNode | null | undefined = node;
  while (ancestor && !FUNCTIONS.has(ancestor.type)) ancestor = ancestor.parent;
  return Boolean(ancestor);
}

const plugin: Deno.lint.Plugin = {
  name: "sideloop",
  rules: {
    layers,
    "atomics-seam": atomicsSeam,
    "runtime-names": runtimeNames,
    "no-default-export": noDefaultExport,
    "no-top-level-await": noTopLevelAwait,
  },
};

export default plugin;
