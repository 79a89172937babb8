/**
 * The test aids over HTTP: time passes, everything is forgotten, and none of it without the flag.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, startServer, temporaryFolder } from '../node/process.ts';

const folder = temporaryFolder();
const ID = 'bc436485-5092-42b8-92a3-0aa8b93536dc';

const post = async (url: string, path: string, body?: unknown): Promise<Response> =>
  await fetch(url + path, { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

describe('a server with --test-aids', () => {
  it('deletes and rotates while the clock is moved, and begins anew with its seed', async () => {
    const seed = join(folder, 'seed.yaml');
    await writeFile(seed, `keys:\n  - id: ${ID}\n    rotationPeriodDays: 90\n`);
    const server = await startServer(['--store', 'memory:', '--test-aids', '--seed', seed]);
    const materialOf = async (): Promise<unknown> => {
      const { body } = await call(server.url, 'DescribeKey', { KeyId: ID });
      return (body['KeyMetadata'] as { CurrentKeyMaterialId: string }).CurrentKeyMaterialId;
    };
    const first = await materialOf();
    const { body } = await call(server.url, 'CreateKey', {});
    const { KeyId } = body['KeyMetadata'] as { KeyId: string };
    await call(server.url, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    const moved = await post(server.url, '/_strongroom/clock', { advanceSeconds: 91 * 86_400 });
    expect(moved.status).toBe(200);
    const { now } = (await moved.json()) as { now: string };
    expect(Date.parse(now)).toBeGreaterThan(Date.now() + 90 * 86_400_000);
    expect(await materialOf()).not.toBe(first);
    expect((await call(server.url, 'DescribeKey', { KeyId })).body['__type']).toBe('NotFoundException');
    expect((await post(server.url, '/_strongroom/reset')).status).toBe(200);
    const { body: listed } = await call(server.url, 'ListKeys', {});
    expect((listed['Keys'] as { KeyId: string }[]).map((key) => key.KeyId)).toEqual([ID]);
    const ended = await server.stop();
    expect(ended.stderr).toContain('Test aids are on: whoever calls may erase every key.');
  });

  it('is the only one that has them', async () => {
    const server = await startServer(['--store', 'memory:']);
    await call(server.url, 'CreateKey', {});
    for (const path of ['/_strongroom/reset', '/_strongroom/clock']) {
      expect((await post(server.url, path, { advanceSeconds: 1 })).status).toBe(400);
    }
    expect((await call(server.url, 'ListKeys', {})).body['Keys']).toHaveLength(1);
    await server.stop();
  });
});

describe('a server with --settling and --keys-per-region', () => {
  it('shows Creating and Updating, and is full in time', async () => {
    const server = await startServer([
      '--store',
      'memory:',
      '--settling',
      '600000',
      '--keys-per-region',
      '1',
    ]);
    const { body } = await call(server.url, 'CreateKey', { MultiRegion: true });
    const { KeyId } = body['KeyMetadata'] as { KeyId: string };
    expect((await call(server.url, 'CreateKey', {})).body['__type']).toBe('LimitExceededException');
    await call(server.url, 'ReplicateKey', { KeyId, ReplicaRegion: 'eu-west-1' });
    const update = { KeyId, PrimaryRegion: 'eu-west-1' };
    expect((await call(server.url, 'UpdatePrimaryRegion', update)).body).toEqual({
      __type: 'KMSInvalidStateException',
      message: `arn:aws:kms:eu-west-1:000000000000:key/${KeyId} is creating.`,
    });
    await server.stop();
  });
});
