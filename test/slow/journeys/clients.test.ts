/**
 * Clients that npm does not bring: the AWS CLI in every version that is installed, and boto3.
 *
 * A client that is missing is skipped with its reason; .ci/run installs them where it can.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ServerProcess, startServer, temporaryFolder } from '../../node/process.ts';

const folder = temporaryFolder();
const MINUTES = 60_000;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function execute(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** The folders of PATH, and Debian's, that hold an `aws` of their own. */
function installedClis(): readonly (readonly [version: string, folder: string])[] {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/bin', '/usr/local/bin'];
  const found = new Map<string, string>();
  for (const place of folders) {
    const program = join(place, 'aws');
    if (!existsSync(program)) continue;
    const { status, stdout, stderr } = execute(program, ['--version']);
    const version = `${stdout}${stderr}`.match(/aws-cli\/\S+/)?.[0];
    if (status === 0 && version !== undefined && !found.has(version)) found.set(version, realpathSync(place));
  }
  return [...found];
}

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
};

const clis = installedClis();
if (clis.length === 0) console.log('skipped: no AWS CLI is installed');

describe.skipIf(clis.length === 0)('the AWS CLI', () => {
  it.each(clis)(
    '%s walks through the main job, with a kill -9 in the middle',
    (_, place) => {
      const { status, stdout, stderr } = execute('examples/walkthrough.sh', [], {
        PATH: `${place}:${process.env['PATH']}`,
      });
      expect(stderr).not.toMatch(/rror/);
      expect(stdout).toMatch(/\nThe walk-through is complete\.\n$/);
      expect(stdout.match(/^same bytes: /gm)).toHaveLength(8);
      expect(status).toBe(0);
    },
    5 * MINUTES,
  );

  it.each(clis)(
    '%s is let what principals and policies allow, and nothing else',
    (_, place) => {
      const { status, stdout, stderr } = execute('examples/who-may-do-what.sh', [], {
        PATH: `${place}:${process.env['PATH']}`,
      });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/\nEverybody could do what they may, and nothing else\.\n$/);
      expect(stdout.match(/^\w+ may (?!not)/gm)).toHaveLength(9);
      expect(stdout.match(/^\w+ may not /gm)).toHaveLength(11);
      expect(status).toBe(0);
    },
    5 * MINUTES,
  );

  it.each(clis)(
    '%s shows refusals as it shows those of AWS',
    async (_, place) => {
      const server = await startServer(['--store', 'memory:']);
      const kms = (...args: string[]): Outcome =>
        execute(join(place, 'aws'), ['--endpoint-url', server.url, 'kms', ...args], CREDENTIALS);
      const unknown = '1234abcd-12ab-34cd-56ef-1234567890ab';
      const missing = kms('describe-key', '--key-id', unknown);
      expect(missing.status).toBeGreaterThan(0);
      expect(missing.stderr.trim()).toContain(
        `An error occurred (NotFoundException) when calling the DescribeKey operation: Key 'arn:aws:kms:us-east-1:000000000000:key/${unknown}' does not exist`,
      );
      const reserved = kms('create-alias', '--alias-name', 'alias/aws/x', '--target-key-id', unknown);
      expect(reserved.stderr).toContain('(NotAuthorizedException) when calling the CreateAlias operation');
      expect(kms('list-keys', '--output', 'text', '--query', 'Keys').stdout.trim()).toBe('');
      await server.stop();
    },
    5 * MINUTES,
  );
});

const python = ['python3', '/usr/bin/python3'].find(
  (program) => execute(program, ['-c', 'import boto3']).status === 0,
);
if (python === undefined) console.log('skipped: boto3 is not installed');

describe.skipIf(python === undefined)('boto3', () => {
  const SCRIPT = new URL('boto3-walk.py', import.meta.url).pathname;
  const walk = (server: ServerProcess, ...args: string[]): Outcome =>
    execute(python as string, [SCRIPT, server.url, ...args], CREDENTIALS);

  it(
    'makes, finds, uses and misuses keys, and finds them again after kill -9',
    async () => {
      const data = join(folder, 'boto3');
      const server = await startServer(['--data', data]);
      const first = walk(server, 'before');
      expect(first.stderr).toBe('');
      expect(first.status).toBe(0);
      await server.stop('SIGKILL');
      const again = await startServer(['--data', data]);
      const second = walk(again, 'after', first.stdout.trim());
      expect(second.stderr).toBe('');
      expect(second.stdout).toBe('complete\n');
      expect(await again.stop()).toMatchObject({ code: 0 });
    },
    5 * MINUTES,
  );
});
