/**
 * What is wrong with a seed, and where in it. Apart from what reads seeds, since everybody can catch it and few plant one.
 *
 * @module
 */

/** Where in a seed: names of members and numbers of items. */
export type SeedPath = readonly (string | number)[];

/** A seed cannot be planted: where in it, and why. Nothing of it was planted. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
  readonly path: SeedPath;
  readonly reason: string;

  constructor(path: SeedPath, reason: string, options?: { readonly cause: unknown }) {
    super(`${formatSeedPath(path)}: ${reason}`, options);
    this.path = path;
    this.reason = reason;
  }
}

/**
 * A path as people write it.
 *
 * @example
 * formatSeedPath(['keys', 0, 'tags', 'cost center']); // 'keys[0].tags["cost center"]'
 */
export function formatSeedPath(path: SeedPath): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^\w+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return text.join('').replace(/^\./, '') || 'the seed';
}
