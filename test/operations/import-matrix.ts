/**
 * Every way of importing: each wrapping algorithm, with each wrapping key, for each kind of material that it serves.
 *
 * @module
 */
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { verifiedByHost } from './host-crypto.ts';
import { makeKey, type Service } from './service.ts';
import { FOR_EVER, WRAPPING_ALGORITHMS, wrapFor } from './wrapping.ts';

/** A key spec, what makes material for it, and what such a key is for. */
interface Material {
  readonly KeySpec: string;
  readonly KeyUsage: string;
  readonly make: () => Uint8Array;
}

const format = { type: 'pkcs8', format: 'der' } as const;
const publicKeyEncoding = { type: 'spki', format: 'der' } as const;
const secret = (length: number) => (): Uint8Array => Uint8Array.from(randomBytes(length));
const ec = (namedCurve: string) => (): Uint8Array =>
  Uint8Array.from(
    generateKeyPairSync('ec', { namedCurve, privateKeyEncoding: format, publicKeyEncoding }).privateKey,
  );
const rsa = (modulusLength: number) => (): Uint8Array =>
  Uint8Array.from(
    generateKeyPairSync('rsa', { modulusLength, privateKeyEncoding: format, publicKeyEncoding }).privateKey,
  );
const ed25519 = (): Uint8Array =>
  Uint8Array.from(
    generateKeyPairSync('ed25519', { privateKeyEncoding: format, publicKeyEncoding }).privateKey,
  );

const SECRETS: readonly Material[] = [
  { KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', make: secret(32) },
  { KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC', make: secret(28) },
  { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC', make: secret(32) },
  { KeySpec: 'HMAC_384', KeyUsage: 'GENERATE_VERIFY_MAC', make: secret(48) },
  { KeySpec: 'HMAC_512', KeyUsage: 'GENERATE_VERIFY_MAC', make: secret(64) },
];
const CURVES: readonly Material[] = [
  { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', make: ec('P-256') },
  { KeySpec: 'ECC_NIST_P384', KeyUsage: 'SIGN_VERIFY', make: ec('P-384') },
  { KeySpec: 'ECC_NIST_P521', KeyUsage: 'SIGN_VERIFY', make: ec('P-521') },
  { KeySpec: 'ECC_SECG_P256K1', KeyUsage: 'SIGN_VERIFY', make: ec('secp256k1') },
  { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY', make: ed25519 },
];
const RSA: readonly Material[] = [2048, 3072, 4096].map((bits) => ({
  KeySpec: `RSA_${bits}`,
  KeyUsage: 'SIGN_VERIFY',
  make: rsa(bits),
}));

/** One way of importing. */
export interface ImportCase extends Material {
  readonly WrappingAlgorithm: string;
  readonly WrappingKeySpec: string;
}

export const IMPORT_CASES: readonly ImportCase[] = WRAPPING_ALGORITHMS.flatMap((WrappingAlgorithm) =>
  ['RSA_2048', 'RSA_3072', 'RSA_4096'].flatMap((WrappingKeySpec) =>
    [...CURVES, ...(WrappingAlgorithm.startsWith('RSAES') ? SECRETS : RSA)]
      .filter((material) => !isTooLong(material, WrappingAlgorithm, WrappingKeySpec))
      .map((material) => ({ ...material, WrappingAlgorithm, WrappingKeySpec })),
  ),
);

function isTooLong({ KeySpec }: Material, algorithm: string, keySpec: string): boolean {
  return KeySpec === 'ECC_NIST_P521' && algorithm.startsWith('RSAES') && keySpec === 'RSA_2048';
}

/** Imports fresh material in one of the ways, and puts the key to use beside OpenSSL with the same material. */
export async function importAndUse(service: Service, one: ImportCase): Promise<void> {
  const { KeySpec, KeyUsage, WrappingAlgorithm, WrappingKeySpec } = one;
  const { KeyId, Arn } = await makeKey(service, { KeySpec, KeyUsage, Origin: 'EXTERNAL' });
  const material = one.make();
  const parcel = await wrapFor(service, KeyId, material, WrappingAlgorithm, WrappingKeySpec);
  const answer = await service.kms.importKeyMaterial({ KeyId, ...parcel, ...FOR_EVER });
  expect(answer.KeyId).toBe(Arn);
  const { KeyMetadata } = await service.kms.describeKey({ KeyId });
  expect(KeyMetadata).toMatchObject({ KeyState: 'Enabled', ...FOR_EVER });
  expect(answer.KeyMaterialId).toBe(KeyMetadata.CurrentKeyMaterialId);
  await USES[KeyUsage]?.(service, KeyId, material);
}

const MESSAGE = new Uint8Array([1, 2, 3]);

/** What is done with a key of each usage, to see that it holds the material. */
const USES: Readonly<
  Record<string, (service: Service, KeyId: string, material: Uint8Array) => Promise<void>>
> = {
  async ENCRYPT_DECRYPT({ kms }, KeyId) {
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: MESSAGE });
    expect((await kms.decrypt({ CiphertextBlob })).Plaintext).toEqual(MESSAGE);
  },
  async GENERATE_VERIFY_MAC({ kms }, KeyId, material) {
    const { KeyMetadata } = await kms.describeKey({ KeyId });
    const [MacAlgorithm = ''] = KeyMetadata.MacAlgorithms ?? [];
    const { Mac } = await kms.generateMac({ KeyId, Message: MESSAGE, MacAlgorithm });
    const hmac = createHmac(`sha${MacAlgorithm.slice(-3)}`, material)
      .update(MESSAGE)
      .digest();
    expect(Mac).toEqual(Uint8Array.from(hmac));
  },
  async SIGN_VERIFY({ kms }, KeyId, material) {
    const { PublicKey, SigningAlgorithms } = await kms.getPublicKey({ KeyId });
    const half = createPublicKey(createPrivateKey({ key: Buffer.from(material), ...format }));
    expect(PublicKey).toEqual(Uint8Array.from(half.export(publicKeyEncoding)));
    const [SigningAlgorithm = ''] = SigningAlgorithms ?? [];
    const { Signature } = await kms.sign({ KeyId, Message: MESSAGE, SigningAlgorithm });
    expect(verifiedByHost(SigningAlgorithm, PublicKey, MESSAGE, Signature)).toBe(true);
  },
};
