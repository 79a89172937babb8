/**
 * What a store full of keys costs: start, memory, Encrypt, DescribeKey and a page of ListKeys, at two numbers of keys.
 *
 *   node bench/scale.ts                 1,000 keys, then 1,000,000
 *   node bench/scale.ts 1000 50000
 *
 * The keys are made by the service's own rules and committed 1,000 at a time. Each measured server is a process of its own
 * that opens the filled file; rates are by its time on the processor.
 *
 * @module
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostRandom } from '../src/crypto/random.ts';
import { openKeystore } from '../src/keystore/keystore.ts';
import { rootKeyFromBytes } from '../src/keystore/root-key.ts';
import { draftKey, insertKey } from '../src/kms/keys.ts';
import { createVault } from '../src/kms/vault.ts';
import { servingEngine } from '../src/node/engines.ts';
import { sqliteStore } from '../src/store/sqlite.ts';
import { startServer } from './server/child.ts';
import { burst, Client, requestBytes } from './server/load.ts';

/** The account that the load's requests are signed for. */
const SCOPE = { account: '111122223333', region: 'us-east-1' };
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SCOPE.account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});
const AT_ONCE = 1000;
const CLIENTS = 16;
const BURST_MS = 3000;

/** Fills a file, and names some of its keys. */
async function fill(file: string, count: number): Promise<readonly string[]> {
  const keystore = await openKeystore({
    store: sqliteStore({ file }),
    rootKey: rootKeyFromBytes(new Uint8Array(32)),
    engine: servingEngine('auto'),
    random: hostRandom(),
    clock: Date.now,
  });
  const vault = createVault(keystore, Date.now);
  const wanted = { spec: 'SYMMETRIC_DEFAULT', usage: undefined, description: '', policy: POLICY, tags: [] };
  const named: string[] = [];
  for (let made = 0; made < count; made += AT_ONCE) {
    const keys = await Promise.all(Array.from({ length: AT_ONCE }, () => draftKey(vault, SCOPE, wanted)));
    const writes = await Promise.all(keys.map((key) => insertKey(vault, key)));
    await keystore.commit(writes.flat());
    named.push(...keys.slice(0, Math.ceil((AT_ONCE * AT_ONCE) / count)).map(({ keyId }) => keyId));
  }
  await keystore.close();
  return named;
}

/** Microseconds on the processor for one request, the keys taken in turn. */
async function cost(
  server: Awaited<ReturnType<typeof startServer>>,
  requests: readonly Buffer[],
): Promise<number> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => Client.open(server.port)));
  let at = 0;
  const next = (): Buffer => requests[at++ % requests.length] as Buffer;
  await burst(clients, next, BURST_MS / 3);
  const before = await server.consumption();
  const seen = await burst(clients, next, BURST_MS);
  const after = await server.consumption();
  for (const client of clients) client.close();
  return (after.cpuUs - before.cpuUs) / seen.requests;
}

async function measure(file: string, count: number, keyIds: readonly string[]): Promise<object> {
  const server = await startServer('auto', file);
  try {
    const ask = (operation: string, more: object) => (KeyId: string) =>
      requestBytes({ operation, body: JSON.stringify({ KeyId, ...more }) });
    const Plaintext = Buffer.alloc(1024, 7).toString('base64');
    const encryptUs = await cost(server, keyIds.map(ask('Encrypt', { Plaintext })));
    const describeUs = await cost(server, keyIds.map(ask('DescribeKey', {})));
    const list = (more: object): Buffer =>
      requestBytes({ operation: 'ListKeys', body: JSON.stringify(more) });
    const firstPageUs = await cost(server, [list({ Limit: 100 })]);
    let answer = await server.ask('ListKeys', { Limit: 1000 });
    for (let i = 1; i < 0.9 * (count / 1000) && answer['NextMarker'] !== undefined; i++) {
      answer = await server.ask('ListKeys', { Limit: 1000, Marker: answer['NextMarker'] });
    }
    const Marker = answer['NextMarker'];
    const latePageUs =
      Marker === undefined ? firstPageUs : await cost(server, [list({ Limit: 100, Marker })]);
    const { residentBytes } = await server.consumption();
    const megabytes = Math.round(residentBytes / 2 ** 20);
    return {
      keys: count,
      startMs: server.startMs,
      megabytes,
      encryptUs,
      describeUs,
      firstPageUs,
      latePageUs,
    };
  } finally {
    server.stop();
  }
}

const counts = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), 'strongroom-scale-'));
try {
  for (const count of counts.length === 0 ? [1000, 1_000_000] : counts) {
    const file = join(folder, `${count}.db`);
    const keyIds = await fill(file, count);
    console.log(JSON.stringify(await measure(file, count, keyIds)));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
