/**
 * `process`, and the modules of a runtime that has it.
 *
 * The modules are had through `process.getBuiltinModule`, so that importing this library needs no
 * `node:` import, which browsers and bundlers do not know.
 *
 * @module
 */

/** As much of `process` as is used here. */
export interface NodeProcess {
  /** Command line options of the runtime. */
  readonly execArgv: readonly string[];
  /** Writes to the terminal, through the parent's event loop where this is a worker. */
  readonly stdout: { write(text: string | Uint8Array, ...rest: unknown[]): boolean };
  /** The same for errors. */
  readonly stderr: { write(text: string | Uint8Array, ...rest: unknown[]): boolean };
  /** Has a listener called. */
  on(event: string, listener: (argument: never) => void): void;
  /** Has it called no longer. */
  off(event: string, listener: (argument: never) => void): void;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How many listeners an event has. */
  listenerCount(event: string): number;
  /** The exit code of the process, where the program has set one. */
  readonly exitCode: number | string | null | undefined;
  /** Changes the working directory. */
  chdir(directory?: string): void;
  /** Ends the thread. */
  exit(code: number | string): never;
  /** The same without telling any listener. */
  reallyExit: (code?: number) => never;
  /** The versions of what it is made of. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** What it can do; Node says whether it reads TypeScript. */
  readonly features?: { readonly typescript?: string | boolean };
  /** In Electron: what kind of process, or thread of a page, it is. */
  readonly type?: string;
  /** Gives a module of the runtime. */
  getBuiltinModule(name: string): unknown;
}

let known: NodeProcess | undefined;

/**
 * The `process` of this thread. A browser has none, and asks for none. Deno makes it, and all that belongs to it, when
 * somebody looks: that takes longer than all the rest of loading this library.
 */
export function nodeProcess(): NodeProcess {
  return known ??= (globalThis as unknown as { readonly process: NodeProcess }).process;
}

/**
 * A module of the runtime.
 *
 * @param name As in an import, with `node:`.
 */
export function builtin<T>(name: string): T {
  return nodeProcess().getBuiltinModule(name) as T;
}
