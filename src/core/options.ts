/**
 * Checks of what callers pass in. Each throws a `TypeError` that names the option, at once.
 *
 * @module
 */

/** The most characters of a text that a message quotes. */
const LONGEST_TEXT = 100;

/**
 * How a value is called in a message. Never throws, whatever a getter or a proxy does.
 *
 * @param value Anything.
 */
export function describe(value: unknown): string {
  try {
    return describeTrusting(value);
  } catch {
    return "an object";
  }
}

function describeTrusting(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(shortened(value));
  if (typeof value === "function") {
    const name = value.name.trim();
    return name === "" ? "a function" : `function ${name}`;
  }
  if (typeof value !== "object") return String(value);
  const tag = (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  const name: unknown = tag ?? Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" ? withArticle(name) : "an object";
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

/**
 * A name with its indefinite article.
 *
 * @param name The name of a class.
 */
export function withArticle(name: string): string {
  return `${/^[AEIO]/.test(name) ? "an" : "a"} ${name === "Object" ? "object" : name}`;
}

/**
 * Checks an options bag.
 *
 * @param options What was given.
 * @param owner Whose options they are.
 */
export function checkOptions(options: unknown, owner: string): void {
  if (options === undefined || (typeof options === "object" && options !== null)) return;
  throw new TypeError(
    `Cannot use the options of ${owner}: must be an object, got ${describe(options)}`,
  );
}

/**
 * Checks an optional text.
 *
 * @param value What was given.
 * @param name The option's name.
 */
export function checkString(value: unknown, name: string): void {
  if (value === undefined || typeof value === "string") return;
  throw new TypeError(`Cannot use option ${name}: must be a string, got ${describe(value)}`);
}

/**
 * Checks an optional switch.
 *
 * @param value What was given.
 * @param name The option's name.
 */
export function checkBoolean(value: unknown, name: string): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new TypeError(`Cannot use option ${name}: must be a boolean, got ${describe(value)}`);
}

/**
 * Checks an optional number of things.
 *
 * @param value What was given.
 * @param name The option's name.
 * @param most The most it may be.
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is no positive integer, or too large.
 */
export function checkCount(value: unknown, name: string, most = Infinity): void {
  if (value === undefined) return;
  const limit = most < Infinity ? ` up to ${most}` : "";
  const what = `Cannot use option ${name}: must be a positive integer${limit}, got ${
    describe(value)
  }`;
  if (typeof value !== "number") throw new TypeError(what);
  if (!Number.isInteger(value) || value < 1 || value > most) throw new RangeError(what);
}

/**
 * Checks an optional dictionary of texts.
 *
 * @param value What was given.
 * @param name The option's name.
 */
export function checkStrings(value: unknown, name: string): void {
  if (value === undefined) return;
  const isDictionary = typeof value === "object" && value !== null &&
    Object.values(value).every((entry) => typeof entry === "string");
  if (isDictionary) return;
  throw new TypeError(
    `Cannot use option ${name}: must be an object of strings, got ${describe(value)}`,
  );
}

/**
 * Checks an optional list of texts.
 *
 * @param value What was given.
 * @param name The option's name.
 */
export function checkStringList(value: unknown, name: string): void {
  if (value === undefined) return;
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return;
  throw new TypeError(
    `Cannot use option ${name}: must be an array of strings, got ${describe(value)}`,
  );
}

/**
 * Checks an optional function.
 *
 * @param value What was given.
 * @param name The option's name.
 */
export function checkFunction(value: unknown, name: string): void {
  if (value !== undefined) requireFunction(value, name);
}

/**
 * Checks a function that must be there.
 *
 * @param value What was given.
 * @param name What the message calls it.
 */
export function requireFunction(value: unknown, name: string): void {
  if (typeof value === "function") return;
  throw new TypeError(`Cannot use ${name}: must be a function, got ${describe(value)}`);
}

/**
 * Checks an optional `AbortSignal`.
 *
 * @param value What was given.
 */
export function checkSignal(value: unknown): void {
  if (value === undefined || value instanceof AbortSignal) return;
  throw new TypeError(`Cannot use option signal: must be an AbortSignal, got ${describe(value)}`);
}
