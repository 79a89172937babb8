/**
 * Where one is in the console: the part of the address behind `#`, as a path and its query.
 *
 *   #/keys   #/keys/<id>/policy   #/operations/Encrypt?KeyId=…
 *
 * Behind `#`, because the page must work on any static host and under any path.
 *
 * @module
 */

export interface Route {
  /** The parts of the path, decoded; the first one is the view. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/**
 * Reads the part behind `#`.
 *
 * @example
 * readRoute('#/keys/a%2Fb?tab=policy').path; // the view, and a key
 */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  return { path: parts.map(decode), query: Object.fromEntries(new URLSearchParams(query)) };
}

/**
 * Writes it.
 *
 * @example
 * hrefOf(['keys', 'alias/a']); // '#/keys/alias%2Fa'
 */
export function hrefOf(path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const text = `#/${path.map(encodeURIComponent).join('/')}`;
  const pairs = new URLSearchParams(query).toString();
  return pairs === '' ? text : `${text}?${pairs}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
