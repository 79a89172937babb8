/**
 * CloudHSM key stores over a real PKCS#11 token: the code in this process, and the server in one of its own.
 *
 * @module
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/crypto/host/node.ts';
import { createKms, type Kms } from '../../../src/index.ts';
import type { Pkcs11Binding } from '../../../src/node/pkcs11-binding.ts';
import { openPkcs11Cluster } from '../../../src/node/pkcs11-cluster.ts';
import { TRUST_ANCHOR } from '../../external/fake-hsm.ts';
import { call, run, type ServerProcess, startServer, temporaryFolder } from '../../node/process.ts';
import { refusalOf } from '../../operations/service.ts';
import { LABEL, makeSoftToken, PIN } from '../../pkcs11/token.ts';

const CLUSTER = 'cluster-aaaaaaaaaaa';
const STORE = {
  CustomKeyStoreName: 'soft',
  CloudHsmClusterId: CLUSTER,
  TrustAnchorCertificate: TRUST_ANCHOR,
  KeyStorePassword: PIN,
};
const MESSAGE = new Uint8Array([1, 2, 3]);

const folder = temporaryFolder();
const token = makeSoftToken(folder);
if (typeof token === 'string') console.log(`skipped: ${token}`);

/** Without a token nothing of this runs. */
function found(): Exclude<typeof token, string> {
  if (typeof token === 'string') throw new Error(token);
  return token;
}

describe.skipIf(typeof token === 'string')('a CloudHSM key store over SoftHSM', () => {
  let kms: Kms;
  let storeId: string;
  beforeAll(async () => {
    process.env['SOFTHSM2_CONF'] = found().environment['SOFTHSM2_CONF'];
    const binding = createRequire(join(found().nodePath, 'x'))('pkcs11js') as Pkcs11Binding;
    const cluster = openPkcs11Cluster({ module: found().module, label: LABEL, binding });
    kms = await createKms({ engine: createNodeEngine(), hsmClusters: new Map([[CLUSTER, cluster]]) });
    storeId = (await kms.createCustomKeyStore(STORE)).CustomKeyStoreId;
  });
  afterAll(() => kms.close());

  const state = async (): Promise<string | undefined> => {
    const [store] = (await kms.describeCustomKeyStores({})).CustomKeyStores;
    return store?.ConnectionErrorCode ?? store?.ConnectionState;
  };

  it('does not connect with another PIN, and connects with the one of the token', async () => {
    const CustomKeyStoreId = storeId;
    await kms.updateCustomKeyStore({ CustomKeyStoreId, KeyStorePassword: 'not this one' });
    await kms.connectCustomKeyStore({ CustomKeyStoreId });
    expect(await state()).toBe('INVALID_CREDENTIALS');
    await kms.disconnectCustomKeyStore({ CustomKeyStoreId });
    await kms.updateCustomKeyStore({ CustomKeyStoreId, KeyStorePassword: PIN });
    await kms.connectCustomKeyStore({ CustomKeyStoreId });
    expect(await state()).toBe('CONNECTED');
  });

  it('encrypts and decrypts under keys of the token, for many callers at once', async () => {
    const request = { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: storeId };
    const keys = await Promise.all([1, 2, 3].map(() => kms.createKey(request)));
    await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const KeyId = keys[i % 3]?.KeyMetadata.KeyId ?? '';
        const context = { number: String(i) };
        const Plaintext = new Uint8Array(1 + ((i * 37) % 4096)).fill(i);
        const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext, EncryptionContext: context });
        const opened = await kms.decrypt({ CiphertextBlob, EncryptionContext: context });
        expect(opened.Plaintext).toEqual(Plaintext);
        expect(opened.KeyId).toContain(KeyId);
      }),
    );
  });

  it('draws random bytes from the token, no two draws alike', async () => {
    const draw = async (): Promise<Uint8Array> =>
      (await kms.generateRandom({ NumberOfBytes: 1024, CustomKeyStoreId: storeId })).Plaintext;
    const [one, two] = [await draw(), await draw()];
    expect(one).toHaveLength(1024);
    expect(one).not.toEqual(two);
  });

  it('goes on after it was disconnected, and opens nothing meanwhile', async () => {
    const request = { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: storeId };
    const { KeyId } = (await kms.createKey(request)).KeyMetadata;
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: MESSAGE });
    await kms.disconnectCustomKeyStore({ CustomKeyStoreId: storeId });
    expect((await refusalOf(kms.decrypt({ CiphertextBlob }))).message).toMatch(/is unavailable\.$/);
    await kms.connectCustomKeyStore({ CustomKeyStoreId: storeId });
    expect((await kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(MESSAGE);
  });
});

describe.skipIf(typeof token === 'string')('strongroom serve --pkcs11', () => {
  async function start(): Promise<ServerProcess> {
    const { module, environment } = found();
    const flags = ['--data', join(folder, 'data'), '--pkcs11', `${CLUSTER}=${module}:${LABEL}`];
    return await startServer(flags, { environment });
  }

  it('keeps a key in the token over a restart, and decrypts what it encrypted before', async () => {
    const first = await start();
    const { body: made } = await call(first.url, 'CreateCustomKeyStore', STORE);
    const CustomKeyStoreId = made['CustomKeyStoreId'];
    await call(first.url, 'ConnectCustomKeyStore', { CustomKeyStoreId });
    const created = await call(first.url, 'CreateKey', { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId });
    const { KeyId } = created.body['KeyMetadata'] as { KeyId: string };
    const sealed = await call(first.url, 'Encrypt', { KeyId, Plaintext: 'AQID' });
    await first.stop('SIGKILL');
    const second = await start();
    const { CiphertextBlob } = sealed.body;
    const opened = await call(second.url, 'Decrypt', { CiphertextBlob });
    await second.stop();
    expect(opened.body).toMatchObject({ Plaintext: 'AQID' });
  });

  it('says in one sentence that a module cannot be loaded', async () => {
    const { environment } = found();
    const flags = ['serve', '--store', 'memory:', '--pkcs11', `${CLUSTER}=/nowhere.so`];
    const { code, stderr } = await run(flags, { environment });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The PKCS#11 module \/nowhere\.so cannot be loaded: /);
  });
});
