import { beforeEach, describe, expect, it } from 'vitest';
import { makeKey, openService, type Service } from './service.ts';

describe('GetKeyRotationStatus', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it('says nothing of period and date while rotation is off, also of a key with imported material', async () => {
    for (const Origin of ['AWS_KMS', 'EXTERNAL']) {
      const { KeyId, Arn } = await makeKey(service, { Origin });
      expect(await service.kms.getKeyRotationStatus({ KeyId })).toEqual({
        KeyRotationEnabled: false,
        KeyId: Arn,
      });
    }
  });

  it('knows no rotation on demand in progress: it is over when its call is answered', async () => {
    const { KeyId, Arn } = await makeKey(service);
    await service.kms.rotateKeyOnDemand({ KeyId });
    expect(await service.kms.getKeyRotationStatus({ KeyId })).toEqual({
      KeyRotationEnabled: false,
      KeyId: Arn,
    });
  });

  it('says of keys that cannot rotate by themselves that they do not', async () => {
    for (const request of [
      { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
      { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
    ]) {
      const { KeyId, Arn } = await makeKey(service, request);
      expect(await service.kms.getKeyRotationStatus({ KeyId })).toEqual({
        KeyRotationEnabled: false,
        KeyId: Arn,
      });
    }
  });
});
