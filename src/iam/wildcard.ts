/**
 * Matching of `*` and `?`, as IAM has them in actions, resources and StringLike.
 *
 * Two cursors and one point of return: at most pattern length times text length steps, whatever the pattern. No
 * regular expression is ever built from a policy.
 *
 * @module
 */

/**
 * Whether a text matches a pattern, where `*` stands for any number of characters and `?` for one.
 *
 * @example
 * matchesWildcard('kms:Re*Key', 'kms:ReplicateKey'); // true
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let retry = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      retry = t;
    } else if (pattern[p] === '?' || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
