import { expect, it } from 'vitest';
import { sha256Hex } from '../../src/audit/digest.ts';
import { gzip } from '../../src/audit/gzip.ts';
import { checkLogFile } from '../../src/audit/log-file-check.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { ENGINE } from './deliveries.ts';

it('tells a log file that is gone, that is another, and that is what its digest lists', async () => {
  const content = toUtf8('{"Records":[{}]}');
  const bytes = await gzip(content);
  const file = {
    s3Object: 'o',
    records: 1,
    hashValue: await sha256Hex(ENGINE, content),
    gzipHashValue: await sha256Hex(ENGINE, bytes),
  } as Parameters<typeof checkLogFile>[1];
  const check = async (found: Uint8Array | undefined): Promise<readonly string[]> => {
    const get = async () => (found === undefined ? undefined : { bytes: found, metadata: {} });
    return (await checkLogFile({ engine: ENGINE, destination: { get } }, file)).map(({ text }) => text);
  };
  expect(await check(bytes)).toEqual([]);
  expect(await check(undefined)).toEqual(['The log file o is gone.']);
  expect(await check(await gzip(toUtf8('{"Records":[]}')))).toEqual([
    'The log file o was altered: it has 0 records, and 1 were delivered.',
  ]);
  expect(await check(await gzip(toUtf8('nothing')))).toEqual([
    'The log file o was altered: it cannot be read as records any more.',
  ]);
});
