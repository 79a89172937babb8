import { createPublicKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';
import { WRAPPING_ALGORITHMS } from './wrapping.ts';

const HOUR_MS = 3_600_000;

describe('GetParametersForImport', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it.each([
    ['RSA_2048', 2048],
    ['RSA_3072', 3072],
    ['RSA_4096', 4096],
  ] as const)('answers a public key of %s and a token, good for 24 hours', async (WrappingKeySpec, bits) => {
    const key = await makeKey(service, { Origin: 'EXTERNAL' });
    const request = { KeyId: key.KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec };
    const answer = await service.kms.getParametersForImport(request);
    expect(answer).toEqual({
      KeyId: key.Arn,
      ImportToken: expect.any(Uint8Array),
      PublicKey: expect.any(Uint8Array),
      ParametersValidTo: new Date(service.nowMs() + 24 * HOUR_MS),
    });
    expect(answer.ImportToken.length).toBeLessThanOrEqual(6144);
    const spki = createPublicKey({ key: Buffer.from(answer.PublicKey), format: 'der', type: 'spki' });
    expect(spki.asymmetricKeyDetails).toEqual({ modulusLength: bits, publicExponent: 65_537n });
  });

  it('makes a fresh pair at every call', async () => {
    service = await openService({ engine: createNodeEngine() });
    const { KeyId } = await makeKey(service, { Origin: 'EXTERNAL' });
    const request = { KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' };
    const one = await service.kms.getParametersForImport(request);
    const two = await service.kms.getParametersForImport(request);
    expect(one.PublicKey).not.toEqual(two.PublicKey);
  });

  it('keeps nothing in the store', async () => {
    const { KeyId } = await makeKey(service, { Origin: 'EXTERNAL' });
    const names = async (): Promise<number> => (await service.store.list('', undefined, 100)).length;
    const before = await names();
    await service.kms.getParametersForImport({
      KeyId,
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    });
    expect(await names()).toBe(before);
  });

  it('is not for keys whose material the service made (recorded row 49)', async () => {
    const { KeyId, Arn } = await makeKey(service);
    const request = { KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' };
    await expectRefusal(
      service,
      () => service.kms.getParametersForImport(request),
      'UnsupportedOperationException',
      `${Arn} origin is AWS_KMS which is not valid for this operation.`,
    );
  });

  it.each([
    ['RSAES_PKCS1_V1_5', 'RSA_2048', 'WrappingAlgorithm RSAES_PKCS1_V1_5 is not supported.'],
    ['RSAES_OAEP_SHA_256', 'SM2', 'WrappingKeySpec SM2 is not supported.'],
  ])('does not wrap by %s with %s', async (WrappingAlgorithm, WrappingKeySpec, message) => {
    const { KeyId } = await makeKey(service, { Origin: 'EXTERNAL' });
    const request = { KeyId, WrappingAlgorithm, WrappingKeySpec };
    const call = (): Promise<unknown> => service.kms.getParametersForImport(request);
    await expectRefusal(service, call, 'UnsupportedOperationException', message);
  });

  it('knows no wrapping key of RSA_1024', async () => {
    const WrappingKeySpec = 'RSA_1024';
    const { KeyId } = await makeKey(service, { Origin: 'EXTERNAL' });
    const request = { KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec };
    await expectRefusal(
      service,
      () => service.kms.getParametersForImport(request),
      'ValidationException',
      broken(
        WrappingKeySpec,
        'wrappingKeySpec',
        'Member must satisfy enum value set: [RSA_2048, RSA_3072, RSA_4096, SM2]',
      ),
    );
  });

  /** KMS API reference, GetParametersForImport: what each algorithm wraps. */
  const MATERIALS = [
    ['SYMMETRIC_DEFAULT', undefined, [true, false]],
    ['HMAC_512', 'GENERATE_VERIFY_MAC', [true, false]],
    ['RSA_2048', 'SIGN_VERIFY', [false, true]],
    ['RSA_4096', 'ENCRYPT_DECRYPT', [false, true]],
    ['ECC_NIST_P256', 'SIGN_VERIFY', [true, true]],
    ['ECC_NIST_P384', 'KEY_AGREEMENT', [true, true]],
    ['ECC_SECG_P256K1', 'SIGN_VERIFY', [true, true]],
    ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', [true, true]],
  ] as const;

  it.each(MATERIALS)('wraps %s as AWS does', async (KeySpec, KeyUsage, [direct, hybrid]) => {
    const { KeyId } = await makeKey(service, { KeySpec, KeyUsage, Origin: 'EXTERNAL' });
    for (const WrappingAlgorithm of WRAPPING_ALGORITHMS) {
      const request = { KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' };
      const call = (): Promise<unknown> => service.kms.getParametersForImport(request);
      if (WrappingAlgorithm.startsWith('RSAES') ? direct : hybrid) await call();
      else {
        const message = `WrappingAlgorithm ${WrappingAlgorithm} is not valid for key spec ${KeySpec}.`;
        await expectRefusal(service, call, 'UnsupportedOperationException', message);
      }
    }
  });

  it('does not wrap P-521 directly with the shortest key', async () => {
    const request = { KeySpec: 'ECC_NIST_P521', KeyUsage: 'SIGN_VERIFY', Origin: 'EXTERNAL' };
    const { KeyId } = await makeKey(service, request);
    for (const WrappingAlgorithm of WRAPPING_ALGORITHMS) {
      for (const WrappingKeySpec of ['RSA_2048', 'RSA_3072']) {
        const call = (): Promise<unknown> =>
          service.kms.getParametersForImport({ KeyId, WrappingAlgorithm, WrappingKeySpec });
        if (WrappingAlgorithm.startsWith('RSAES') && WrappingKeySpec === 'RSA_2048') {
          const what = `WrappingAlgorithm ${WrappingAlgorithm} and WrappingKeySpec RSA_2048`;
          const message = `${what} are not valid for ECC_NIST_P521.`;
          await expectRefusal(service, call, 'UnsupportedOperationException', message);
        } else await call();
      }
    }
  });
});
