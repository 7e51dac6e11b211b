/**
 * Finds the body of a coroutine in the loop's thread: imports its module, once, and looks the name
 * up.
 *
 * @module
 */

import { react, resolved } from "../core/built_ins.ts";
import { CoroutineLoadError } from "../core/errors.ts";
import { describe } from "../core/options.ts";
import { targetOf } from "../coroutine/coroutine_object.ts";
import { isImportGuardError } from "../coroutine/import_guard.ts";
import { type Body, registered } from "../coroutine/registry.ts";
import { localLoop } from "../wire/local_loop.ts";
import type { Target } from "../wire/messages.ts";
import { compileInline } from "./inline_body.ts";
import { constructionBody, isClass, methodBody } from "./service.ts";

type Namespace = Readonly<Record<string, unknown>>;
type Named = Extract<Target, { module: string }>;

/** A module on its way, or here, or failed for good. */
type Load =
  | { readonly state: "loading"; readonly promise: Promise<void> }
  | { readonly state: "loaded"; readonly namespace: Namespace }
  | { readonly state: "failed"; readonly error: unknown };

const loads = new Map<string, Load>();
/** How many modules are on their way. */
let importing = 0;
/** What was found once; a submitter's targets are the same objects each time. */
const found = new WeakMap<Target, Body>();

/**
 * The body, if it can be had now; `undefined` where {@linkcode loadModule} must come first.
 *
 * @param target What was named.
 * @throws {CoroutineLoadError} If there is no such coroutine.
 */
export function findBody(target: Target): Body | undefined {
  let body = found.get(target);
  if (body !== undefined) return body;
  body = lookUp(target);
  if (body !== undefined) found.set(target, body);
  return body;
}

/**
 * The same for work that is named and run on one thread. What this thread has registered needs no import: it may
 * be the very module that is being evaluated.
 *
 * @param target What was named.
 * @throws {CoroutineLoadError} If there is no such coroutine.
 */
export function findBodyHere(target: Target): Body | undefined {
  const here = target.kind === "registered" ? registered(target.module, target.name) : undefined;
  return here ?? findBody(target);
}

function lookUp(target: Target): Body | undefined {
  if (target.kind === "inline") return compileInline(target);
  if (target.kind === "stop") return () => localLoop().requestStop();
  if (target.kind === "method") return methodBody(target.method);
  const load = loads.get(target.module);
  if (load === undefined || load.state === "loading") return undefined;
  if (load.state === "failed") return failedBody(target, load.error);
  if (target.kind === "registered") return registeredBody(target);
  const exported = exportOf(target, load.namespace);
  return target.kind === "service" ? classBody(target, exported) : exportedBody(target, exported);
}

/**
 * Imports a module. Several calls share one import; a failure is kept, as the runtimes keep it.
 *
 * @param module Its URL.
 * @returns Resolves when {@linkcode findBody} has an answer; never rejects.
 */
export function loadModule(module: string): Promise<void> {
  const known = loads.get(module);
  if (known !== undefined) return known.state === "loading" ? known.promise : resolved(undefined);
  const promise = react(importModule(module), (load) => void loads.set(module, load));
  loads.set(module, { state: "loading", promise });
  return promise;
}

/** Whether a module is being imported, so that its main part may be running. */
export function isImporting(): boolean {
  return importing > 0;
}

async function importModule(module: string): Promise<Load> {
  importing += 1;
  try {
    return { state: "loaded", namespace: await import(/* @vite-ignore */ module) };
  } catch (error) {
    return { state: "failed", error };
  } finally {
    importing -= 1;
  }
}

function registeredBody(target: Named): Body {
  return registered(target.module, target.name) ??
    fail(
      target,
      "the module registers no coroutine of that name; call coroutine() at its top level, with its own import.meta",
    );
}

function exportOf(target: Named, namespace: Namespace): unknown {
  if (Object.hasOwn(namespace, target.name)) return namespace[target.name];
  fail(target, "the module exports nothing of that name");
}

function classBody(target: Named, exported: unknown): Body {
  if (isClass(exported)) return constructionBody(target.name, exported);
  fail(target, `the export is no class but ${describe(exported)}`);
}

function exportedBody(target: Named, exported: unknown): Body {
  const named = targetOf(exported);
  if (named !== undefined) return findBody(named) ?? (exported as Body);
  if (typeof exported !== "function") {
    fail(target, `the export is no function but ${typeof exported}`);
  }
  return exported as Body;
}

/**
 * A main module that starts a loop when it is imported is stopped there; what it registered before
 * that counts.
 */
function failedBody(target: Named, error: unknown): Body {
  const body = isImportGuardError(error) ? registered(target.module, target.name) : undefined;
  return body ?? fail(target, reasonOf(error), error);
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const needsPermission = /--allow-read|--allow-import|Requires read access/.test(reason);
  return needsPermission ? `${reason} (modules that a loop imports need the permission)` : reason;
}

function fail(target: Named, reason: string, cause?: unknown): never {
  const { kind, module, name } = target;
  const what = kind === "service" ? "class" : "coroutine";
  const place = { module, coroutineName: name };
  const options = cause === undefined ? place : { ...place, cause };
  throw new CoroutineLoadError(`Cannot load ${what} ${name} from ${module}: ${reason}`, options);
}
