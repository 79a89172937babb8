import { beforeEach, describe, expect, it } from 'vitest';
import { expectRefusal, makeKey, openService, type Service } from './service.ts';

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

  it('is not for keys that are not symmetric', async () => {
    const { KeyId } = await makeKey(service, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const call = (): Promise<unknown> => service.kms.getKeyRotationStatus({ KeyId });
    await expectRefusal(service, call, 'UnsupportedOperationException');
  });
});
