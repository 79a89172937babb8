/**
 * Names in ascending order: a B+ tree of two levels, which is all that a map in memory needs.
 *
 * Why not one sorted array: inserting moves half of it, and merging late inserts makes one unlucky reader pay for all.
 * Here the names lie in leaves of at most 512, found by binary search, so that an insertion moves at most one leaf, and
 * one in some hundreds splits one: flat cost at 1,000,000 names, and a walk is a walk over arrays.
 * It never rebalances after deletions; a leaf goes when its last name does.
 *
 * @module
 */

const LEAF_NAMES = 512;

/**
 * A sorted set of names, compared by UTF-16 unit, which for ASCII is by byte.
 *
 * @example
 * const names = new SortedNames();
 * names.add('b');
 * names.add('a');
 * names.between('a', 'c', 10); // ['a', 'b']
 */
export class SortedNames {
  /** None is empty, each is ascending, and each ends before the next begins. */
  readonly #leaves: string[][] = [];

  /** Puts a name in its place; a second time changes nothing. */
  add(name: string): void {
    const at = this.#leafOf(name);
    const leaf = this.#leaves[at];
    if (leaf === undefined) {
      this.#leaves.push([name]);
      return;
    }
    const index = firstNotBelow(leaf, name);
    if (leaf[index] === name) return;
    leaf.splice(index, 0, name);
    if (leaf.length > LEAF_NAMES) this.#leaves.splice(at + 1, 0, leaf.splice(LEAF_NAMES / 2));
  }

  /** Takes a name out; one that is not there changes nothing. */
  delete(name: string): void {
    const at = this.#leafOf(name);
    const leaf = this.#leaves[at];
    if (leaf === undefined) return;
    const index = firstNotBelow(leaf, name);
    if (leaf[index] !== name) return;
    leaf.splice(index, 1);
    if (leaf.length === 0) this.#leaves.splice(at, 1);
  }

  /** The first names, at most `limit`, with `from <= name < to`, ascending. */
  between(from: string, to: string, limit: number): string[] {
    const found: string[] = [];
    let at = this.#leafOf(from);
    let index = firstNotBelow(this.#leaves[at] ?? [], from);
    for (; at < this.#leaves.length; at++, index = 0) {
      const leaf = this.#leaves[at] ?? [];
      for (; index < leaf.length; index++) {
        const name = leaf[index] as string;
        if (name >= to || found.length === limit) return found;
        found.push(name);
      }
    }
    return found;
  }

  /** The last leaf that begins at or below the name, or the first. */
  #leafOf(name: string): number {
    let low = 0;
    let high = this.#leaves.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#leaves[middle]?.[0] as string) <= name) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

/** The index of the first name that is not below `name`; the length when all are. */
function firstNotBelow(names: readonly string[], name: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] as string) < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
