import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { IMPORT_CASES, importAndUse } from './import-matrix.ts';
import { DAY_MS, expectRefusal, invoke, makeKey, openService, type Service } from './service.ts';
import { FOR_EVER, type Parcel, wrap, wrapFor } from './wrapping.ts';

const ecKey = (namedCurve: string): Uint8Array => pkcs8Of(generateKeyPairSync('ec', { namedCurve }));
const edwardsKey = (): Uint8Array => pkcs8Of(generateKeyPairSync('ed25519'));

function pkcs8Of({ privateKey }: { readonly privateKey: KeyObject }): Uint8Array {
  return Uint8Array.from(privateKey.export({ type: 'pkcs8', format: 'der' }));
}

const HOUR_MS = 3_600_000;
const MATERIAL = new Uint8Array(32).fill(1);
const OTHER = new Uint8Array(32).fill(2);
const THIRD = new Uint8Array(32).fill(3);
const NEW = { ImportType: 'NEW_KEY_MATERIAL' } as const;
const EXISTING = { ImportType: 'EXISTING_KEY_MATERIAL' } as const;

let service: Service;
let KeyId: string;
let Arn: string;
beforeEach(async () => {
  service = await openService();
  ({ KeyId, Arn } = await makeKey(service, { Origin: 'EXTERNAL' }));
});

const describeIt = async (id = KeyId) => (await service.kms.describeKey({ KeyId: id })).KeyMetadata;
const parcelOf = async (material: Uint8Array): Promise<Parcel> => await wrapFor(service, KeyId, material);

/** Imports material; for ever, unless it is said otherwise. */
async function bring(material: Uint8Array, more: object = FOR_EVER): Promise<string> {
  const answer = await service.kms.importKeyMaterial({ KeyId, ...(await parcelOf(material)), ...more });
  return answer.KeyMaterialId ?? '';
}

/** Expects that material is refused, and that nothing changes. */
async function refuse(
  material: Uint8Array,
  more: object,
  code: Parameters<typeof expectRefusal>[2],
  message = '',
): Promise<void> {
  const parcel = await parcelOf(material);
  const call = (): Promise<unknown> => service.kms.importKeyMaterial({ KeyId, ...parcel, ...more });
  await expectRefusal(service, call, code, message);
}

describe('ImportKeyMaterial', () => {
  it('makes a key usable that waited for it, names the material, and never shows it', async () => {
    expect(await describeIt()).toMatchObject({ KeyState: 'PendingImport', Enabled: false });
    const parcel = await parcelOf(MATERIAL);
    const answer = await service.kms.importKeyMaterial({ KeyId, ...parcel, ...FOR_EVER });
    expect(answer).toEqual({ KeyId: Arn, KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const metadata = await describeIt();
    expect(metadata).toMatchObject({
      KeyState: 'Enabled',
      Enabled: true,
      CurrentKeyMaterialId: answer.KeyMaterialId,
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    });
    expect(metadata).not.toHaveProperty('ValidTo');
    const stored = (await service.store.list('', undefined, 100)).map(({ value }) => Buffer.from(value));
    expect(stored.some((value) => value.includes(Buffer.from(MATERIAL.subarray(0, 8))))).toBe(false);
  });

  it('knows one material under one id in one key, and under another in another', async () => {
    const id = await bring(MATERIAL);
    expect(await bring(MATERIAL)).toBe(id);
    ({ KeyId } = await makeKey(service, { Origin: 'EXTERNAL' }));
    expect(await bring(MATERIAL)).not.toBe(id);
  });

  // All of them stand in test/slow/operations: the primes of a long RSA key are tested for some seconds.
  const quick = IMPORT_CASES.filter(
    ({ KeySpec, WrappingKeySpec }) => WrappingKeySpec === 'RSA_2048' && !/^RSA_[34]/.test(KeySpec),
  );
  it.each(quick)('takes $KeySpec by $WrappingAlgorithm with $WrappingKeySpec', async (one) => {
    service = await openService({ engine: createNodeEngine() });
    await importAndUse(service, one);
  });

  it('takes a time in JSON, in seconds', async () => {
    const ValidTo = new Date(service.nowMs() + 1500);
    const parcel = await parcelOf(MATERIAL);
    const input = {
      KeyId,
      ImportToken: Buffer.from(parcel.ImportToken).toString('base64'),
      EncryptedKeyMaterial: Buffer.from(parcel.EncryptedKeyMaterial).toString('base64'),
      ValidTo: ValidTo.getTime() / 1000,
    };
    await invoke(service, 'ImportKeyMaterial', input, { source: 'json' });
    expect(await describeIt()).toMatchObject({ ValidTo, ExpirationModel: 'KEY_MATERIAL_EXPIRES' });
  });
});

describe('the expiry of material', () => {
  it('must be given when it expires, and only then (recorded row 47)', async () => {
    const text = 'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES';
    await refuse(MATERIAL, {}, 'ValidationException', text);
    const ValidTo = new Date(service.nowMs() + DAY_MS);
    const other = 'A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE';
    await refuse(MATERIAL, { ...FOR_EVER, ValidTo }, 'ValidationException', other);
  });

  it('lies in the future, at most 365 days away', async () => {
    for (const [ms, message] of [
      [0, 'The validTo date must be in the future'],
      [-1, 'The validTo date must be in the future'],
      [365 * DAY_MS + 1, 'The validTo date must be at most 365 days in the future'],
    ] as const) {
      await refuse(MATERIAL, { ValidTo: new Date(service.nowMs() + ms) }, 'ValidationException', message);
    }
    for (const ms of [1, 365 * DAY_MS]) await bring(MATERIAL, { ValidTo: new Date(service.nowMs() + ms) });
  });

  it('takes the key out of use at that moment, and the same material brings it back', async () => {
    const id = await bring(MATERIAL, { ValidTo: new Date(service.nowMs() + DAY_MS) });
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId, Plaintext: MATERIAL });
    service.wait(DAY_MS - 1);
    await service.kms.decrypt({ CiphertextBlob });
    service.wait(1);
    const metadata = await describeIt();
    expect(metadata).toMatchObject({ KeyState: 'PendingImport', CurrentKeyMaterialId: id });
    expect(metadata).not.toHaveProperty('ExpirationModel');
    expect(metadata).not.toHaveProperty('ValidTo');
    const call = (): Promise<unknown> => service.kms.decrypt({ CiphertextBlob });
    await expectRefusal(service, call, 'KMSInvalidStateException', `${Arn} is pending import.`);
    expect(await bring(MATERIAL)).toBe(id);
    expect((await service.kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(MATERIAL);
  });

  it('is put off, brought forward or taken away by importing the same again', async () => {
    const at = (days: number): { readonly ValidTo: Date } => ({
      ValidTo: new Date(service.nowMs() + days * DAY_MS),
    });
    await bring(MATERIAL, at(10));
    for (const days of [20, 5]) {
      await bring(MATERIAL, at(days));
      expect(await describeIt()).toMatchObject(at(days));
    }
    await bring(MATERIAL);
    expect(await service.store.list('due/', undefined, 10)).toEqual([]);
    service.wait(30 * DAY_MS);
    expect(await describeIt()).toMatchObject({ KeyState: 'Enabled', ...FOR_EVER });
  });

  it('is told as the first of all that the key cannot do without', async () => {
    const days = (count: number): Date => new Date(service.nowMs() + count * DAY_MS);
    await bring(MATERIAL, { ValidTo: days(9) });
    await bring(OTHER, { ...NEW, ValidTo: days(3) });
    expect(await describeIt()).toMatchObject({ ValidTo: days(9) });
    await service.kms.rotateKeyOnDemand({ KeyId });
    expect(await describeIt()).toMatchObject({ ValidTo: days(3) });
  });

  it('of material that waits for its rotation leaves the key as it is', async () => {
    await bring(MATERIAL);
    await bring(OTHER, { ...NEW, ValidTo: new Date(service.nowMs() + DAY_MS) });
    service.wait(DAY_MS);
    expect(await describeIt()).toMatchObject({ KeyState: 'Enabled' });
    const all = { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' };
    expect((await service.kms.listKeyRotations(all)).Rotations).toHaveLength(1);
    await bring(OTHER, { ...FOR_EVER, ...NEW });
  });
});

describe('a token', () => {
  it('serves for 24 hours, as often as somebody likes', async () => {
    const parcel = await parcelOf(MATERIAL);
    service.wait(24 * HOUR_MS - 1);
    for (let times = 0; times < 2; times++) {
      await service.kms.importKeyMaterial({ KeyId, ...parcel, ...FOR_EVER });
    }
    service.wait(1);
    const call = (): Promise<unknown> => service.kms.importKeyMaterial({ KeyId, ...parcel, ...FOR_EVER });
    await expectRefusal(service, call, 'ExpiredImportTokenException');
  });

  it('is none when it is another key’s, or damaged anywhere', async () => {
    const parcel = await parcelOf(MATERIAL);
    const { KeyId: other } = await makeKey(service, { Origin: 'EXTERNAL' });
    const use = (id: string, ImportToken: Uint8Array) => (): Promise<unknown> =>
      service.kms.importKeyMaterial({ KeyId: id, ...parcel, ImportToken, ...FOR_EVER });
    const { ImportToken: token } = parcel;
    await expectRefusal(service, use(other, token), 'InvalidImportTokenException');
    const flips = [0, 1, 2, 7, 8, 9, 12, 13, 44, 45, 60, 61, 92, 93, 500, token.length - 1];
    for (const at of flips) {
      const flipped = Uint8Array.from(token);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await expectRefusal(service, use(KeyId, flipped), 'InvalidImportTokenException');
    }
    for (const length of [1, 7, 8, 100, token.length - 1]) {
      await expectRefusal(service, use(KeyId, token.slice(0, length)), 'InvalidImportTokenException');
    }
    await use(KeyId, token)();
  });
});

describe('wrapped material', () => {
  it('that does not unwrap is an invalid ciphertext', async () => {
    const parcel = await parcelOf(MATERIAL);
    const { EncryptedKeyMaterial: wrapped } = parcel;
    const damaged = Uint8Array.from(wrapped);
    damaged[9] = (damaged[9] ?? 0) ^ 1;
    const { PublicKey } = await service.kms.getParametersForImport({
      KeyId,
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    });
    for (const EncryptedKeyMaterial of [
      damaged,
      wrapped.slice(0, -1),
      new Uint8Array(6144),
      wrap('RSAES_OAEP_SHA_1', PublicKey, MATERIAL),
    ]) {
      const request = { KeyId, ...parcel, EncryptedKeyMaterial, ...FOR_EVER };
      const call = (): Promise<unknown> => service.kms.importKeyMaterial(request);
      await expectRefusal(service, call, 'InvalidCiphertextException');
    }
  });

  it('that is not what the key’s spec wants is incorrect', async () => {
    for (const length of [1, 16, 31, 33, 64]) {
      await refuse(new Uint8Array(length).fill(7), FOR_EVER, 'IncorrectKeyMaterialException');
    }
    const request = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', Origin: 'EXTERNAL' };
    ({ KeyId } = await makeKey(service, request));
    for (const wrong of [ecKey('secp256k1'), edwardsKey(), MATERIAL, new Uint8Array([0x30, 0x00])]) {
      await refuse(wrong, FOR_EVER, 'IncorrectKeyMaterialException');
    }
  });
});

describe('a symmetric key', () => {
  it('takes other material only when it is called new, and known material only when it is not', async () => {
    await bring(MATERIAL);
    await refuse(OTHER, FOR_EVER, 'IncorrectKeyMaterialException');
    await refuse(OTHER, { ...FOR_EVER, ...EXISTING }, 'IncorrectKeyMaterialException');
    await refuse(MATERIAL, { ...FOR_EVER, ...NEW }, 'IncorrectKeyMaterialException');
    await bring(MATERIAL, { ...FOR_EVER, ...EXISTING });
    await bring(OTHER, { ...FOR_EVER, ...NEW });
  });

  it('takes nothing as existing before it had any', async () => {
    await refuse(MATERIAL, { ...FOR_EVER, ...EXISTING }, 'IncorrectKeyMaterialException');
    await bring(MATERIAL, { ...FOR_EVER, ...NEW });
  });

  it('lets one new material wait at a time (recorded row 50)', async () => {
    await bring(MATERIAL);
    const waiting = await bring(OTHER, { ...FOR_EVER, ...NEW });
    const parcel = await parcelOf(THIRD);
    const call = service.kms.importKeyMaterial({ KeyId, ...parcel, ...FOR_EVER, ...NEW });
    await expect(call).rejects.toMatchObject({
      name: 'KMSInvalidStateException',
      message: expect.stringMatching(
        new RegExp(
          `^New key material \\(id: [0-9a-f]{64}\\) cannot be imported into KMS key ${Arn}, ` +
            `because another key material \\(id: ${waiting}\\) is pending rotation\\.$`,
        ),
      ),
    });
    await service.kms.rotateKeyOnDemand({ KeyId });
    await bring(THIRD, { ...FOR_EVER, ...NEW });
  });

  it('works only while every material is there that it ever encrypted with', async () => {
    const ids = [await bring(MATERIAL)];
    const blobs = [(await service.kms.encrypt({ KeyId, Plaintext: MATERIAL })).CiphertextBlob];
    for (const material of [OTHER, THIRD]) {
      ids.push(await bring(material, { ...FOR_EVER, ...NEW }));
      await service.kms.rotateKeyOnDemand({ KeyId });
      blobs.push((await service.kms.encrypt({ KeyId, Plaintext: material })).CiphertextBlob);
    }
    for (const id of ids.slice(0, 2)) {
      await service.kms.deleteImportedKeyMaterial({ KeyId, KeyMaterialId: id });
    }
    expect(await describeIt()).toMatchObject({ KeyState: 'PendingImport', CurrentKeyMaterialId: ids[2] });
    await bring(OTHER);
    expect(await describeIt()).toMatchObject({ KeyState: 'PendingImport' });
    await bring(MATERIAL);
    expect(await describeIt()).toMatchObject({ KeyState: 'Enabled', CurrentKeyMaterialId: ids[2] });
    for (const [i, CiphertextBlob] of blobs.entries()) {
      expect((await service.kms.decrypt({ CiphertextBlob })).KeyMaterialId).toBe(ids[i]);
    }
  });

  it('is held to the id that it was told, which goes with existing material alone', async () => {
    const id = await bring(MATERIAL);
    const wrong = { KeyMaterialId: 'a'.repeat(64) };
    await refuse(MATERIAL, { ...FOR_EVER, ...wrong }, 'IncorrectKeyMaterialException');
    const text = 'A key material ID cannot be set if the ImportType is NEW_KEY_MATERIAL';
    await refuse(OTHER, { ...FOR_EVER, ...NEW, ...wrong }, 'ValidationException', text);
    expect(await bring(MATERIAL, { ...FOR_EVER, KeyMaterialId: id })).toBe(id);
  });

  it('keeps the description that was given last', async () => {
    const description = async (): Promise<string | undefined> => {
      const all = { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' };
      return (await service.kms.listKeyRotations(all)).Rotations[0]?.KeyMaterialDescription;
    };
    await bring(MATERIAL, { ...FOR_EVER, KeyMaterialDescription: 'one' });
    await service.kms.deleteImportedKeyMaterial({ KeyId });
    await bring(MATERIAL);
    expect(await description()).toBe('one');
    await bring(MATERIAL, { ...FOR_EVER, KeyMaterialDescription: 'two' });
    expect(await description()).toBe('two');
  });

  it('that was disabled stays so', async () => {
    await bring(MATERIAL);
    await service.kms.disableKey({ KeyId });
    await bring(MATERIAL);
    expect(await describeIt()).toMatchObject({ KeyState: 'Disabled' });
  });
});

describe('a key of another kind', () => {
  const length64 = (fill: number) => (): Uint8Array => new Uint8Array(64).fill(fill);

  it.each([
    ['HMAC_512', 'GENERATE_VERIFY_MAC', length64(1), length64(2)],
    ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', edwardsKey, edwardsKey],
  ] as const)(
    '%s keeps its first material for ever, and names it to nobody',
    async (KeySpec, KeyUsage, make, other) => {
      ({ KeyId, Arn } = await makeKey(service, { KeySpec, KeyUsage, Origin: 'EXTERNAL' }));
      const material = make();
      const parcel = await parcelOf(material);
      const request = { KeyId, ...parcel, ...FOR_EVER };
      expect(await service.kms.importKeyMaterial(request)).toEqual({ KeyId: Arn });
      expect(await describeIt()).not.toHaveProperty('CurrentKeyMaterialId');
      await refuse(other(), FOR_EVER, 'IncorrectKeyMaterialException');
      await service.kms.deleteImportedKeyMaterial({ KeyId });
      await refuse(other(), FOR_EVER, 'IncorrectKeyMaterialException');
      await service.kms.importKeyMaterial(request);
      expect(await describeIt()).toMatchObject({ KeyState: 'Enabled' });
      for (const [member, value] of [
        ['ImportType', 'NEW_KEY_MATERIAL'],
        ['ImportType', 'EXISTING_KEY_MATERIAL'],
        ['KeyMaterialDescription', 'mine'],
        ['KeyMaterialId', 'a'.repeat(64)],
      ] as const) {
        const text = `${member} is not valid for key spec ${KeySpec}.`;
        await refuse(material, { ...FOR_EVER, [member]: value }, 'UnsupportedOperationException', text);
      }
    },
  );

  it('is the same key pair in whichever of its encodings it comes', async () => {
    const request = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', Origin: 'EXTERNAL' };
    ({ KeyId } = await makeKey(service, request));
    const whole = ecKey('P-256');
    // The ECPrivateKey inside without its optional public half, and the lengths around it (RFC 5915 §3).
    const bare = [0x30, 0x41, ...whole.slice(3, 27), 0x04, 0x27, 0x30, 0x25, ...whole.slice(31, 68)];
    await bring(whole);
    const { PublicKey } = await service.kms.getPublicKey({ KeyId });
    await bring(Uint8Array.from(bare));
    expect((await service.kms.getPublicKey({ KeyId })).PublicKey).toEqual(PublicKey);
  });
});
