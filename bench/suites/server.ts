/**
 * The service over HTTP beside a bare Node server that echoes, at 1 and at 16 clients: each server in a process of its own.
 *
 * The machine is shared, and the load runs beside the servers: the rate that can be compared is the one by the server's
 * own time on the processor. The clock on the wall gives the latencies.
 *
 * @module
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effort, Measurement } from '../measure.ts';
import { type ServerChild, startServer } from '../server/child.ts';
import { burst, Client, requestBytes, type Shot } from '../server/load.ts';
import type { CaseResult, Suite } from '../suite.ts';

const ENGINES = ['auto', 'kernel', 'host'] as const;
/** What the trail costs is the difference to `auto`. */
const UNTRAILED = 'auto without a trail';
const CLIENTS = [1, 16] as const;
const PLAINTEXT = Buffer.alloc(1024, 7).toString('base64');

/** Prepares a server for an operation: what is sent from then on. */
type Prepare = (server: ServerChild) => Promise<Shot>;

async function keyOf(server: ServerChild, spec: object = {}): Promise<string> {
  const { KeyMetadata } = await server.ask('CreateKey', spec);
  return (KeyMetadata as { KeyId: string }).KeyId;
}

const shot = (operation: string, input: object): Shot => ({ operation, body: JSON.stringify(input) });

const signs =
  (KeySpec: string, SigningAlgorithm: string): Prepare =>
  async (server) => {
    const KeyId = await keyOf(server, { KeySpec, KeyUsage: 'SIGN_VERIFY' });
    return shot('Sign', {
      KeyId,
      Message: Buffer.alloc(32).toString('base64'),
      MessageType: 'DIGEST',
      SigningAlgorithm,
    });
  };

const OPERATIONS: Readonly<Record<string, Prepare>> = {
  'Encrypt 1 KB': async (server) => shot('Encrypt', { KeyId: await keyOf(server), Plaintext: PLAINTEXT }),
  'Decrypt 1 KB': async (server) => {
    const { CiphertextBlob } = await server.ask('Encrypt', {
      KeyId: await keyOf(server),
      Plaintext: PLAINTEXT,
    });
    return shot('Decrypt', { CiphertextBlob });
  },
  GenerateDataKey: async (server) =>
    shot('GenerateDataKey', { KeyId: await keyOf(server), KeySpec: 'AES_256' }),
  'Sign P-256': signs('ECC_NIST_P256', 'ECDSA_SHA_256'),
  'Sign RSA_2048': signs('RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'),
  GenerateMac: async (server) => {
    const KeyId = await keyOf(server, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    return shot('GenerateMac', { KeyId, Message: PLAINTEXT, MacAlgorithm: 'HMAC_SHA_256' });
  },
  DescribeKey: async (server) => shot('DescribeKey', { KeyId: await keyOf(server) }),
  GenerateRandom: async () => shot('GenerateRandom', { NumberOfBytes: 32 }),
  CreateKey: async () => shot('CreateKey', {}),
};

/** What is echoed: as long as Encrypt's request. */
const ECHOED: Shot = {
  operation: 'Encrypt',
  body: JSON.stringify({ KeyId: 'x'.repeat(36), Plaintext: PLAINTEXT }),
};

interface Contender {
  readonly name: string;
  readonly server: ServerChild;
  readonly clients: readonly Client[];
  readonly request: Buffer;
  readonly rounds: { readonly requests: number; readonly cpuUs: number; readonly elapsedMs: number }[];
  readonly latenciesNs: number[];
}

async function contenderOf(
  name: string,
  server: ServerChild,
  clients: number,
  one: Shot,
): Promise<Contender> {
  const open = await Promise.all(Array.from({ length: clients }, () => Client.open(server.port)));
  return { name, server, clients: open, request: requestBytes(one), rounds: [], latenciesNs: [] };
}

async function round(
  { server, clients, request, rounds, latenciesNs }: Contender,
  sliceMs: number,
): Promise<void> {
  const before = await server.consumption();
  const seen = await burst(clients, () => request, sliceMs);
  const after = await server.consumption();
  rounds.push({ requests: seen.requests, elapsedMs: seen.elapsedMs, cpuUs: after.cpuUs - before.cpuUs });
  for (const latency of seen.latenciesNs) latenciesNs.push(latency);
}

function summarise({ name, rounds, latenciesNs }: Contender): Measurement {
  const sorted = Float64Array.from(latenciesNs).sort();
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  const p50Ns = at(0.5);
  return {
    subject: name,
    samples: sorted.length,
    runsPerSample: 1,
    p10Ns: at(0.1),
    p50Ns,
    p99Ns: at(0.99),
    madNs: middle([...sorted.map((latency) => Math.abs(latency - p50Ns))]),
    perSecond: middle(rounds.map(({ requests, cpuUs }) => (requests * 1e6) / cpuUs)),
    perWallSecond: middle(rounds.map(({ requests, elapsedMs }) => (requests * 1e3) / elapsedMs)),
  };
}

async function measureOperation(
  servers: ReadonlyMap<string, ServerChild>,
  name: string,
  clients: number,
  { rounds, sliceMs }: Effort,
): Promise<CaseResult> {
  const contenders: Contender[] = [];
  for (const [subject, server] of servers) {
    const one = subject === 'echo' ? ECHOED : await OPERATIONS[name]?.(server);
    if (one !== undefined) contenders.push(await contenderOf(subject, server, clients, one));
  }
  for (const contender of contenders) await round(contender, sliceMs);
  for (const { rounds: warm, latenciesNs } of contenders) warm.length = latenciesNs.length = 0;
  for (let i = 0; i < rounds; i++) for (const contender of contenders) await round(contender, sliceMs);
  for (const contender of contenders) for (const client of contender.clients) client.close();
  const subjects = contenders.map(summarise);
  return { suite: 'server', case: `${name}, ${clients} clients`, clock: 'processor', subjects };
}

async function measure(effort: Effort, report: (result: CaseResult) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'strongroom-bench-'));
  const servers = new Map<string, ServerChild>();
  try {
    servers.set('echo', await startServer('echo'));
    for (const engine of ENGINES)
      servers.set(engine, await startServer(engine, join(folder, `${engine}.db`)));
    servers.set(UNTRAILED, await startServer('auto', join(folder, 'untrailed.db'), 'off'));
    for (const name of Object.keys(OPERATIONS)) {
      for (const clients of CLIENTS) report(await measureOperation(servers, name, clients, effort));
    }
  } finally {
    for (const server of servers.values()) server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const suite: Suite = { name: 'server', cases: async () => [], measure };
