import { beforeEach, describe, expect, it } from 'vitest';
import { signingScopeOf } from '../../src/aws/signing-scope.ts';
import type { Caller } from '../../src/operations/operation.ts';
import { ownerOfServiceKeys } from '../../src/operations/owned-keys.ts';
import { invoke, openService, refusalOf, type Service } from './service.ts';

describe('a key that a service owns', () => {
  const owner: Caller = ownerOfServiceKeys('us-east-1');
  let service: Service;
  let arn: string;
  let blob: unknown;
  beforeEach(async () => {
    service = await openService();
    const { KeyMetadata } = await invoke(service, 'CreateKey', {}, { caller: owner });
    arn = (KeyMetadata as { Arn: string }).Arn;
    const input = { KeyId: (KeyMetadata as { KeyId: string }).KeyId, Plaintext: new Uint8Array([7]) };
    blob = (await invoke(service, 'Encrypt', input, { caller: owner }))['CiphertextBlob'];
  });

  it('works for its owner', async () => {
    const { Plaintext } = await invoke(service, 'Decrypt', { CiphertextBlob: blob }, { caller: owner });
    expect(Plaintext).toEqual(new Uint8Array([7]));
  });

  it('is in no listing of a customer’s', async () => {
    expect((await service.kms.listKeys({})).Keys).toEqual([]);
    const { Aliases } = await service.kms.listAliases({});
    expect(Aliases.filter(({ TargetKeyId }) => TargetKeyId !== undefined)).toEqual([]);
  });

  it('cannot be named, nor can what it encrypted be opened, by anybody else', async () => {
    expect(await refusalOf(service.kms.describeKey({ KeyId: arn }))).toEqual({
      code: 'NotFoundException',
      message: `Invalid arn ${arn}`,
    });
    const { code, message } = await refusalOf(service.kms.decrypt({ CiphertextBlob: blob as Uint8Array }));
    expect(code).toBe('AccessDeniedException');
    expect(message).not.toContain(arn);
  });

  it('has an owner that no signature can claim', () => {
    const header = `AWS4-HMAC-SHA256 Credential=${owner.account}/20261124/us-east-1/kms/aws4_request`;
    expect(signingScopeOf(header)?.account).toBeUndefined();
  });
});
