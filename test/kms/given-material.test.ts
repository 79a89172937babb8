import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidKeyError } from '../../src/crypto/errors.ts';
import { firstMaterial, sealGivenMaterial } from '../../src/kms/given-material.ts';
import { openService, type Service } from '../operations/service.ts';

const OWNER = '111122223333/a';

describe('given material', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService();
  });
  const seal = (spec: string, material: Uint8Array) =>
    sealGivenMaterial(service.vault.keystore, OWNER, spec, material);
  const pkcs8 = (namedCurve: string): Uint8Array =>
    new Uint8Array(
      generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'der' }) as Buffer,
    );

  it('has the id that the same material always has for this owner', async () => {
    const material = new Uint8Array(32).fill(9);
    const [one, two] = [await seal('SYMMETRIC_DEFAULT', material), await seal('SYMMETRIC_DEFAULT', material)];
    expect(one.currentMaterialId).toBe(two.currentMaterialId);
    expect(one.materials[0]?.backingKey).not.toBe(two.materials[0]?.backingKey);
    expect(one).not.toHaveProperty('publicKey');
  });

  it.each([0, 16, 31, 33])('of %i bytes is none of a symmetric key', async (length) => {
    await expect(seal('SYMMETRIC_DEFAULT', new Uint8Array(length))).rejects.toThrow(
      `the key material has ${length} bytes, not 32`,
    );
  });

  it('of a MAC key has any length but none', async () => {
    await seal('HMAC_256', new Uint8Array(1));
    await seal('HMAC_256', new Uint8Array(200));
    await expect(seal('HMAC_256', new Uint8Array())).rejects.toThrow(InvalidKeyError);
  });

  it('of a pair has the public half that belongs to it', async () => {
    const { publicKey } = await seal('ECC_NIST_P384', pkcs8('secp384r1'));
    expect(publicKey).toMatch(/^MHYwEAYHKoZIzj0CAQYFK4EEACID/);
  });

  it('of another algorithm or size is refused', async () => {
    await expect(seal('ECC_NIST_P256', pkcs8('secp384r1'))).rejects.toThrow('is for P-384, not for P-256');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsa = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }) as Buffer);
    await expect(seal('RSA_3072', rsa)).rejects.toThrow('the modulus has 2048 bits, not 3072');
  });

  it('is current as soon as it is there', () => {
    const sealed = { materialId: new Uint8Array(32), sealed: new Uint8Array(1) };
    const id = '0'.repeat(64);
    expect(firstMaterial(sealed)).toEqual({ materials: [{ id, backingKey: 'AA==' }], currentMaterialId: id });
  });
});
