import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../src/audit/digest.ts';
import { gzip } from '../../src/audit/gzip.ts';
import { checkLogFile } from '../../src/audit/log-file-check.ts';
import { marksOf } from '../../src/audit/record-marks.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { ENGINE } from './deliveries.ts';

const packed = async (text: string): Promise<Uint8Array> => await gzip(toUtf8(text));
const fileOf = (Records: readonly object[]): string => JSON.stringify({ Records });
const record = (number: number): object => ({ eventName: 'Encrypt', eventID: `id-${number}` });

/** What is said when a file with some records is found as another. */
async function reasonFor(
  records: readonly object[],
  found: Uint8Array | undefined,
): Promise<string | undefined> {
  const content = toUtf8(fileOf(records));
  const file = {
    s3Object: 'o',
    records: records.length,
    recordMarks: await marksOf(ENGINE, records),
    hashValue: await sha256Hex(ENGINE, content),
    gzipHashValue: await sha256Hex(ENGINE, await gzip(content)),
  } as Parameters<typeof checkLogFile>[1];
  const get = async () => (found === undefined ? undefined : { bytes: found, metadata: {} });
  const findings = await checkLogFile({ engine: ENGINE, destination: { get } }, file);
  return findings[0]?.text.replace('The log file o was altered: ', '');
}

const THREE = [1, 2, 3].map(record);
const [ONE, TWO, LAST] = THREE as [object, object, object];

describe('a log file', () => {
  it('is what its digest lists', async () => {
    expect(await reasonFor(THREE, await packed(fileOf(THREE)))).toBeUndefined();
  });

  it('is gone', async () => {
    expect(await reasonFor(THREE, undefined)).toBe('The log file o is gone.');
  });

  it.each([
    [[ONE, LAST], 'record 2 is missing, which stood after Encrypt id-1; 2 of 3 are there.'],
    [[TWO, LAST], 'record 1 is missing, which stood before Encrypt id-2; 2 of 3 are there.'],
    [[], 'record 1 is missing, which stood alone; 0 of 3 are there.'],
    [[ONE, { ...TWO, eventName: 'Decrypt' }, LAST], 'record 2, Decrypt id-2, is not what it was.'],
    [[ONE, TWO, record(9), LAST], 'record 3, Encrypt id-9, was added; 4 of 3 are there.'],
    [[TWO, ONE, LAST], 'record 1, Encrypt id-2, was moved: it was record 2.'],
    [[ONE, { eventID: 5 }, LAST], 'record 2, (none) (none), is not what it was.'],
    [[ONE, { eventName: '\u001b[2J', eventID: 'x' }, LAST], 'record 2, "\\u001b[2J" x, is not what it was.'],
  ])('with %j in place of three says which record it is', async (records, reason) => {
    expect(await reasonFor(THREE, await packed(fileOf(records)))).toBe(reason);
  });

  it.each([
    ['{"Records":[]} ', 'record 1 is missing, which stood alone; 0 of 3 are there.'],
    [JSON.stringify({ Records: THREE }, null, 1), 'no record can be named.'],
    ['nothing', 'it cannot be read as records any more.'],
    ['{"Records":{}}', 'it cannot be read as records any more.'],
  ])('that holds %j says what can be said', async (text, reason) => {
    expect(await reasonFor(THREE, await packed(text))).toBe(reason);
  });

  it('that is packed in another way, or not at all, is altered', async () => {
    const stored = await packed(fileOf(THREE));
    const repacked = stored.slice();
    repacked[9] = 3; // The operating system, RFC 1952 §2.3.1.
    expect(await reasonFor(THREE, repacked)).toBe('its records are the same and its packing is another.');
    expect(await reasonFor(THREE, stored.slice(0, -9))).toBe('it cannot be unpacked.');
  });
});
