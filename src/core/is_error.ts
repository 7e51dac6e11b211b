const toText = Object.prototype.toString;
const platformSays = (Error as { isError?: (value: unknown) => boolean }).isError;

/**
 * Whether a value is an error, of whatever realm, or stands in for one: a proxy, an object made of an error's
 * prototype. Never throws, whatever a proxy does.
 *
 * @param value Anything.
 */
export function isError(value: unknown): value is Error {
  if (typeof value !== "object" || value === null) return false;
  try {
    return value instanceof Error || isRealError(value);
  } catch {
    return false;
  }
}

/**
 * Whether an object is an error, of whatever realm, that no proxy and no prototype only pretends to be.
 *
 * @param value An object.
 */
export function isRealError(value: object): boolean {
  if (platformSays !== undefined) return platformSays(value);
  return !(Symbol.toStringTag in value) && toText.call(value) === "[object Error]";
}

/**
 * Whether a value is an error of a name. Never throws.
 *
 * @param value Anything.
 * @param name The name.
 */
export function isErrorNamed(value: unknown, name: string): boolean {
  try {
    return isError(value) && value.name === name;
  } catch {
    return false;
  }
}
