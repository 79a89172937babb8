/**
 * The version of this program, from the one place that states it: package.json.
 *
 * @module
 */
import { readFileSync } from 'node:fs';

/**
 * The version in package.json, which lies two folders up from here in the sources and in the package alike.
 *
 * @example
 * /^\d+\.\d+\.\d+/.test(readVersion()); // true
 */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
