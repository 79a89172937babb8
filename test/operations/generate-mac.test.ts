import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { adoptMaterial, broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

const MESSAGE = new Uint8Array(100).map((_, i) => i);
const BITS = [224, 256, 384, 512];
const MAC_ALGORITHMS = '[HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]';

describe('GenerateMac', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  const makeMacKey = (KeySpec: string): ReturnType<typeof makeKey> =>
    makeKey(service, { KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' });

  it.each(BITS)('answers the whole HMAC-SHA-%i of the message, as OpenSSL has it', async (bits) => {
    const key = await makeMacKey(`HMAC_${bits}`);
    const material = new Uint8Array(bits / 8).map((_, i) => 3 * i);
    await adoptMaterial(service, key, material);
    for (const Message of [MESSAGE, new Uint8Array(1), new Uint8Array(4096)]) {
      const request = { KeyId: key.KeyId, Message, MacAlgorithm: `HMAC_SHA_${bits}` };
      const expected = createHmac(`sha${bits}`, material).update(Message).digest();
      expect(await service.kms.generateMac(request)).toEqual({
        Mac: Uint8Array.from(expected),
        MacAlgorithm: `HMAC_SHA_${bits}`,
        KeyId: key.Arn,
      });
    }
  });

  it('answers another MAC under every other key', async () => {
    const macs = new Set<string>();
    for (let i = 0; i < 10; i++) {
      const { KeyId } = await makeMacKey('HMAC_256');
      const request = { KeyId, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' };
      macs.add(String((await service.kms.generateMac(request)).Mac));
    }
    expect(macs.size).toBe(10);
  });

  it('refuses every algorithm but the one of the key’s own length (recorded row 31)', async () => {
    for (const own of BITS) {
      const { KeyId } = await makeMacKey(`HMAC_${own}`);
      for (const other of BITS.filter((bits) => bits !== own)) {
        await expectRefusal(
          service,
          () => service.kms.generateMac({ KeyId, Message: MESSAGE, MacAlgorithm: `HMAC_SHA_${other}` }),
          'InvalidKeyUsageException',
          `Algorithm HMAC_SHA_${other} is incompatible with key spec HMAC_${own}.`,
        );
      }
    }
  });

  it('refuses an algorithm that nobody knows (recorded row 32)', async () => {
    const { KeyId } = await makeMacKey('HMAC_256');
    await expectRefusal(
      service,
      () => service.kms.generateMac({ KeyId, Message: MESSAGE, MacAlgorithm: 'INVALID' }),
      'ValidationException',
      broken('INVALID', 'macAlgorithm', `Member must satisfy enum value set: ${MAC_ALGORITHMS}`),
    );
  });

  it('refuses what identifies no key (recorded row 19)', async () => {
    await expectRefusal(
      service,
      () => service.kms.generateMac({ KeyId: 'key_id', Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' }),
      'NotFoundException',
      "Invalid keyId 'key_id'",
    );
  });

  it('refuses a key of another usage (recorded row 36)', async () => {
    const { KeyId, Arn } = await makeKey(service);
    await expectRefusal(
      service,
      () => service.kms.generateMac({ KeyId, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' }),
      'InvalidKeyUsageException',
      `${Arn} key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.`,
    );
  });
});
