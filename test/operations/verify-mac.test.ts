import { beforeEach, describe, expect, it } from 'vitest';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

const MESSAGE = new Uint8Array(100).map((_, i) => i);

describe('VerifyMac', () => {
  let service: Service;
  let key: Awaited<ReturnType<typeof makeKey>>;
  let mac: Uint8Array;
  beforeEach(async () => {
    service = await openService();
    key = await makeKey(service, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const request = { KeyId: key.KeyId, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' };
    mac = (await service.kms.generateMac(request)).Mac;
  });

  const verify = (more: object = {}): ReturnType<typeof service.kms.verifyMac> =>
    service.kms.verifyMac({
      KeyId: key.KeyId,
      Message: MESSAGE,
      Mac: mac,
      MacAlgorithm: 'HMAC_SHA_256',
      ...more,
    });

  it('takes the MAC that GenerateMac made', async () => {
    expect(await verify()).toEqual({ KeyId: key.Arn, MacValid: true, MacAlgorithm: 'HMAC_SHA_256' });
  });

  it.each([224, 256, 384, 512])('takes MACs of %i bits', async (bits) => {
    const KeySpec = `HMAC_${bits}`;
    const MacAlgorithm = `HMAC_SHA_${bits}`;
    const { KeyId } = await makeKey(service, { KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' });
    const { Mac } = await service.kms.generateMac({ KeyId, Message: MESSAGE, MacAlgorithm });
    expect(Mac).toHaveLength(bits / 8);
    expect(await verify({ KeyId, Mac, MacAlgorithm })).toMatchObject({ MacValid: true });
  });

  it('refuses another message, without a text (recorded row 33)', async () => {
    const call = (): Promise<unknown> => verify({ Message: new Uint8Array(100) });
    await expectRefusal(service, call, 'KMSInvalidMacException');
  });

  it('refuses every other MAC: changed in any byte, cut short, made longer, of another key', async () => {
    const changed = Array.from(mac, (byte, at) => {
      const copy = Uint8Array.from(mac);
      copy[at] = byte ^ (1 << (at % 8));
      return copy;
    });
    const longer = new Uint8Array(33);
    longer.set(mac);
    for (const Mac of [...changed, longer, ...[1, 4, 16, 31].map((length) => mac.subarray(0, length))]) {
      await expectRefusal(service, () => verify({ Mac }), 'KMSInvalidMacException');
    }
    const { KeyId } = await makeKey(service, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    await expectRefusal(service, () => verify({ KeyId }), 'KMSInvalidMacException');
  });

  it('refuses an algorithm that the key has not (recorded row 34), and one that nobody knows (row 35)', async () => {
    await expectRefusal(
      service,
      () => verify({ MacAlgorithm: 'HMAC_SHA_512' }),
      'InvalidKeyUsageException',
      'Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.',
    );
    await expectRefusal(
      service,
      () => verify({ MacAlgorithm: 'INVALID' }),
      'ValidationException',
      broken(
        'INVALID',
        'macAlgorithm',
        'Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]',
      ),
    );
  });

  it('refuses what identifies no key (recorded row 20), and a key of another usage', async () => {
    const nobody = (): Promise<unknown> => verify({ KeyId: 'key_id' });
    await expectRefusal(service, nobody, 'NotFoundException', "Invalid keyId 'key_id'");
    const { KeyId, Arn } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    await expectRefusal(
      service,
      () => verify({ KeyId }),
      'InvalidKeyUsageException',
      `${Arn} key usage is SIGN_VERIFY which is not valid for VerifyMac.`,
    );
  });
});
