import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, run, type ServerProcess, startServer, temporaryFolder } from './process.ts';

const folder = temporaryFolder();
let folders = 0;
const freshFolder = (): string => join(folder, `data-${folders++}`);

/** A server that has made one key, and its folder. */
async function serverWithKey(
  options?: Parameters<typeof startServer>[1],
): Promise<{ readonly server: ServerProcess; readonly data: string; readonly keyId: string }> {
  const data = freshFolder();
  const server = await startServer(['--data', data], options);
  const { body } = await call(server.url, 'CreateKey', {});
  return { server, data, keyId: (body['KeyMetadata'] as { KeyId: string }).KeyId };
}

/** Every file of a folder by its digest. */
function digestsOf(data: string): Readonly<Record<string, string>> {
  const names = readdirSync(data).filter((name) => name !== 'root.key');
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(data, name)))
        .digest('hex'),
    ]),
  );
}

describe('strongroom serve', () => {
  it('prints its URL first; at the first start also what it made and three commands', async () => {
    const data = freshFolder();
    const first = await startServer(['--data', data]);
    await first.stop();
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(first.stdout()).toContain(`Made ${join(data, 'store.db')}`);
    expect(first.stdout()).toContain(`Made ${join(data, 'root.key')}`);
    expect(first.stdout().match(/^ {2}(export|KEY=\$\(aws|aws) /gm)).toHaveLength(3);
    const second = await startServer(['--data', data]);
    await second.stop();
    expect(second.stdout()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\nDevelopment mode: .*\nConsole: http.*\n$/);
  });

  it('makes a folder of mode 0700 with a root key and a store of mode 0600', async () => {
    const data = freshFolder();
    const server = await startServer(['--data', data]);
    await server.stop();
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(readdirSync(data)).toEqual(['root.key', 'store.db']);
    for (const name of readdirSync(data)) expect(statSync(join(data, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(data, 'root.key'), 'latin1')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('answers GET /health with version, engine and store', async () => {
    const server = await startServer(['--store', 'memory:', '--engine', 'portable']);
    const response = await fetch(`${server.url}/health`);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', version, engine: 'portable', store: 'memory' });
    await server.stop();
  });

  it('keeps what it acknowledged through a kill -9', async () => {
    const { server, data, keyId } = await serverWithKey();
    await server.stop('SIGKILL');
    const again = await startServer(['--data', data]);
    const { body } = await call(again.url, 'DescribeKey', { KeyId: keyId });
    expect((body['KeyMetadata'] as { KeyId: string }).KeyId).toBe(keyId);
    await again.stop();
  });

  it('writes a line for each request to standard error, and no body', async () => {
    const { server, keyId } = await serverWithKey();
    const secret = Buffer.from('the plaintext itself').toString('base64');
    await call(server.url, 'Encrypt', { KeyId: keyId, Plaintext: secret, EncryptionContext: { who: 'me' } });
    await call(server.url, 'Encrypt', { KeyId: 'alias/none', Plaintext: secret });
    const { stderr } = await server.stop();
    const arn = `arn:aws:kms:us-east-1:000000000000:key/${keyId}`;
    expect(stderr).toMatch(new RegExp(`^[0-9T:.-]+Z [0-9a-f-]{36} Encrypt 200 - \\d+\\.\\dms ${arn}$`, 'm'));
    expect(stderr).toMatch(/^[0-9T:.-]+Z [0-9a-f-]{36} Encrypt 400 NotFoundException \d+\.\dms$/m);
    expect(stderr).not.toContain(secret);
    expect(stderr).not.toContain('who');
  });

  it('writes one JSON object a line with --log json', async () => {
    const server = await startServer(['--store', 'memory:', '--log', 'json']);
    await call(server.url, 'ListKeys', {});
    const { stderr } = await server.stop();
    const [request, event] = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(request).toMatchObject({ operation: 'ListKeys', status: 200, keyArns: [] });
    expect(event).toMatchObject({ event: 'Stopping: what has begun is finished first.' });
  });

  it('lets a request that has begun end when it is told to stop, then exits with 0', async () => {
    const server = await startServer(['--store', 'memory:']);
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n' +
        'X-Amz-Target: TrentService.ListKeys\r\nContent-Length: 11\r\n\r\n{"Limit"',
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    server.child.kill('SIGTERM');
    while (!server.stderr().includes('Stopping')) await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(fetch(server.url)).rejects.toThrow();
    socket.write(':1}');
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it('goes on when whoever read its output has gone away', async () => {
    const server = await startServer(['--store', 'memory:']);
    server.child.stdout?.destroy();
    server.child.stderr?.destroy();
    for (let i = 0; i < 5; i++) expect((await call(server.url, 'ListKeys', {})).status).toBe(200);
    expect(await server.stop()).toMatchObject({ code: 0 });
  });

  it('exits at once when it is told to stop a second time', async () => {
    const server = await startServer(['--store', 'memory:']);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 100));
    server.child.kill('SIGINT');
    while (!server.stderr().includes('Stopping')) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 50));
    server.child.kill('SIGINT');
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  it('takes the root key from the environment, as hexadecimal or base64, and makes no file', async () => {
    const key = Buffer.alloc(32, 7);
    const { server, data, keyId } = await serverWithKey({
      environment: { STRONGROOM_ROOT_KEY: key.toString('hex') },
    });
    await server.stop();
    expect(readdirSync(data)).toEqual(['store.db']);
    const again = await startServer(['--data', data], {
      environment: { STRONGROOM_ROOT_KEY: key.toString('base64') },
    });
    expect((await call(again.url, 'DescribeKey', { KeyId: keyId })).status).toBe(200);
    await again.stop();
  });

  it('takes a passphrase from the environment or from standard input', async () => {
    const { server, data, keyId } = await serverWithKey({
      environment: { STRONGROOM_PASSPHRASE: 'correct horse' },
    });
    await server.stop();
    const again = await startServer(['--data', data, '--passphrase'], { input: 'correct horse\n' });
    expect((await call(again.url, 'DescribeKey', { KeyId: keyId })).status).toBe(200);
    await again.stop();
    const wrong = await run(['serve', '--port', '0', '--data', data, '--passphrase'], { input: 'horse\n' });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
  });

  it('answers the write that the disk refuses with an internal error, and ends with exit code 1', async () => {
    const data = freshFolder();
    // 512-byte blocks. With the signal ignored a write beyond the limit fails as on a bad disk.
    const server = await startServer(['--data', data], { shell: "trap '' XFSZ; ulimit -f 400" });
    const made: unknown[] = [];
    let refused: Awaited<ReturnType<typeof call>> | undefined;
    while (refused === undefined) {
      const answer = await call(server.url, 'CreateKey', {});
      if (answer.status === 200) made.push((answer.body['KeyMetadata'] as { KeyId: string }).KeyId);
      else refused = answer;
    }
    expect(refused).toMatchObject({ status: 500, body: { __type: 'KMSInternalException' } });
    const { code, stderr } = await server.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      / CreateKey 500 KMSInternalException .* \(StoreUnavailableError: .* disk reports an error\)$/m,
    );
    expect(stderr).toMatch(/Stopping, since the store cannot go on: .* the disk reports an error\.$/m);
    const again = await startServer(['--data', data]);
    for (const KeyId of made) expect((await call(again.url, 'DescribeKey', { KeyId })).status).toBe(200);
    await again.stop();
  });
});

describe('a root key that does not do', () => {
  const KEY = 'ab'.repeat(32);

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'if wrong, is one sentence and exit code 2, and every byte of the store stays, after %s',
    async (signal) => {
      const { server, data } = await serverWithKey();
      await server.stop(signal);
      const before = digestsOf(data);
      writeFileSync(join(data, 'root.key'), `${KEY}\n`);
      const ended = await run(['serve', '--port', '0', '--data', data]);
      expect(ended).toEqual({
        code: 2,
        stdout: '',
        stderr: 'The root key is not the one that sealed this store.\n',
      });
      expect(digestsOf(data)).toEqual(before);
    },
  );

  it('if others can read it, is refused with the command that helps', async () => {
    const { server, data } = await serverWithKey();
    await server.stop();
    const before = digestsOf(data);
    chmodSync(join(data, 'root.key'), 0o644);
    const ended = await run(['serve', '--port', '0', '--data', data]);
    const file = join(data, 'root.key');
    expect(ended).toMatchObject({
      code: 2,
      stderr: `${file} can be read by others (mode 0644): make it your own with \`chmod 600 ${file}\`.\n`,
    });
    expect(digestsOf(data)).toEqual(before);
  });

  it('if missing for a store that is sealed, is not made anew', async () => {
    const { server, data } = await serverWithKey();
    await server.stop();
    const before = digestsOf(data);
    rmSync(join(data, 'root.key'));
    const ended = await run(['serve', '--port', '0', '--data', data]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/root\.key is missing, and the store is sealed by a root key: .*\.\n$/);
    expect(readdirSync(data)).toEqual(['store.db']);
    expect(digestsOf(data)).toEqual(before);
  });

  it.each([
    ['not a key', { STRONGROOM_ROOT_KEY: 'zz' }, 'STRONGROOM_ROOT_KEY does not hold a root key'],
    ['an empty passphrase', { STRONGROOM_PASSPHRASE: '' }, 'STRONGROOM_PASSPHRASE is empty'],
    ['given twice', { STRONGROOM_ROOT_KEY: KEY, STRONGROOM_PASSPHRASE: 'p' }, 'were given'],
  ])('if %s, is one sentence and exit code 2', async (_, environment, sentence) => {
    const ended = await run(['serve', '--port', '0', '--data', freshFolder()], { environment });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toContain(KEY);
  });
});

describe('a start that fails', () => {
  const expectSentence = (
    ended: { code: number | null; stderr: string },
    code: number,
    text: string,
  ): void => {
    expect(ended.stderr).toContain(text);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended.code).toBe(code);
  };

  it('because the port is taken, says so', async () => {
    const server = await startServer(['--store', 'memory:']);
    const { port } = new URL(server.url);
    const ended = await run(['serve', '--store', 'memory:', '--port', port]);
    expectSentence(ended, 1, `Port ${port} of 127.0.0.1 is taken`);
    await server.stop();
  });

  it('because another server has the store, says so and leaves that one alone', async () => {
    const { server, data, keyId } = await serverWithKey();
    expectSentence(await run(['serve', '--port', '0', '--data', data]), 1, 'is open in another process');
    expect((await call(server.url, 'DescribeKey', { KeyId: keyId })).status).toBe(200);
    await server.stop();
  });

  it('because the host is not loopback, names the risk and the flag', async () => {
    const ended = await run(['serve', '--port', '0', '--host', '0.0.0.0', '--store', 'memory:']);
    expectSentence(ended, 64, 'name who may with --principals FILE, or pass --insecure-accept-unsigned');
    const open = await startServer(['--host', '0.0.0.0', '--store', 'memory:', '--insecure-accept-unsigned']);
    expect(open.url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
    await open.stop();
  });

  it('because the file is no store, says so', async () => {
    const data = freshFolder();
    mkdirSync(data);
    writeFileSync(join(data, 'store.db'), 'letters to a friend\n'.repeat(300));
    expectSentence(await run(['serve', '--port', '0', '--data', data]), 1, 'is not a Strongroom store');
    expect(readdirSync(data)).toEqual(['store.db']);
  });

  it('because the command line is not one, says so', async () => {
    expectSentence(await run(['serve', '--bogus']), 64, "Unknown option '--bogus'");
    expectSentence(await run([]), 64, 'A command is missing');
  });
});
