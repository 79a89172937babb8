/**
 * The AWS Encryption SDK, unchanged: its client for Node over HTTP and over the handler in this process, and its client
 * for browsers in a page that holds the service.
 *
 * The clients come from the locks of clients/ and clients-node/; what cannot be had is skipped with its reason.
 */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runOrThrow } from '../../../scripts/processes.ts';
import { kmsFetchHandler } from '../../../src/aws/fetch-handler.ts';
import { createKms, type EmbeddedKms } from '../../../src/index.ts';
import { serve } from '../../../src/node/server.ts';
import { temporaryFolder } from '../../node/process.ts';
import { installHosts } from '../../runtimes/install.ts';
import { launch, programOf, serveFolder, titleOf } from './browser.ts';

const CLIENTS = fileURLToPath(new URL('clients', import.meta.url));
const NODE_CLIENTS = fileURLToPath(new URL('clients-node', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
const folder = temporaryFolder();
const missing = (await installHosts()) ?? (await installHosts(CLIENTS)) ?? (await installHosts(NODE_CLIENTS));
if (missing !== undefined) console.log(`skipped: ${missing}`);

interface Opened {
  readonly plaintext: Uint8Array;
  readonly messageHeader: { readonly encryptionContext: Readonly<Record<string, string>> };
}

/** The parts of @aws-crypto/client-node that are used. */
interface EncryptionSdk {
  buildClient(policy: string): {
    encrypt(keyring: object, text: Uint8Array, options?: object): Promise<{ result: Uint8Array }>;
    decrypt(keyring: object, message: Uint8Array): Promise<Opened>;
  };
  getClient(client: unknown, config: object): object;
  readonly CommitmentPolicy: Readonly<Record<string, string>>;
  readonly KMS: unknown;
  readonly KmsKeyringNode: new (options: object) => object;
  readonly AwsKmsMrkAwareSymmetricKeyringNode: new (options: object) => object;
  readonly AwsKmsMrkAwareSymmetricDiscoveryKeyringNode: new (options: object) => object;
  readonly NodeCachingMaterialsManager: new (options: object) => object;
  getLocalCryptographicMaterialsCache(capacity: number): object;
}

const TEXT = new TextEncoder().encode('attack at dawn');
const CREDENTIALS = { accessKeyId: 'any', secretAccessKey: 'any' };
const POLICY = 'REQUIRE_ENCRYPT_REQUIRE_DECRYPT';

function loadSdk(): EncryptionSdk {
  return createRequire(join(NODE_CLIENTS, 'package.json'))('@aws-crypto/client-node') as EncryptionSdk;
}

describe.skipIf(missing !== undefined)('the AWS Encryption SDK for Node', () => {
  let kms: EmbeddedKms;
  let server: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    kms = await createKms();
    server = await serve({ fetch: kmsFetchHandler(kms), port: 0 });
  });
  afterAll(() => server.close(0));

  const entrances: readonly (readonly [string, () => object])[] = [
    ['over HTTP', () => ({ endpoint: server.url })],
    ['over the request handler in this process', () => ({ requestHandler: kms.requestHandler() })],
  ];

  it.each(entrances)('seals and opens messages under two keys, %s', async (_, entrance) => {
    const esdk = loadSdk();
    const { encrypt, decrypt } = esdk.buildClient(esdk.CommitmentPolicy[POLICY] ?? POLICY);
    const clientProvider = esdk.getClient(esdk.KMS, { credentials: CREDENTIALS, ...entrance() });
    const arn = async (): Promise<string> => (await kms.createKey({})).KeyMetadata.Arn ?? '';
    const [first, second, other] = [await arn(), await arn(), await arn()];
    const ringOf = (options: object): object => new esdk.KmsKeyringNode({ clientProvider, ...options });
    const keyring = ringOf({ generatorKeyId: first, keyIds: [second] });
    const text = crypto.getRandomValues(new Uint8Array(60_000));
    const encryptionContext = { tenant: '42' };
    const { result } = await encrypt(keyring, text, { encryptionContext, frameLength: 4096 });
    const opened = await decrypt(ringOf({ keyIds: [second] }), result);
    expect(Buffer.compare(opened.plaintext, text)).toBe(0);
    expect(opened.messageHeader.encryptionContext).toMatchObject(encryptionContext);
    await expect(decrypt(ringOf({ keyIds: [other] }), result)).rejects.toThrow(
      /unencryptedDataKey has not been set/,
    );
    const moved = Buffer.from(result);
    moved[moved.indexOf('42')] = 0x35;
    await expect(decrypt(keyring, moved)).rejects.toThrow(/InvalidCiphertext|has not been set/);
  });

  it.each(entrances)('opens by whichever key still serves, found in the message, %s', async (_, entrance) => {
    const esdk = loadSdk();
    const { encrypt, decrypt } = esdk.buildClient(esdk.CommitmentPolicy[POLICY] ?? POLICY);
    const clientProvider = esdk.getClient(esdk.KMS, { credentials: CREDENTIALS, ...entrance() });
    const ringOf = (options: object): object => new esdk.KmsKeyringNode({ clientProvider, ...options });
    const [first, second] = [(await kms.createKey({})).KeyMetadata, (await kms.createKey({})).KeyMetadata];
    const backingMaterials = ringOf({ generatorKeyId: first.Arn, keyIds: [second.Arn] });
    const cache = esdk.getLocalCryptographicMaterialsCache(10);
    const caching = { backingMaterials, cache, maxAge: 60_000, maxMessagesEncrypted: 10 };
    const manager = new esdk.NodeCachingMaterialsManager(caching);
    const sealed = [];
    for (let i = 0; i < 2; i++) sealed.push(await encrypt(manager, TEXT, { plaintextLength: TEXT.length }));
    await kms.disableKey({ KeyId: first.KeyId });
    const discoveryFilter = { accountIDs: ['000000000000'], partition: 'aws' };
    for (const { result } of sealed) {
      const { plaintext } = await decrypt(ringOf({ discovery: true, discoveryFilter }), result);
      expect(Buffer.compare(plaintext, TEXT)).toBe(0);
      await expect(decrypt(ringOf({ keyIds: [first.Arn] }), result)).rejects.toThrow('is disabled.');
    }
  });

  it.each(entrances)(
    'opens in another Region what was sealed under a multi-Region key, %s',
    async (_, entrance) => {
      const esdk = loadSdk();
      const { encrypt, decrypt } = esdk.buildClient(esdk.CommitmentPolicy[POLICY] ?? POLICY);
      const KMS = esdk.KMS as new (options: object) => object;
      const clientOf = (region: string): object =>
        new KMS({ region, credentials: CREDENTIALS, ...entrance() });
      const { KeyId, Arn = '' } = (await kms.createKey({ MultiRegion: true })).KeyMetadata;
      await kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
      const ring = { keyId: Arn, client: clientOf('us-east-1') };
      const { result } = await encrypt(new esdk.AwsKmsMrkAwareSymmetricKeyringNode(ring), TEXT);
      const replica = { keyId: Arn.replace('us-east-1', 'eu-west-1'), client: clientOf('eu-west-1') };
      for (const there of [
        new esdk.AwsKmsMrkAwareSymmetricKeyringNode(replica),
        new esdk.AwsKmsMrkAwareSymmetricDiscoveryKeyringNode({ client: clientOf('eu-west-1') }),
      ])
        expect(Buffer.compare((await decrypt(there, result)).plaintext, TEXT)).toBe(0);
      const nowhere = new esdk.AwsKmsMrkAwareSymmetricDiscoveryKeyringNode({
        client: clientOf('ap-south-1'),
      });
      await expect(decrypt(nowhere, result)).rejects.toThrow('does not exist');
    },
  );
});

const skipped = missing !== undefined || programOf('chromium') === undefined;

describe.skipIf(skipped)('the AWS Encryption SDK for browsers', () => {
  it('seals and opens messages in Chromium, without a network', async () => {
    const args = [
      join(HERE, 'encryption-sdk-page.js'),
      '--bundle',
      '--format=esm',
      '--define:global=globalThis',
      `--inject:${join(HERE, 'encryption-sdk-globals.js')}`,
      `--outfile=${join(folder, 'main.js')}`,
    ];
    const env = { ...process.env, NODE_PATH: join(CLIENTS, 'node_modules') };
    await runOrThrow(join(CLIENTS, 'node_modules/.bin/esbuild'), args, { env });
    const html =
      '<!doctype html><meta charset="utf-8"><title>…</title><script type="module" src="main.js"></script>';
    await writeFile(join(folder, 'index.html'), html);
    const [files, browser] = [await serveFolder(folder), await launch('chromium')];
    try {
      const said = await titleOf(await browser.newPage(), files.origin);
      expect(JSON.parse(said)).toMatchObject({
        same: true,
        context: '42',
        otherKey: expect.stringMatching(/^refused: /),
        otherSecret: expect.stringMatching(/^refused: .*signature we calculated does not match/),
        otherContext: expect.stringMatching(/^refused: /),
      });
    } finally {
      await browser.close();
      files.close();
    }
  });
});
