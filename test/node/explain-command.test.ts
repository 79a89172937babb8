/** `strongroom explain` against a server with principals, and against one in development mode. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, ALICE, PRINCIPALS } from '../aws/door.ts';
import { call, run, startServer, temporaryFolder } from './process.ts';

const folder = temporaryFolder();

describe('strongroom explain', () => {
  it('says who may, who may not, and which statement decided', async () => {
    const file = join(folder, 'principals.json');
    writeFileSync(file, JSON.stringify(PRINCIPALS));
    const server = await startServer(['--store', 'memory:', '--principals', file]);
    expect(server.stdout()).not.toContain('Development mode');
    const environment = { AWS_ACCESS_KEY_ID: 'AKIAROOT', AWS_SECRET_ACCESS_KEY: 'root secret' };
    const ask = (...args: string[]): ReturnType<typeof run> =>
      run(['explain', '--endpoint-url', server.url, ...args], { environment });
    const yes = await ask('--principal', ALICE, '--action', 'kms:ListKeys');
    expect(yes).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('because no identity-based policy'),
    });
    const root = await ask('--principal', `arn:aws:iam::${ACCOUNT}:root`, '--action', 'kms:ListKeys');
    expect(root).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the root of an account needs no policy'),
    });
    const missing = await ask(
      '--principal',
      ALICE,
      '--action',
      'kms:Encrypt',
      '--key',
      'alias/none',
      '--context',
      '{}',
    );
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('is not found') });
    const unsigned = await run([
      'explain',
      '--endpoint-url',
      server.url,
      '--principal',
      ALICE,
      '--action',
      'kms:ListKeys',
    ]);
    expect(unsigned.stderr).toContain('Missing Authentication Token');
    expect((await call(server.url, 'ListKeys', {})).body['__type']).toBe(
      'MissingAuthenticationTokenException',
    );
    await server.stop();
  });

  it('needs a principal, an action, JSON that is an object, and somebody who answers', async () => {
    const refused = async (...args: string[]): Promise<string> => (await run(['explain', ...args])).stderr;
    expect(await refused('--action', 'kms:ListKeys')).toContain('--principal is missing.');
    expect(await refused('--principal', ALICE)).toContain('--action is missing.');
    expect(await refused('--principal', ALICE, '--action', 'kms:ListKeys', '--context', '[1]')).toContain(
      '--context expects an object in JSON.',
    );
    const nobody = await run([
      'explain',
      '--endpoint-url',
      'http://127.0.0.1:1',
      '--principal',
      ALICE,
      '--action',
      'kms:ListKeys',
    ]);
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining('does not answer') });
  });
});
