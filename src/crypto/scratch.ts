/**
 * Working memory that is used again: lent to one computation at a time, and all zero whenever it is not lent.
 *
 * Small messages would otherwise spend more time on allocating than on computing. A computation that starts inside
 * another one, by a getter of a caller's object for instance, is lent memory of its own; the memory of one that is
 * never given back is lost to the pool but to nothing else.
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';

/** Working memory: `memory` is all of it, the other members of an implementation are views of it. */
export interface Workspace {
  readonly memory: Int32Array;
}

/** A lender of working memory. */
export interface Scratch<W extends Workspace> {
  /** Memory of zeroes; give it back in a `finally` block. */
  lend(): W;
  /** Wipes the memory and keeps it for the next computation. */
  takeBack(workspace: W): void;
}

/**
 * A lender of what `create` makes; nothing is made before the first loan.
 *
 * @example
 * const scratch = createScratch(() => ({ memory: new Int32Array(32) }));
 * const workspace = scratch.lend();
 * try { workspace.memory[0] = 7; } finally { scratch.takeBack(workspace); }
 */
export function createScratch<W extends Workspace>(create: () => W): Scratch<W> {
  let free: W | undefined;
  return {
    lend: () => {
      const workspace = free ?? create();
      free = undefined;
      return workspace;
    },
    takeBack: (workspace) => {
      wipe(workspace.memory);
      free = workspace;
    },
  };
}

/**
 * A new memory, and views of it of the lengths given in words, one after the other.
 *
 * @example
 * const [memory, state, keys] = carve(32, 8); // 40, 32 and 8 words
 */
export function carve(...lengths: readonly number[]): Int32Array[] {
  const memory = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  const views = lengths.map((length) => {
    at += length;
    return memory.subarray(at - length, at);
  });
  return [memory, ...views];
}
