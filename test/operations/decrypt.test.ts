import { constants, publicEncrypt } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPublicKey } from './host-crypto.ts';
import {
  callerIn,
  expectRefusal,
  forgeKey,
  invoke,
  makeKey,
  missing,
  NEIGHBOUR,
  openService,
  type Refusal,
  refusalOf,
  type Service,
} from './service.ts';

const PLAINTEXT = new Uint8Array([1, 2, 3, 4, 5]);
const CONTEXT = { purpose: 'test' };
const UNKNOWN_KEY: Refusal = {
  code: 'AccessDeniedException',
  message:
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
};
const INVALID: Refusal = { code: 'InvalidCiphertextException', message: '' };
const INCORRECT_KEY = 'The key ID in the request does not identify a CMK that can perform this operation.';
const DRY_RUN = 'The request would have succeeded, but the DryRun option is set.';

describe('Decrypt', () => {
  let service: Service;
  let keyId: string;
  let keyArn: string;
  let materialId: string | undefined;
  let blob: Uint8Array;
  beforeEach(async () => {
    service = await openService();
    const made = await makeKey(service);
    ({ KeyId: keyId, Arn: keyArn, CurrentKeyMaterialId: materialId } = made);
    const request = { KeyId: keyId, Plaintext: PLAINTEXT, EncryptionContext: CONTEXT };
    blob = (await service.kms.encrypt(request)).CiphertextBlob;
  });

  const decrypt = (more: object = {}): Promise<unknown> =>
    service.kms.decrypt({ CiphertextBlob: blob, EncryptionContext: CONTEXT, ...more });

  it('finds the key by the ciphertext alone', async () => {
    expect(await decrypt()).toEqual({
      KeyId: keyArn,
      Plaintext: PLAINTEXT,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      KeyMaterialId: materialId,
    });
  });

  it('takes the right key under any of its names', async () => {
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: keyId });
    for (const KeyId of [keyId, keyArn, 'alias/x', 'arn:aws:kms:us-east-1:111122223333:alias/x']) {
      expect(await decrypt({ KeyId })).toMatchObject({ Plaintext: PLAINTEXT });
    }
  });

  it('takes the context in any order', async () => {
    const Plaintext = new Uint8Array([1]);
    const { CiphertextBlob } = await service.kms.encrypt({
      KeyId: keyId,
      Plaintext,
      EncryptionContext: { a: '1', b: '2' },
    });
    const EncryptionContext = { b: '2', a: '1' };
    expect(await service.kms.decrypt({ CiphertextBlob, EncryptionContext })).toMatchObject({ Plaintext });
  });

  it('refuses every other context without a text (recorded rows 42 and 45)', async () => {
    const others = [
      undefined,
      {},
      { purpose: 'tesT' },
      { Purpose: 'test' },
      { purpose: 'test', more: '' },
      { purpos: 'etest' },
    ];
    for (const EncryptionContext of others) {
      await expectRefusal(service, () => decrypt({ EncryptionContext }), 'InvalidCiphertextException');
    }
  });

  it('takes an empty context for an absent one', async () => {
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: keyId, Plaintext: PLAINTEXT });
    const answer = await service.kms.decrypt({ CiphertextBlob, EncryptionContext: {} });
    expect(answer.Plaintext).toEqual(PLAINTEXT);
  });

  it('refuses another key than the one that encrypted', async () => {
    const { KeyId } = await makeKey(service);
    await expectRefusal(service, () => decrypt({ KeyId }), 'IncorrectKeyException', INCORRECT_KEY);
  });

  it('refuses a key that does not encrypt as incorrect, not as of a wrong usage (recorded row 40)', async () => {
    const { KeyId } = await makeKey(service);
    await forgeKey(service, KeyId, { usage: 'GENERATE_VERIFY_MAC' });
    await expectRefusal(service, () => decrypt({ KeyId }), 'IncorrectKeyException', INCORRECT_KEY);
  });

  it('refuses a key that does not exist', async () => {
    const KeyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
    const text = `Key 'arn:aws:kms:us-east-1:111122223333:key/${KeyId}' does not exist`;
    await expectRefusal(service, () => decrypt({ KeyId }), 'NotFoundException', text);
  });

  it('refuses an algorithm that the key has not', async () => {
    const text = 'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.';
    const call = (): Promise<unknown> => decrypt({ KeyId: keyId, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' });
    await expectRefusal(service, call, 'InvalidKeyUsageException', text);
  });

  it('refuses a ciphertext with a bit changed in any byte, by what the byte stands for', async () => {
    for (let at = 0; at < blob.length; at++) {
      const changed = Uint8Array.from(blob);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const namesMaterial = at >= 2 && at < 34;
      expect(await refusalOf(decrypt({ CiphertextBlob: changed })), `byte ${at}`).toEqual(
        namesMaterial ? UNKNOWN_KEY : INVALID,
      );
      expect(await refusalOf(decrypt({ CiphertextBlob: changed, KeyId: keyId })), `byte ${at}`).toEqual(
        INVALID,
      );
    }
  });

  it('refuses a ciphertext that was cut anywhere or has something appended (recorded rows 43 and 44)', async () => {
    for (let length = 1; length < blob.length; length++) {
      expect(await refusalOf(decrypt({ CiphertextBlob: blob.slice(0, length) }))).toEqual(INVALID);
    }
    for (const length of [1, 2, 34]) {
      expect(await refusalOf(decrypt({ CiphertextBlob: blob.slice(length) }))).toEqual(INVALID);
    }
    const longer = Uint8Array.from([...blob, ...new TextEncoder().encode('bad_data')]);
    await expectRefusal(service, () => decrypt({ CiphertextBlob: longer }), 'InvalidCiphertextException');
  });

  it('refuses what was never a ciphertext', async () => {
    for (const bytes of [new Uint8Array(1), new Uint8Array(6144), new Uint8Array(200).fill(0x53)]) {
      expect(await refusalOf(decrypt({ CiphertextBlob: bytes }))).toEqual(INVALID);
    }
  });

  it('says in what state the key is before it says anything of the ciphertext', async () => {
    await service.kms.disableKey({ KeyId: keyId });
    for (const CiphertextBlob of [blob, new Uint8Array(200)]) {
      const call = (): Promise<unknown> => decrypt({ CiphertextBlob, KeyId: keyId });
      await expectRefusal(service, call, 'DisabledException', `${keyArn} is disabled.`);
    }
  });

  it('tells another account nothing of the key, and no Region of the keys of another', async () => {
    const elsewhere = callerIn({ account: '111122223333', region: 'eu-west-1' });
    for (const caller of [NEIGHBOUR, elsewhere]) {
      const input = { CiphertextBlob: blob, EncryptionContext: CONTEXT };
      expect(await refusalOf(invoke(service, 'Decrypt', input, { caller }))).toEqual(UNKNOWN_KEY);
    }
  });

  it('tells another account not even whether the key that it names exists', async () => {
    const unknownArn = keyArn.replace(keyId, '1234abcd-12ab-34cd-56ef-1234567890ab');
    const unknownBlob = Uint8Array.from(blob).fill(1, 2, 34);
    await forgeKey(service, keyId, { usage: 'GENERATE_VERIFY_MAC' });
    for (const CiphertextBlob of [unknownBlob, new Uint8Array(200), Uint8Array.from([1])]) {
      for (const KeyId of [keyArn, unknownArn]) {
        const input = { CiphertextBlob, KeyId };
        expect(await refusalOf(invoke(service, 'Decrypt', input, { caller: NEIGHBOUR }))).toEqual({
          code: 'AccessDeniedException',
          message:
            `User: arn:aws:iam::444455556666:root is not authorized to perform: kms:Decrypt on resource: ${KeyId} ` +
            'because no resource-based policy allows the kms:Decrypt action',
        });
      }
    }
  });

  it('requires a ciphertext, but for a dry run that ignores it', async () => {
    const call = (): Promise<unknown> => service.kms.decrypt({});
    await expectRefusal(service, call, 'ValidationException', missing('ciphertextBlob'));
    const ignoring = { DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] };
    const dry = (): Promise<unknown> => service.kms.decrypt({ KeyId: keyId, ...ignoring });
    await expectRefusal(service, dry, 'DryRunOperationException', DRY_RUN);
    const nameless = (): Promise<unknown> => service.kms.decrypt(ignoring);
    await expectRefusal(service, nameless, 'ValidationException', missing('keyId'));
  });

  it('ignores also a ciphertext that is there, when it was told to', async () => {
    const ignoring = { KeyId: keyId, DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] };
    const call = (): Promise<unknown> => decrypt({ CiphertextBlob: new Uint8Array(3), ...ignoring });
    await expectRefusal(service, call, 'DryRunOperationException', DRY_RUN);
  });

  it('refuses a modifier without a dry run, and one that does not exist', async () => {
    const text = 'DryRunModifiers can be given only together with DryRun.';
    const call = (): Promise<unknown> => decrypt({ DryRunModifiers: ['IGNORE_CIPHERTEXT'] });
    await expectRefusal(service, call, 'ValidationException', text);
    expect(await refusalOf(decrypt({ DryRun: true, DryRunModifiers: ['X'] }))).toEqual({
      code: 'ValidationException',
      message:
        "1 validation error detected: Value 'X' at 'dryRunModifiers.1.member' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [IGNORE_CIPHERTEXT]',
    });
  });

  it('tells in a dry run what the call would have come to, and no plaintext', async () => {
    await expectRefusal(service, () => decrypt({ DryRun: true }), 'DryRunOperationException', DRY_RUN);
    const wrong = (): Promise<unknown> => decrypt({ DryRun: true, EncryptionContext: {} });
    await expectRefusal(service, wrong, 'InvalidCiphertextException');
  });
});

describe('Decrypt with an RSA key', () => {
  let service: Service;
  let symmetric: Awaited<ReturnType<typeof makeKey>>;
  const keys = new Map<string, Awaited<ReturnType<typeof makeKey>>>();
  beforeAll(async () => {
    service = await openService();
    symmetric = await makeKey(service);
    for (const KeySpec of ['RSA_2048', 'RSA_3072', 'RSA_4096']) {
      keys.set(KeySpec, await makeKey(service, { KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' }));
    }
  });

  /** What node:crypto encrypts for a key, knowing its public half alone. */
  const encryptFor = async (KeyId: string, algorithm: string): Promise<Uint8Array> => {
    const key = openPublicKey((await service.kms.getPublicKey({ KeyId })).PublicKey);
    const oaepHash = algorithm === 'RSAES_OAEP_SHA_1' ? 'sha1' : 'sha256';
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return Uint8Array.from(publicEncrypt({ key, padding, oaepHash }, PLAINTEXT));
  };
  const keyIdOf = (spec: string): string => keys.get(spec)?.KeyId ?? '';

  it.each(
    ['RSA_2048', 'RSA_3072', 'RSA_4096'].flatMap((spec) =>
      ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'].map((algorithm) => [spec, algorithm] as const),
    ),
  )('opens what OpenSSL encrypted for %s by %s', async (spec, EncryptionAlgorithm) => {
    const KeyId = keyIdOf(spec);
    const CiphertextBlob = await encryptFor(KeyId, EncryptionAlgorithm);
    expect(await service.kms.decrypt({ KeyId, CiphertextBlob, EncryptionAlgorithm })).toEqual({
      KeyId: keys.get(spec)?.Arn,
      Plaintext: PLAINTEXT,
      EncryptionAlgorithm,
    });
  });

  it('refuses every other ciphertext, algorithm and key without a text', async () => {
    const KeyId = keyIdOf('RSA_2048');
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const good = await encryptFor(KeyId, EncryptionAlgorithm);
    const flipped = Uint8Array.from(good);
    flipped[200] = (flipped[200] ?? 0) ^ 1;
    const longer = new Uint8Array(257);
    longer.set(good);
    const { CiphertextBlob: blob } = await service.kms.encrypt({
      KeyId: symmetric.KeyId,
      Plaintext: PLAINTEXT,
    });
    const request = { KeyId, CiphertextBlob: good, EncryptionAlgorithm };
    const wrong = [
      ...[flipped, longer, good.subarray(1), new Uint8Array(256), new Uint8Array(256).fill(255), blob].map(
        (CiphertextBlob) => ({ ...request, CiphertextBlob }),
      ),
      { ...request, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      { ...request, KeyId: keyIdOf('RSA_3072') },
    ];
    for (const one of wrong) {
      await expectRefusal(service, () => service.kms.decrypt(one), 'InvalidCiphertextException');
    }
    expect((await service.kms.decrypt(request)).Plaintext).toEqual(PLAINTEXT);
  });

  it('takes a block for a block, though it begins as a symmetric ciphertext would', async () => {
    const { KeyId } = symmetric;
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(158) });
    expect(CiphertextBlob).toHaveLength(256);
    const request = { KeyId: keyIdOf('RSA_2048'), CiphertextBlob, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' };
    await expectRefusal(service, () => service.kms.decrypt(request), 'InvalidCiphertextException');
  });

  it('needs to be told the key: nothing in the block names it', async () => {
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const CiphertextBlob = await encryptFor(keyIdOf('RSA_2048'), EncryptionAlgorithm);
    const call = (): Promise<unknown> => service.kms.decrypt({ CiphertextBlob, EncryptionAlgorithm });
    await expectRefusal(service, call, 'ValidationException', 'KeyId must not be null');
    const guessed = (): Promise<unknown> => service.kms.decrypt({ CiphertextBlob });
    await expectRefusal(service, guessed, 'InvalidCiphertextException');
    const other = (): Promise<unknown> =>
      service.kms.decrypt({ KeyId: symmetric.KeyId, CiphertextBlob, EncryptionAlgorithm });
    const text = 'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.';
    await expectRefusal(service, other, 'InvalidKeyUsageException', text);
  });

  it('needs to be told the algorithm', async () => {
    const KeyId = keyIdOf('RSA_2048');
    const CiphertextBlob = await encryptFor(KeyId, 'RSAES_OAEP_SHA_1');
    const call = (): Promise<unknown> => service.kms.decrypt({ KeyId, CiphertextBlob });
    await expectRefusal(service, call, 'InvalidCiphertextException');
  });

  it('refuses an RSA key for what a symmetric key encrypted as incorrect, unless the algorithm says a block', async () => {
    const KeyId = keyIdOf('RSA_2048');
    const encrypted = { KeyId: symmetric.KeyId, Plaintext: PLAINTEXT };
    const { CiphertextBlob } = await service.kms.encrypt(encrypted);
    const call = (): Promise<unknown> => service.kms.decrypt({ KeyId, CiphertextBlob });
    await expectRefusal(service, call, 'IncorrectKeyException', INCORRECT_KEY);
    const asBlock = (): Promise<unknown> =>
      service.kms.decrypt({ KeyId, CiphertextBlob, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' });
    await expectRefusal(service, asBlock, 'InvalidCiphertextException');
  });

  it('refuses an encryption context, which nothing binds', async () => {
    const KeyId = keyIdOf('RSA_2048');
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_1';
    const CiphertextBlob = await encryptFor(KeyId, EncryptionAlgorithm);
    await expectRefusal(
      service,
      () => service.kms.decrypt({ KeyId, CiphertextBlob, EncryptionAlgorithm, EncryptionContext: CONTEXT }),
      'ValidationException',
      'EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.',
    );
  });

  it('refuses every key that does not decrypt as incorrect (recorded row 40)', async () => {
    for (const [KeySpec, KeyUsage] of [
      ['RSA_2048', 'SIGN_VERIFY'],
      ['HMAC_256', 'GENERATE_VERIFY_MAC'],
      ['ECC_NIST_P256', 'KEY_AGREEMENT'],
    ] as const) {
      const { KeyId } = await makeKey(service, { KeySpec, KeyUsage });
      const call = (): Promise<unknown> =>
        service.kms.decrypt({ KeyId, CiphertextBlob: new Uint8Array(256) });
      await expectRefusal(service, call, 'IncorrectKeyException', INCORRECT_KEY);
    }
  });
});
