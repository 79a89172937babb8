/**
 * The main job by the AWS SDK for JavaScript over HTTP: the real program, killed with SIGKILL in the middle.
 *
 * The same walk by the AWS CLI is examples/walkthrough.sh, which test/slow/journeys runs.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisabledException,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  InvalidCiphertextException,
  KMSClient,
  ListAliasesCommand,
  NotFoundException,
  paginateListKeys,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer, temporaryFolder } from '../node/process.ts';

const data = join(temporaryFolder(), 'data');
let server: ServerProcess;
let kms: KMSClient;

async function connect(): Promise<void> {
  server = await startServer(['--data', data]);
  kms = new KMSClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
}

async function killAndRestart(): Promise<void> {
  kms.destroy();
  await server.stop('SIGKILL');
  await connect();
}

beforeAll(connect);
afterAll(async () => {
  kms.destroy();
  expect(await server.stop()).toMatchObject({ code: 0 });
});

async function keyIds(): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { Keys } of paginateListKeys({ client: kms, pageSize: 1 }, {}))
    ids.push(...(Keys ?? []).map(({ KeyId }) => KeyId as string));
  return ids;
}

/** A file encrypted under a data key, as an application keeps it: AES-256-GCM, and the wrapped key beside it. */
interface SealedFile {
  readonly wrappedKey: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

async function sealFile(KeyId: string, file: Uint8Array): Promise<SealedFile> {
  const { Plaintext, CiphertextBlob } = await kms.send(
    new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }),
  );
  const key = Plaintext as Uint8Array;
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const ciphertext = Buffer.concat([cipher.update(file), cipher.final()]);
  key.fill(0);
  return { wrappedKey: CiphertextBlob as Uint8Array, nonce, ciphertext, tag: cipher.getAuthTag() };
}

async function openFile({ wrappedKey, nonce, ciphertext, tag }: SealedFile): Promise<Uint8Array> {
  const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: wrappedKey }));
  const decipher = createDecipheriv('aes-256-gcm', Plaintext as Uint8Array, nonce).setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

describe('the walk-through by the AWS SDK', () => {
  const secret = Buffer.from('attack at dawn');
  const file = randomBytes(10 * 1_048_576);
  let keyId: string;
  let blob: Uint8Array;
  let sealed: SealedFile;

  it('makes a key with a description, and lists it', async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'walk-through' }));
    keyId = KeyMetadata?.KeyId as string;
    expect(KeyMetadata).toMatchObject({
      Description: 'walk-through',
      Arn: `arn:aws:kms:us-east-1:000000000000:key/${keyId}`,
      Enabled: true,
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
      Origin: 'AWS_KMS',
    });
    expect(KeyMetadata?.CreationDate).toBeInstanceOf(Date);
    expect(await keyIds()).toEqual([keyId]);
  });

  it('gives it an alias', async () => {
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/acgdemo', TargetKeyId: keyId }));
    const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: keyId }));
    expect(Aliases?.map(({ AliasName, TargetKeyId }) => [AliasName, TargetKeyId])).toEqual([
      ['alias/acgdemo', keyId],
    ]);
  });

  it('encrypts through the alias, and decrypts to the same bytes', async () => {
    const answer = await kms.send(new EncryptCommand({ KeyId: 'alias/acgdemo', Plaintext: secret }));
    blob = answer.CiphertextBlob as Uint8Array;
    const { Plaintext, KeyId } = await kms.send(new DecryptCommand({ CiphertextBlob: blob }));
    expect(Buffer.from(Plaintext as Uint8Array)).toEqual(secret);
    expect(KeyId).toBe(`arn:aws:kms:us-east-1:000000000000:key/${keyId}`);
  });

  it('encrypts 10 MiB under a data key, and recovers them through the wrapped key', async () => {
    sealed = await sealFile('alias/acgdemo', file);
    expect(Buffer.compare(await openFile(sealed), file)).toBe(0);
  });

  it('has all of it again after kill -9 and a restart', async () => {
    await killAndRestart();
    expect(await keyIds()).toEqual([keyId]);
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: blob }));
    expect(Buffer.from(Plaintext as Uint8Array)).toEqual(secret);
    expect(Buffer.compare(await openFile(sealed), file)).toBe(0);
    const again = await sealFile('alias/acgdemo', file);
    expect(Buffer.compare(await openFile(again), file)).toBe(0);
  });

  it('keeps what was changed just before each of five kills', async () => {
    for (let round = 0; round < 5; round++) {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: `round ${round}` }));
      const KeyId = KeyMetadata?.KeyId as string;
      await kms.send(new CreateAliasCommand({ AliasName: `alias/round-${round}`, TargetKeyId: KeyId }));
      await kms.send(new DisableKeyCommand({ KeyId }));
      await killAndRestart();
      const found = await kms.send(new DescribeKeyCommand({ KeyId: `alias/round-${round}` }));
      expect(found.KeyMetadata).toMatchObject({ KeyId, Description: `round ${round}`, KeyState: 'Disabled' });
    }
    expect(await keyIds()).toHaveLength(6);
  });

  it('meets refusals as the SDK’s own exceptions', async () => {
    const EncryptionContext = { tenant: '42' };
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: keyId, Plaintext: secret, EncryptionContext }),
    );
    const wrong = new DecryptCommand({ CiphertextBlob, EncryptionContext: { tenant: '43' } });
    await expect(kms.send(wrong)).rejects.toThrow(InvalidCiphertextException);
    await kms.send(new DisableKeyCommand({ KeyId: keyId }));
    const refused = kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    await expect(refused).rejects.toThrow(DisabledException);
    await expect(refused).rejects.toMatchObject({
      message: `arn:aws:kms:us-east-1:000000000000:key/${keyId} is disabled.`,
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    await kms.send(new EnableKeyCommand({ KeyId: keyId }));
    await kms.send(new DeleteAliasCommand({ AliasName: 'alias/acgdemo' }));
    await expect(kms.send(new DescribeKeyCommand({ KeyId: 'alias/acgdemo' }))).rejects.toThrow(
      NotFoundException,
    );
  });

  it('moves a ciphertext to another key, after which the first one may go', async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const { CiphertextBlob } = await kms.send(
      new ReEncryptCommand({ CiphertextBlob: blob, DestinationKeyId: KeyMetadata?.KeyId }),
    );
    const { DeletionDate } = await kms.send(
      new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 }),
    );
    expect(DeletionDate).toBeInstanceOf(Date);
    await killAndRestart();
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(Plaintext as Uint8Array)).toEqual(secret);
    await expect(kms.send(new DecryptCommand({ CiphertextBlob: blob }))).rejects.toThrow(
      'is pending deletion.',
    );
  });
});
