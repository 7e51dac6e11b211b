import { describe } from "../core/options.ts";

/** The permissions that Deno has. */
const NAMES: ReadonlySet<string> = new Set([
  "env",
  "ffi",
  "import",
  "net",
  "read",
  "run",
  "sys",
  "write",
]);

/**
 * Checks the permissions of a loop: what is misspelt must not pass for what is not restricted.
 *
 * @param value What was given.
 * @throws {TypeError} If they are none.
 */
export function checkPermissions(value: unknown): void {
  if (value === undefined || value === "none" || value === "inherit") return;
  if (typeof value !== "object" || value === null) {
    throw refusal(`must be "none", "inherit" or an object, got ${describe(value)}`);
  }
  for (const [name, permission] of Object.entries(value)) {
    if (!NAMES.has(name)) throw refusal(`there is no permission ${describe(name)}`);
    if (isPermission(permission)) continue;
    throw refusal(`${name} must be "inherit", a boolean or a list, got ${describe(permission)}`);
  }
}

function isPermission(value: unknown): boolean {
  if (value === undefined || value === "inherit" || typeof value === "boolean") return true;
  return Array.isArray(value) &&
    value.every((entry) => typeof entry === "string" || entry instanceof URL);
}

function refusal(why: string): TypeError {
  return new TypeError(`Cannot use option permissions: ${why}`);
}
