/**
 * What is missing in the documentation of the public names. The rule:
 *
 * - Every exported name has a summary, and so has every public member of a class or an interface. Overloads share one.
 * - Every exported function, class and constant has an `@example`.
 * - Every method is called in an `@example`: its own, or one of its class or interface. Accessors, `toString` and
 *   methods whose name is a symbol need none.
 * - Where one name of a module has a `@category`, all have: they are the sections of the site's page of names.
 * - Every example runs, and asserts something: it is marked `ts`, or, where it registers a coroutine, `ts ignore`
 *   (see `test_all/doc_modules.ts`).
 *
 * @module
 */

/** What `deno doc --json` prints, as far as it is read here. */
export interface Documentation {
  readonly nodes: Readonly<Record<string, { readonly symbols: readonly DocumentedSymbol[] }>>;
}

/** An exported name. */
export interface DocumentedSymbol {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

interface Documented {
  readonly jsDoc?: {
    readonly doc?: string;
    readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
  };
}

interface Declaration extends Documented {
  readonly kind: string;
  readonly def?: {
    readonly properties?: readonly Member[];
    readonly methods?: readonly Member[];
  };
}

interface Member extends Documented {
  readonly name: string;
  readonly kind?: string;
  readonly accessibility?: string;
}

const VALUES = ["function", "class", "variable"];

const BLOCK = /^```ts( ignore)?\n(.*?)^```$/ms;

/**
 * Looks for gaps.
 *
 * @param documentation Of all entries.
 * @returns Each in words; none where the rule is kept.
 */
export function gapsIn({ nodes }: Documentation): string[] {
  const modules = Object.values(nodes).map(({ symbols }) => symbols);
  return [...new Set([...modules.flat().flatMap(gapsOfSymbol), ...modules.flatMap(uncategorized)])]
    .sort();
}

/** What its `@category` says. */
export function categoryOf({ declarations }: DocumentedSymbol): string | undefined {
  return declarations
    .flatMap(({ jsDoc }) => jsDoc?.tags ?? [])
    .find(({ kind }) => kind === "category")?.doc?.trim();
}

function uncategorized(symbols: readonly DocumentedSymbol[]): string[] {
  const without = symbols.filter((symbol) => categoryOf(symbol) === undefined);
  return without.length === symbols.length
    ? []
    : without.map(({ name }) => `${name} has no category`);
}

function gapsOfSymbol({ name, declarations }: DocumentedSymbol): string[] {
  const examples = declarations.flatMap(examplesOf);
  const isValue = declarations.some(({ kind }) => VALUES.includes(kind));
  return [
    ...(declarations.some(hasSummary) ? [] : [`${name} has no summary`]),
    ...(isValue && examples.length === 0 ? [`${name} has no example`] : []),
    ...gapsOfExamples(name, examples),
    ...gapsOfMembers(name, membersOf(declarations, "properties"), undefined),
    ...gapsOfMembers(name, membersOf(declarations, "methods"), examples.join("\n")),
  ];
}

/** The public members by name, each with its overloads. */
function membersOf(
  declarations: readonly Declaration[],
  field: "properties" | "methods",
): Map<string, Member[]> {
  const members = new Map<string, Member[]>();
  for (const member of declarations.flatMap(({ def }) => def?.[field] ?? [])) {
    if (member.accessibility === "private" || member.accessibility === "protected") continue;
    members.set(member.name, [...members.get(member.name) ?? [], member]);
  }
  return members;
}

function gapsOfMembers(
  owner: string,
  members: ReadonlyMap<string, readonly Member[]>,
  examples: string | undefined,
): string[] {
  return [...members].flatMap(([name, overloads]) => {
    const own = overloads.flatMap(examplesOf);
    const needsExample = examples !== undefined && overloads.some(isCalled);
    const isShown = `${examples}\n${own.join("\n")}`.includes(`.${name}(`);
    return [
      ...(overloads.some(hasSummary) ? [] : [`${owner}.${name} has no summary`]),
      ...(needsExample && !isShown ? [`${owner}.${name} is called in no example`] : []),
      ...gapsOfExamples(`${owner}.${name}`, own),
    ];
  });
}

function isCalled({ name, kind }: Member): boolean {
  return kind !== "getter" && kind !== "setter" && name !== "toString" && !name.startsWith("[");
}

function gapsOfExamples(name: string, examples: readonly string[]): string[] {
  return examples.flatMap((example) => {
    const [, ignored, code = ""] = BLOCK.exec(example) ?? [];
    const isRun = ignored === undefined || /\bcoroutine\(import\.meta\b/.test(code);
    return [
      ...(code !== "" && isRun ? [] : [`An example of ${name} is not run`]),
      ...(code === "" || /\bassert/.test(code) ? [] : [`An example of ${name} asserts nothing`]),
    ];
  });
}

function hasSummary({ jsDoc }: Documented): boolean {
  return (jsDoc?.doc ?? "").trim() !== "";
}

function examplesOf({ jsDoc }: Documented): string[] {
  const tags = jsDoc?.tags ?? [];
  return tags.filter(({ kind }) => kind === "example").map(({ doc = "" }) => doc);
}
