/**
 * What runs as the last thing before this thread ends. The runtime gets one listener for all hooks, and none
 * while there is no hook: nothing is left behind, and no runtime warns of too many.
 */
export class ExitHooks {
  readonly #hooks = new Set<() => void>();
  readonly #listen: (listener: () => void) => () => void;
  #unlisten: (() => void) | undefined;
  #areRunning = false;

  /** @param listen Has the runtime call a listener at the end. Gives what takes it back. */
  constructor(listen: (listener: () => void) => () => void) {
    this.#listen = listen;
  }

  /** Whether the end has come. */
  get areRunning(): boolean {
    return this.#areRunning;
  }

  /**
   * Adds a hook.
   *
   * @param hook Called once, at the end; must not wait for anything.
   * @returns Takes it back.
   */
  add(hook: () => void): () => void {
    const own = () => hook();
    this.#hooks.add(own);
    this.#unlisten ??= this.#listen(() => this.#run());
    return () => this.#remove(own);
  }

  #remove(hook: () => void): void {
    if (!this.#hooks.delete(hook) || this.#hooks.size > 0) return;
    this.#unlisten?.();
    this.#unlisten = undefined;
  }

  /** A runtime may tell of the end twice. A hook that another one adds is called, too. */
  #run(): void {
    this.#areRunning = true;
    for (const hook of this.#hooks) {
      this.#hooks.delete(hook);
      hook();
    }
  }
}
