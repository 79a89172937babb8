/**
 * The trail in a bucket of a real S3 server, validated by the real AWS CLI, every version that is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, run, type ServerProcess, startServer, temporaryFolder } from '../../node/process.ts';
import { S3_CREDENTIALS, type S3Server, startS3 } from './s3-server.ts';

const BUCKET = 'trail-bucket';
const PLACE = `s3://${BUCKET}/kms`;
const ENVIRONMENT = { ...S3_CREDENTIALS, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' };
const ACCOUNT = '000000000000';
const folder = temporaryFolder();
const models = join(folder, 'models');

let s3: S3Server;

beforeAll(async () => {
  s3 = await startS3(join(folder, 's3'), BUCKET);
  writeRuleSet(s3.url);
});
afterAll(async () => await s3.stop());

/**
 * Versions of the AWS CLI before 2.13 know no setting for the endpoint of one service. Every version takes the rules by
 * which it finds endpoints from the folder that AWS_DATA_PATH names.
 */
function writeRuleSet(url: string): void {
  const place = join(models, 's3/2006-03-01');
  mkdirSync(place, { recursive: true });
  const scheme = {
    name: 'sigv4',
    signingName: 's3',
    signingRegion: 'us-east-1',
    disableDoubleEncoding: true,
  };
  const rules = [
    {
      type: 'endpoint',
      conditions: [{ fn: 'isSet', argv: [{ ref: 'Bucket' }] }],
      endpoint: { url: `${url}/{Bucket}`, properties: { authSchemes: [scheme] }, headers: {} },
    },
  ];
  const parameters = { Bucket: { required: false, type: 'String', documentation: '' } };
  writeFileSync(
    join(place, 'endpoint-rule-set-1.json'),
    JSON.stringify({ version: '1.0', parameters, rules }),
  );
}

function startDelivering(data: string, ...args: readonly string[]): Promise<ServerProcess> {
  const delivery = [
    '--audit-to',
    PLACE,
    '--audit-endpoint',
    s3.url,
    '--audit-every',
    '1',
    '--digest-every',
    '2',
  ];
  return startServer(['--data', join(folder, data), ...delivery, ...args], { environment: ENVIRONMENT });
}

/** Waits until everything that happened is in a file that a digest lists. */
async function untilDelivered(url: string): Promise<void> {
  for (;;) {
    const health = (await (await fetch(`${url}/health`)).json()) as {
      audit: {
        waiting: { files: number; entries: number };
        lastDigest?: { atMs: number };
        lastDelivery?: { atMs: number };
      }[];
    };
    const [status] = health.audit;
    const { waiting, lastDigest, lastDelivery } = status ?? {};
    const isDigested = (lastDigest?.atMs ?? 0) > (lastDelivery?.atMs ?? Number.POSITIVE_INFINITY);
    if (waiting?.files === 0 && waiting.entries === 0 && isDigested) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function installedClis(): readonly (readonly [version: string, program: string])[] {
  const found = new Map<string, string>();
  for (const place of [...(process.env['PATH'] ?? '').split(':'), '/usr/bin', '/usr/local/bin']) {
    const program = join(place, 'aws');
    if (!existsSync(program)) continue;
    const { status, stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const version = `${stdout}${stderr}`.match(/aws-cli\/\S+/)?.[0];
    if (status === 0 && version !== undefined && !found.has(version))
      found.set(version, realpathSync(program));
  }
  return [...found];
}

function validate(
  program: string,
  url: string,
  ...args: readonly string[]
): { code: number | null; text: string } {
  const trail = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/${BUCKET}-kms`;
  const command = [
    'cloudtrail',
    'validate-logs',
    '--trail-arn',
    trail,
    '--start-time',
    '2020-01-01T00:00:00Z',
  ];
  const { status, stdout, stderr } = spawnSync(
    program,
    ['--endpoint-url', url, '--region', 'us-east-1', ...command, '--verbose', ...args],
    { encoding: 'utf8', env: { ...process.env, ...ENVIRONMENT, AWS_DATA_PATH: models } },
  );
  return { code: status, text: `${stdout}${stderr}` };
}

function erase(program: string, key: string): void {
  const env = { ...process.env, ...ENVIRONMENT, AWS_DATA_PATH: models };
  const args = ['s3api', 'delete-object', '--bucket', BUCKET, '--key', key, '--region', 'us-east-1'];
  expect(spawnSync(program, args, { encoding: 'utf8', env }).stderr).toBe('');
}

const clis = installedClis();
if (clis.length === 0) console.log('skipped: no AWS CLI is installed');

describe('a trail in a bucket', () => {
  it('arrives there, and is verified there by this program', async () => {
    const server = await startDelivering('own');
    try {
      for (let i = 0; i < 20; i++) await call(server.url, 'CreateKey', {});
      await untilDelivered(server.url);
      const verified = await run(
        ['audit', 'verify', '--trail', PLACE, '--audit-endpoint', s3.url, '--endpoint-url', server.url],
        { environment: ENVIRONMENT },
      );
      expect(verified.stderr).toBe('');
      expect(verified.stdout).toMatch(/digests, \d+ log files, 20 records/);
      expect(verified.code).toBe(0);
    } finally {
      await server.stop();
      await s3.stop();
      s3 = await startS3(join(folder, 's3-of-the-cli'), BUCKET, s3.port);
    }
  });

  it.skipIf(clis.length === 0)(
    'is valid to aws cloudtrail validate-logs, until something is gone',
    async () => {
      const server = await startDelivering('cli');
      try {
        for (let i = 0; i < 5; i++) await call(server.url, 'CreateKey', {});
        await untilDelivered(server.url);
        for (const [version, program] of clis) {
          const { code, text } = validate(program, server.url);
          console.log(`${version}: ${text.trim().split('\n').slice(-2).join('; ')}`);
          expect(text).toMatch(/\n(\d+)\/\1 digest files valid/);
          expect(text).toMatch(/\n([1-9]\d*)\/\1 log files valid/);
          expect(code).toBe(0);
        }
        const [[, program] = ['', '']] = clis;
        const [, key = ''] =
          /Log file\ts3:\/\/[^/]+\/(\S+)\tvalid/.exec(validate(program, server.url).text) ?? [];
        erase(program, key);
        const { code, text } = validate(program, server.url);
        expect(text).toContain(`${key}\tINVALID: not found`);
        expect(code).toBe(1);
      } finally {
        await server.stop();
      }
    },
  );

  it('waits in the store while the bucket is away, or refuses, and then arrives whole', async () => {
    await s3.stop();
    s3 = await startS3(join(folder, 's3-away'), BUCKET, s3.port);
    const port = s3.port;
    await s3.stop();
    const server = await startDelivering('away');
    try {
      for (let i = 0; i < 30; i++) await call(server.url, 'CreateKey', {});
      await expect.poll(() => server.stderr(), { timeout: 60_000 }).toMatch(/failed and is tried again/);
      expect((await call(server.url, 'ListKeys', {})).status).toBe(200);
      s3 = await startS3(join(folder, 's3-away'), BUCKET, port);
      await untilDelivered(server.url);
      expect(server.stderr()).toMatch(/goes on after \d+ failures/);
      const verified = await run(
        ['audit', 'verify', '--trail', PLACE, '--audit-endpoint', s3.url, '--endpoint-url', server.url],
        { environment: ENVIRONMENT },
      );
      expect(verified.stdout).toMatch(/ 31 records/);
      expect(verified.code).toBe(0);
    } finally {
      await server.stop();
    }
  });

  it('says what is wrong with credentials that the bucket does not take, and keeps everything', async () => {
    const wrong = { ...ENVIRONMENT, AWS_SECRET_ACCESS_KEY: 'another' };
    const args = ['--audit-to', PLACE, '--audit-endpoint', s3.url, '--audit-every', '1'];
    const data = join(folder, 'refused');
    const refused = await startServer(['--data', data, ...args], { environment: wrong });
    for (let i = 0; i < 3; i++) await call(refused.url, 'CreateKey', {});
    await expect.poll(() => refused.stderr(), { timeout: 60_000 }).toMatch(/SignatureDoesNotMatch/);
    await refused.stop('SIGKILL');
    const server = await startServer(['--data', data, ...args], { environment: ENVIRONMENT });
    try {
      await expect
        .poll(async () => JSON.stringify(await (await fetch(`${server.url}/health`)).json()), {
          timeout: 60_000,
        })
        .toMatch(/"lastDelivery":\{.*"waiting":\{"files":0,"entries":0\}/);
    } finally {
      await server.stop();
    }
  });
});
