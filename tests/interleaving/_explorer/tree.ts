/**
 * The tree of choices, walked depth first.
 *
 * @module
 */
import type { Board } from "./board.ts";

interface Node {
  choice: number;
  readonly enabled: number;
  /** Choices that need not be tried, because of what was run before this node. */
  readonly sleep: number;
  readonly last: number;
  /** Choices that have been tried at this node. */
  tried: number;
}

/** The tree of choices: where the walk is, and where it goes next. */
export class Tree {
  readonly #maxPreemptions: number | undefined;
  readonly #path: Node[] = [];

  /** @param maxPreemptions The bound; none where it is left out. */
  constructor(maxPreemptions: number | undefined) {
    this.#maxPreemptions = maxPreemptions;
  }

  /** The choices to begin the next run with. */
  get choices(): number[] {
    return this.#path.map(({ choice }) => choice);
  }

  /** The choices that need not be tried after these. A bound and sleep do not go together. */
  get sleep(): number {
    const node = this.#path.at(-1);
    if (node === undefined || this.#maxPreemptions !== undefined) return 0;
    return (node.sleep | node.tried) & ~(1 << node.choice);
  }

  /** Takes note of the choices of a run. */
  grow(board: Board): void {
    for (let number = 0; number < board.get("decisions"); number++) {
      const node = read(board, number);
      const known = this.#path[number];
      if (known === undefined) this.#path.push(node);
      else if (known.enabled !== node.enabled) {
        throw new Error(
          "Cannot explore: the same choices led to another place, so the code under " +
            "test depends on something besides its atomic steps",
        );
      }
    }
  }

  /** Moves on to the next choices; `false` where all have been tried. */
  advance(): boolean {
    for (let node = this.#path.at(-1); node !== undefined; node = this.#path.at(-1)) {
      node.tried |= 1 << node.choice;
      const next = this.#untried(node);
      if (next !== undefined) {
        node.choice = next;
        return true;
      }
      this.#path.pop();
    }
    return false;
  }

  #untried(node: Node): number | undefined {
    let candidates = node.enabled & ~node.tried;
    if (this.#maxPreemptions === undefined) candidates &= ~node.sleep;
    else if (this.#preemptionsBefore(node) >= this.#maxPreemptions && canGoOn(node)) {
      candidates &= 1 << node.last;
    }
    return candidates === 0 ? undefined : 31 - Math.clz32(candidates & -candidates);
  }

  #preemptionsBefore(node: Node): number {
    return this.#path.slice(0, this.#path.indexOf(node)).filter(isPreemption).length;
  }
}

function read(board: Board, number: number): Node {
  const { decisions } = board;
  return {
    choice: decisions.get(number, "choice"),
    enabled: decisions.get(number, "enabled"),
    sleep: decisions.get(number, "sleep"),
    last: decisions.get(number, "last"),
    tried: 0,
  };
}

/** Another thread ran although the last one could have gone on. */
function isPreemption(node: Node): boolean {
  return node.choice !== node.last && canGoOn(node);
}

function canGoOn({ enabled, last }: Node): boolean {
  return last >= 0 && (enabled & (1 << last)) !== 0;
}
