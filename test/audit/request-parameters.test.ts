import { expect, it } from 'vitest';
import { requestParametersOf } from '../../src/audit/request-parameters.ts';
import { callerIn } from '../operations/service.ts';
import { KEY_ARN, outcomeOf } from './outcomes.ts';

const touched = [{ role: 'key', arn: KEY_ARN, key: undefined, store: undefined }];

it('a request without shape, and one of which nothing is logged, is null', () => {
  expect(requestParametersOf(outcomeOf({ input: undefined }))).toBeNull();
  expect(requestParametersOf(outcomeOf({ operation: 'ListKeys', input: {} }))).toBeNull();
  const token = { operation: 'RetireGrant', input: { GrantToken: 'secret' } };
  expect(requestParametersOf(outcomeOf(token))).toBeNull();
});

it('an encryption context is there in clear, its names untouched', () => {
  const EncryptionContext = { Department: 'Engineering', 'aws:s3:arn': 'arn:aws:s3:::b' };
  const outcome = outcomeOf({ input: { KeyId: 'k', EncryptionContext } });
  expect(requestParametersOf(outcome)).toEqual({
    keyId: 'k',
    encryptionContext: EncryptionContext,
    encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  });
});

it('what was given is not covered by what is filled in', () => {
  const input = { KeyId: 'k', EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' };
  expect(requestParametersOf(outcomeOf({ input }))?.['encryptionAlgorithm']).toBe('RSAES_OAEP_SHA_1');
  const policy = { KeyId: 'k', Policy: '{}', BypassPolicyLockoutSafetyCheck: true };
  expect(requestParametersOf(outcomeOf({ operation: 'PutKeyPolicy', input: policy }))).toEqual({
    keyId: 'k',
    policy: '{}',
    policyName: 'default',
    bypassPolicyLockoutSafetyCheck: true,
  });
});

it.each([
  [{}, 'SYMMETRIC_DEFAULT'],
  [{ KeySpec: 'RSA_2048' }, 'RSA_2048'],
  [{ CustomerMasterKeySpec: 'RSA_4096' }, 'RSA_4096'],
])('a new key of %j has one spec under both names', (input, spec) => {
  expect(requestParametersOf(outcomeOf({ operation: 'CreateKey', input }))).toMatchObject({
    keySpec: spec,
    customerMasterKeySpec: spec,
  });
});

it('a time has the form of the guide', () => {
  const input = { KeyId: 'k', ValidTo: new Date(Date.UTC(2025, 4, 21, 5, 47, 45)) };
  expect(requestParametersOf(outcomeOf({ operation: 'ImportKeyMaterial', input }))).toEqual({
    keyId: 'k',
    validTo: 'May 21, 2025, 5:47:45 AM',
  });
});

it('Decrypt tells the key that was found, unless the request names one or it is nobody’s to know', () => {
  const decrypt = { operation: 'Decrypt', touched };
  expect(requestParametersOf(outcomeOf({ ...decrypt, input: {} }))?.['keyId']).toBe(KEY_ARN);
  expect(requestParametersOf(outcomeOf({ ...decrypt, input: { KeyId: 'k' } }))?.['keyId']).toBe('k');
  const caller = callerIn({ account: '444455556666', region: 'us-east-1' });
  const denied = outcomeOf({ ...decrypt, input: {}, caller, isAllowed: false });
  expect(requestParametersOf(denied)).not.toHaveProperty('keyId');
});

it('the secret of a proxy and the password of a cluster are left out with all that belongs to them', () => {
  const input = {
    CustomKeyStoreName: 'n',
    KeyStorePassword: 'password',
    XksProxyUriPath: '/kms/xks/v1',
    XksProxyAuthenticationCredential: { AccessKeyId: 'A', RawSecretAccessKey: 'S' },
  };
  expect(requestParametersOf(outcomeOf({ operation: 'CreateCustomKeyStore', input }))).toEqual({
    customKeyStoreName: 'n',
    xksProxyUriPath: '/kms/xks/v1',
  });
});
