/**
 * The object whose methods a service's loop runs: made once, before anything else, and known to this thread alone.
 *
 * What can be called is decided here and nowhere else. A name is looked up among own properties only, and no getter
 * runs: what is inherited from `Object`, or computed, is not there.
 *
 * @module
 */

import { UnknownMethodError } from "../core/errors.ts";
import type { Body } from "../coroutine/registry.ts";
import { localLoop } from "../wire/local_loop.ts";

/** A class whose arguments nobody here knows. */
export type AnyClass = new (...args: readonly unknown[]) => object;

/** An object that may say how to get rid of it. */
type Disposing = Partial<AsyncDisposable & Disposable>;

/** The object, and the class it is of. */
interface Service {
  readonly instance: object;
  readonly prototype: unknown;
}

/** What every class has, and none means to offer. */
const NEVER: ReadonlySet<string> = new Set(["constructor", "__proto__"]);

let service: Service | undefined;

/**
 * Whether a value is a class, or a function that serves as one. Runs none of its code.
 *
 * @param value Anything.
 */
export function isClass(value: unknown): value is AnyClass {
  try {
    Reflect.construct(Object, [], value as AnyClass);
    return true;
  } catch {
    return false;
  }
}

/**
 * What makes the object of this thread's service.
 *
 * @param name The name of the class.
 * @param serviceClass The class.
 */
export function constructionBody(name: string, serviceClass: AnyClass): Body {
  return (...args) => {
    const instance = new serviceClass(...args);
    service = { instance, prototype: serviceClass.prototype };
    disposeAtStop(name, instance);
  };
}

/**
 * What calls a method of the object.
 *
 * @param method The name of the method.
 */
export function methodBody(method: string): Body {
  return (...args) => {
    const { instance, prototype } = service as Service;
    const body = methodOf(instance, prototype, method);
    if (body === undefined) throw new UnknownMethodError(method);
    return Reflect.apply(body, instance, args);
  };
}

/** Methods of the class and of its bases, and functions that the object holds itself. */
function methodOf(instance: object, prototype: unknown, method: string): Body | undefined {
  if (NEVER.has(method)) return undefined;
  let owner: unknown = instance;
  let next = prototype;
  while (isObject(owner) && owner !== Object.prototype) {
    const property = Object.getOwnPropertyDescriptor(owner, method);
    if (property !== undefined) return asFunction(property.value);
    owner = next;
    next = isObject(next) ? Object.getPrototypeOf(next) : undefined;
  }
  return undefined;
}

function asFunction(value: unknown): Body | undefined {
  return typeof value === "function" ? value as Body : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function disposeAtStop(name: string, instance: Disposing): void {
  if (instance[Symbol.asyncDispose] !== undefined) {
    atStop(`${name}[Symbol.asyncDispose]`, () => instance[Symbol.asyncDispose]?.());
  } else if (instance[Symbol.dispose] !== undefined) {
    atStop(`${name}[Symbol.dispose]`, () => instance[Symbol.dispose]?.());
  }
}

function atStop(name: string, dispose: () => unknown): void {
  localLoop().onStop(Object.defineProperty(dispose, "name", { value: name }));
}
