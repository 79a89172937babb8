/**
 * What a store full of keys costs: start, memory, file, Encrypt, DescribeKey and pages of ListKeys, by number of keys.
 *
 *   node bench/scale.ts                          1,000 keys, then 1,000,000
 *   node bench/scale.ts 1000 50000
 *   node bench/scale.ts --in FOLDER 1000000      keeps the filled stores there, and takes those that are there
 *   node bench/scale.ts --in FOLDER --fill 1000  fills alone
 *
 * The keys are made by the service's own rules and committed 1,000 at a time. Each measured server is a process of its own
 * that opens the filled file; costs are by its time on the processor,
 * of the burst that others disturbed least; latencies by the clock on the wall, one client alone.
 *
 * @module
 */
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hostRandom } from '../src/crypto/random.ts';
import { openKeystore } from '../src/keystore/keystore.ts';
import { rootKeyFromBytes } from '../src/keystore/root-key.ts';
import { draftKey, insertKey } from '../src/kms/keys.ts';
import { createVault } from '../src/kms/vault.ts';
import { servingEngine } from '../src/node/engines.ts';
import { sqliteStore } from '../src/store/sqlite.ts';
import { type ServerChild, startServer } from './server/child.ts';
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
const WARM_UP_MS = 4000;
const BURSTS = 8;
const BURST_MS = 500;

/** What is known of a store that was filled. */
interface Filled {
  readonly fillSeconds: number;
  /** Of some of its keys, from all over it. */
  readonly keyIds: readonly string[];
}

/** Fills a store, unless it was filled before. */
async function fillOnce(file: string, count: number): Promise<Filled> {
  const notes = `${file}.json`;
  if (existsSync(notes)) return JSON.parse(await readFile(notes, 'utf8')) as Filled;
  for (const rest of ['', '-wal']) rmSync(`${file}${rest}`, { force: true });
  const startMs = performance.now();
  const keyIds = await fill(file, count);
  const filled = { fillSeconds: Math.round((performance.now() - startMs) / 1000), keyIds };
  await writeFile(notes, JSON.stringify(filled));
  return filled;
}

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
    if (made % (100 * AT_ONCE) === 0 && made > 0) console.error(`${made} of ${count} keys`);
  }
  await keystore.close();
  return named;
}

/** What one request costs: processor time with many clients, the median on the wall with one. */
interface Cost {
  readonly cpuUs: number;
  readonly p50Us: number;
}

/** The keys are taken in turn. */
async function costOf(server: ServerChild, requests: readonly Buffer[]): Promise<Cost> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => Client.open(server.port)));
  let at = 0;
  const next = (): Buffer => requests[at++ % requests.length] as Buffer;
  await burst(clients, next, WARM_UP_MS);
  const costsUs: number[] = [];
  for (let i = 0; i < BURSTS; i++) {
    const before = await server.consumption();
    const seen = await burst(clients, next, BURST_MS);
    const after = await server.consumption();
    costsUs.push((after.cpuUs - before.cpuUs) / seen.requests);
  }
  const alone = await burst(clients.slice(0, 1), next, 2 * BURST_MS);
  for (const client of clients) client.close();
  const sorted = Float64Array.from(alone.latenciesNs).sort();
  const p50Ns = sorted[sorted.length >> 1] ?? Number.NaN;
  return { cpuUs: Math.round(Math.min(...costsUs)), p50Us: Math.round(p50Ns / 1000) };
}

/** The marker behind nine tenths of the keys; `undefined` where one page holds them all. */
async function lateMarker(server: ServerChild, count: number): Promise<unknown> {
  let marker: unknown;
  for (let passed = 0; passed < 0.9 * count; passed += 1000) {
    const answer = await server.ask('ListKeys', {
      Limit: 1000,
      ...(marker === undefined ? {} : { Marker: marker }),
    });
    if (answer['NextMarker'] === undefined) return marker;
    marker = answer['NextMarker'];
  }
  return marker;
}

/** The file and its log, in MiB. */
async function fileMegabytes(file: string): Promise<number> {
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20);
}

async function measure(file: string, count: number, { keyIds, fillSeconds }: Filled): Promise<object> {
  const server = await startServer('auto', file);
  try {
    const first = await server.consumption();
    const ask = (operation: string, more: object) => (KeyId: string) =>
      requestBytes({ operation, body: JSON.stringify({ KeyId, ...more }) });
    const list = (more: object): Buffer[] => [
      requestBytes({ operation: 'ListKeys', body: JSON.stringify({ Limit: 100, ...more }) }),
    ];
    const Plaintext = Buffer.alloc(1024, 7).toString('base64');
    const encrypt = await costOf(server, keyIds.map(ask('Encrypt', { Plaintext })));
    const describeKey = await costOf(server, keyIds.map(ask('DescribeKey', {})));
    const firstPage = await costOf(server, list({}));
    const latePage = await costOf(server, list({ Marker: await lateMarker(server, count) }));
    const last = await server.consumption();
    const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
    return {
      keys: count,
      fillSeconds,
      fileMegabytes: await fileMegabytes(file),
      startMs: Math.round(server.startMs),
      megabytesAtStart: megabytes(first.residentBytes),
      megabytesAtEnd: megabytes(last.residentBytes),
      encrypt,
      describeKey,
      firstPage,
      latePage,
    };
  } finally {
    server.stop();
  }
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { in: { type: 'string' }, fill: { type: 'boolean', default: false } },
});
const counts = positionals.length === 0 ? [1000, 1_000_000] : positionals.map(Number);
if (options.in !== undefined) await mkdir(options.in, { recursive: true });
const folder = options.in ?? (await mkdtemp(join(tmpdir(), 'strongroom-scale-')));
try {
  for (const count of counts) {
    const file = join(folder, `${count}.db`);
    const filled = await fillOnce(file, count);
    if (!options.fill) console.log(JSON.stringify(await measure(file, count, filled)));
  }
} finally {
  if (options.in === undefined) rmSync(folder, { recursive: true, force: true });
}
