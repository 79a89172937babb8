import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Destination } from '../../src/audit/destination.ts';
import { folderDestination, METADATA_SUFFIX } from '../../src/node/folder-destination.ts';
import { temporaryFolder } from './process.ts';

const root = temporaryFolder();

async function namesIn(destination: Destination, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of destination.list(prefix)) names.push(...page);
  return names;
}

describe('a folder that a trail is delivered to', () => {
  it('keeps files under their names, and what belongs to them beside them', async () => {
    const destination = folderDestination(join(root, 'a'));
    expect(destination).toMatchObject({ url: join(root, 'a'), bucket: 'a', prefix: '' });
    expect(await namesIn(destination, 'AWSLogs/')).toEqual([]);
    const bytes = Uint8Array.of(1, 2, 3);
    await destination.put('AWSLogs/x/one.gz', { bytes, metadata: { signature: 'ab' } });
    await destination.put('AWSLogs/two.gz', { bytes, metadata: {} });
    await destination.put('AWSLogs/two.gz', { bytes, metadata: {} });
    expect(await namesIn(destination, 'AWSLogs/')).toEqual(['AWSLogs/two.gz', 'AWSLogs/x/one.gz']);
    const one = await destination.get('AWSLogs/x/one.gz');
    expect([...(one?.bytes ?? [])]).toEqual([1, 2, 3]);
    expect(one?.metadata).toEqual({ signature: 'ab' });
    expect((await destination.get('AWSLogs/two.gz'))?.metadata).toEqual({});
    expect(await destination.get('AWSLogs/none')).toBeUndefined();
    expect(readdirSync(join(root, 'a/AWSLogs/x')).sort()).toEqual(['one.gz', `one.gz${METADATA_SUFFIX}`]);
  });

  it('lists what lies there alone, and not what was never finished', async () => {
    const place = join(root, 'b/AWSLogs');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `alone${METADATA_SUFFIX}`), '{}');
    writeFileSync(join(place, 'half.gz.unfinished'), 'x');
    expect(await namesIn(folderDestination(join(root, 'b')), 'AWSLogs/')).toEqual([
      `AWSLogs/alone${METADATA_SUFFIX}`,
    ]);
  });

  it('has no metadata where it cannot be read', async () => {
    const destination = folderDestination(join(root, 'c'), 'p');
    await destination.put('p/f', { bytes: Uint8Array.of(1), metadata: { signature: 'ab' } });
    for (const text of ['[', 'null', '{"signature":5}']) {
      writeFileSync(join(root, 'c/p', `f${METADATA_SUFFIX}`), text);
      expect((await destination.get('p/f'))?.metadata).toEqual({});
    }
  });

  it('says so when a file cannot be written, and leaves none', async () => {
    writeFileSync(join(root, 'file'), 'x');
    const destination = folderDestination(join(root, 'file'));
    await expect(destination.put('AWSLogs/x', { bytes: Uint8Array.of(1), metadata: {} })).rejects.toThrow(
      /ENOTDIR|EEXIST/,
    );
    expect(existsSync(join(root, 'file/AWSLogs'))).toBe(false);
  });
});
