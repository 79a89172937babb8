/**
 * The value of `--quotas`: `off`, `aws`, or a file of rates that take the place of AWS's (docs/LIMITS.md).
 *
 *   {"symmetric": 500, "CreateKey": 1}   requests per second of an account in a Region
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { readRates } from '../kms/request-quotas.ts';
import { UsageError } from './flags.ts';

/**
 * Reads the value.
 *
 * @returns The rates on top of AWS's; `undefined` when nothing is limited.
 * @throws {UsageError} The file cannot be read, is no JSON, or names a class that there is not.
 *
 * @example
 * await readQuotas('aws'); // {}
 */
export async function readQuotas(value: string): Promise<Readonly<Record<string, number>> | undefined> {
  if (value === 'off') return undefined;
  if (value === 'aws') return {};
  try {
    const rates: unknown = JSON.parse(await readFile(value, 'utf8'));
    if (typeof rates !== 'object' || rates === null || Array.isArray(rates))
      throw new RangeError('it holds no object');
    return Object.fromEntries(readRates(rates as Readonly<Record<string, unknown>>));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`--quotas expects aws, off or a file of rates: ${value} (${code ?? message}).`, {
      cause: error,
    });
  }
}
