/**
 * Seeding as its users meet it: a file, a server, real clients, a kill and a restart.
 */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  KMSClient,
  SignCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { call, run, startServer, temporaryFolder } from '../node/process.ts';

const folder = temporaryFolder();
const ID = 'bc436485-5092-42b8-92a3-0aa8b93536dc';
const MRK = `mrk-${'0123456789abcdef'.repeat(2)}`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const PEM = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  .trimEnd()
  .replaceAll('\n', '\n        ');

const SEED = `region: eu-central-1
keys:
  - id: ${ID}
    description: the orders' key
    material: BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=
    aliases: [alias/orders]
    tags: {team: orders}
    policy:
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}
  - id: ${MRK}
    replicas: [eu-west-1]
  - id: 5d05267e-1a6e-4b33-9d3f-5d3a4d3b0b52
    spec: ECC_NIST_P256
    usage: SIGN_VERIFY
    material:
      pem: |
        ${PEM}
`;

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

function clientOf(url: string, region: string): KMSClient {
  return new KMSClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
}

describe('a server with a seed', () => {
  it('has its keys at once, and still after it was killed and started with the same seed', async () => {
    const seed = await write('seed.yaml', SEED);
    const data = join(folder, 'data');
    let server = await startServer(['--data', data, '--seed', seed]);
    let client = clientOf(server.url, 'eu-central-1');
    const Plaintext = new Uint8Array([1, 2, 3]);
    const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: 'alias/orders', Plaintext }));
    const Message = new Uint8Array(9);
    const SigningAlgorithm = 'ECDSA_SHA_256';
    const KeyId = '5d05267e-1a6e-4b33-9d3f-5d3a4d3b0b52';
    await client.send(new SignCommand({ KeyId, Message, SigningAlgorithm }));
    const west = clientOf(server.url, 'eu-west-1');
    const replica = await west.send(new DescribeKeyCommand({ KeyId: MRK }));
    expect(replica.KeyMetadata?.MultiRegionConfiguration?.MultiRegionKeyType).toBe('REPLICA');
    await server.stop('SIGKILL');
    server = await startServer(['--data', data, '--seed', seed]);
    client = clientOf(server.url, 'eu-central-1');
    const opened = await client.send(new DecryptCommand({ CiphertextBlob }));
    expect(opened.Plaintext).toEqual(Plaintext);
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: ID }));
    expect(KeyMetadata?.Description).toBe("the orders' key");
    expect((await server.stop()).code).toBe(0);
  });

  it('does not start with one that is wrong, and makes no store for it', async () => {
    const seed = await write('wrong.yaml', `keys:\n  - id: ${ID}\n    spec: AES_256\n`);
    const data = join(folder, 'never');
    const { code, stdout, stderr } = await run(['serve', '--data', data, '--seed', seed]);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(`${seed}:3:11: keys[0].spec: expected SYMMETRIC_DEFAULT, HMAC_224,`);
    expect(existsSync(data)).toBe(false);
  });

  it('does not start with one that contradicts its store, and plants nothing of it', async () => {
    const data = join(folder, 'contradicted');
    const first = await startServer([
      '--data',
      data,
      '--seed',
      await write('one.yaml', `keys: [{id: ${ID}}]`),
    ]);
    await first.stop();
    const other = '5d05267e-1a6e-4b33-9d3f-5d3a4d3b0b52';
    const seed = await write(
      'two.json',
      `{"keys": [{"id": "${other}"},\n{"id": "${ID}", "spec": "HMAC_256"}]}`,
    );
    const { code, stderr } = await run(['serve', '--data', data, '--seed', seed]);
    expect(code).toBe(3);
    expect(stderr).toContain(`${seed}:2:`);
    expect(stderr).toContain('keys[1].spec: the key is there already, and its spec is SYMMETRIC_DEFAULT');
    const server = await startServer(['--data', data]);
    expect((await call(server.url, 'ListKeys', {})).body['Keys']).toHaveLength(1);
    await server.stop();
  });
});
