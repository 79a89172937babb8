/** Condition keys: every `kms:` key of the guide, read from the request, the key and the caller. */
import { describe, expect, it } from 'vitest';
import type { Attestation } from '../../src/attestation/attestor.ts';
import { principalOf } from '../../src/iam/principal.ts';
import type { Key } from '../../src/kms/key.ts';
import {
  type ConditionSubject,
  conditionKeys,
  encryptionContextOf,
  identityOf,
} from '../../src/operations/condition-keys.ts';
import { callerIn, SCOPE } from './service.ts';

const NOW = Date.UTC(2026, 10, 27);
const KEY = {
  ...SCOPE,
  keyId: 'x',
  spec: 'RSA_2048',
  usage: 'SIGN_VERIFY',
  origin: 'EXTERNAL',
  tags: [{ key: 'Team', value: 'blue' }],
  aliases: ['alias/a', 'alias/b'],
  multiRegion: { primaryRegion: 'eu-west-1', replicaRegions: [SCOPE.region] },
} as unknown as Key;

interface Asked {
  readonly action?: string;
  readonly input?: object;
  readonly key?: Key | undefined;
  readonly more?: Partial<ConditionSubject>;
}

function valuesOf(
  name: string,
  { action = 'kms:Encrypt', input = {}, key, more }: Asked,
): readonly string[] | undefined {
  const subject = { caller: callerIn(SCOPE), action, resource: '*', key, input, nowMs: NOW, ...more };
  return conditionKeys(subject as ConditionSubject)(name);
}

const ATTESTATION: Attestation = {
  platform: 'enclave',
  moduleId: 'i-1',
  timestampMs: 0,
  pcrs: new Map([[0, 'ab']]),
  publicKey: new Uint8Array(),
};
const CONTEXT = { AppName: 'x', Dept: 'y' };
const VIA = {
  caller: {
    ...callerIn(SCOPE),
    connection: { secureTransport: true, viaService: 's3.us-east-1.amazonaws.com' },
  },
};
const TAGS = [{ TagKey: 'Cost', TagValue: 'c' }];

/** Key, what is asked, the values. */
const CASES: readonly (readonly [
  name: string,
  asked: Asked,
  expected: string | readonly string[] | undefined,
])[] = [
  ['kms:bypasspolicylockoutsafetycheck', { input: { BypassPolicyLockoutSafetyCheck: true } }, 'true'],
  ['kms:bypasspolicylockoutsafetycheck', {}, undefined],
  ['kms:calleraccount', {}, SCOPE.account],
  ['kms:customermasterkeyspec', { key: KEY }, 'RSA_2048'],
  ['kms:customermasterkeyusage', { key: KEY }, 'SIGN_VERIFY'],
  ['kms:keyspec', { key: KEY }, 'RSA_2048'],
  ['kms:keyspec', { action: 'kms:CreateKey' }, 'SYMMETRIC_DEFAULT'],
  ['kms:keyspec', { action: 'kms:CreateKey', input: { KeySpec: 'HMAC_256' } }, 'HMAC_256'],
  ['kms:keyspec', {}, undefined],
  ['kms:keyusage', { action: 'kms:CreateKey' }, 'ENCRYPT_DECRYPT'],
  ['kms:keyorigin', { key: KEY }, 'EXTERNAL'],
  ['kms:keyorigin', { action: 'kms:CreateKey' }, 'AWS_KMS'],
  ['kms:multiregion', { key: KEY }, 'true'],
  ['kms:multiregion', { action: 'kms:CreateKey' }, 'false'],
  ['kms:multiregionkeytype', { key: KEY }, 'REPLICA'],
  ['kms:multiregionkeytype', { key: { ...KEY, region: 'eu-west-1' } }, 'PRIMARY'],
  ['kms:multiregionkeytype', { key: { ...KEY, multiRegion: undefined } }, undefined],
  ['kms:datakeypairspec', { input: { KeyPairSpec: 'RSA_2048' } }, 'RSA_2048'],
  ['kms:encryptionalgorithm', {}, 'SYMMETRIC_DEFAULT'],
  ['kms:encryptionalgorithm', { input: { EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' } }, 'RSAES_OAEP_SHA_1'],
  ['kms:encryptionalgorithm', { action: 'kms:GenerateDataKeyWithoutPlaintext' }, 'SYMMETRIC_DEFAULT'],
  [
    'kms:encryptionalgorithm',
    {
      action: 'kms:ReEncryptFrom',
      input: { SourceEncryptionAlgorithm: 'a', DestinationEncryptionAlgorithm: 'b' },
    },
    'a',
  ],
  [
    'kms:encryptionalgorithm',
    {
      action: 'kms:ReEncryptTo',
      input: { SourceEncryptionAlgorithm: 'a', DestinationEncryptionAlgorithm: 'b' },
    },
    'b',
  ],
  ['kms:encryptionalgorithm', { action: 'kms:Sign' }, undefined],
  ['kms:encryptioncontext:appname', { input: { EncryptionContext: CONTEXT } }, 'x'],
  ['kms:encryptioncontext:other', { input: { EncryptionContext: CONTEXT } }, undefined],
  ['kms:encryptioncontextkeys', { input: { EncryptionContext: CONTEXT } }, ['AppName', 'Dept']],
  ['kms:encryptioncontextkeys', { input: { EncryptionContext: {} } }, undefined],
  [
    'kms:encryptioncontextkeys',
    { action: 'kms:CreateGrant', input: { Constraints: { EncryptionContextSubset: CONTEXT } } },
    ['AppName', 'Dept'],
  ],
  ['kms:expirationmodel', { input: { ExpirationModel: 'KEY_MATERIAL_EXPIRES' } }, 'KEY_MATERIAL_EXPIRES'],
  ['kms:validto', { input: { ValidTo: new Date(5999) } }, '5'],
  [
    'kms:grantconstrainttype',
    { input: { Constraints: { EncryptionContextEquals: CONTEXT } } },
    'EncryptionContextEquals',
  ],
  ['kms:grantconstrainttype', { input: { Constraints: { SourceArn: 'arn' } } }, undefined],
  ['kms:grantconstraintsourcearn', { input: { Constraints: { SourceArn: 'arn' } } }, 'arn'],
  ['kms:grantisforawsresource', { action: 'kms:CreateGrant' }, 'false'],
  ['kms:grantisforawsresource', { action: 'kms:RevokeGrant', more: VIA }, 'true'],
  ['kms:grantisforawsresource', { action: 'kms:Encrypt', more: VIA }, undefined],
  [
    'kms:grantoperations',
    { action: 'kms:CreateGrant', input: { Operations: ['Decrypt', 'Encrypt'] } },
    ['Decrypt', 'Encrypt'],
  ],
  ['kms:granteeprincipal', { input: { GranteePrincipal: 'p' } }, 'p'],
  ['kms:granteeserviceprincipal', { input: { GranteeServicePrincipal: 'p' } }, 'p'],
  ['kms:retiringprincipal', { input: { RetiringPrincipal: 'p' } }, 'p'],
  ['kms:retiringserviceprincipal', { input: { RetiringServicePrincipal: 'p' } }, 'p'],
  ['kms:keyagreementalgorithm', { input: { KeyAgreementAlgorithm: 'ECDH' } }, 'ECDH'],
  ['kms:encapsulationalgorithm', { input: { EncapsulationAlgorithm: 'ML_KEM' } }, 'ML_KEM'],
  ['kms:macalgorithm', { input: { MacAlgorithm: 'HMAC_SHA_256' } }, 'HMAC_SHA_256'],
  ['kms:messagetype', { action: 'kms:Verify' }, 'RAW'],
  ['kms:messagetype', { action: 'kms:Sign', input: { MessageType: 'DIGEST' } }, 'DIGEST'],
  ['kms:messagetype', {}, undefined],
  ['kms:signingalgorithm', { input: { SigningAlgorithm: 's' } }, 's'],
  ['kms:primaryregion', { input: { PrimaryRegion: 'r' } }, 'r'],
  ['kms:replicaregion', { input: { ReplicaRegion: 'r' } }, 'r'],
  ['kms:recipientattestation:imagesha384', { more: { attestation: ATTESTATION } }, 'ab'],
  ['kms:recipientattestation:pcr0', {}, undefined],
  ['kms:reencryptonsamekey', { action: 'kms:ReEncryptTo', more: { keyArns: ['a'] } }, 'true'],
  ['kms:reencryptonsamekey', { action: 'kms:ReEncryptFrom', more: { keyArns: ['a', 'b'] } }, 'false'],
  ['kms:requestalias', { input: { KeyId: 'alias/team/a' } }, 'alias/team/a'],
  ['kms:requestalias', { input: { KeyId: 'arn:aws:kms:us-east-1:111122223333:alias/a' } }, 'alias/a'],
  ['kms:requestalias', { input: { KeyId: 'arn:aws:kms:us-east-1:111122223333:key/alias' } }, undefined],
  ['kms:resourcealiases', { key: KEY }, ['alias/a', 'alias/b']],
  ['kms:resourcealiases', { key: { ...KEY, aliases: [] } }, undefined],
  ['kms:rotationperiodindays', { action: 'kms:EnableKeyRotation' }, '365'],
  [
    'kms:rotationperiodindays',
    { action: 'kms:EnableKeyRotation', input: { RotationPeriodInDays: 90 } },
    '90',
  ],
  ['kms:schedulekeydeletionpendingwindowindays', { action: 'kms:ScheduleKeyDeletion' }, '30'],
  [
    'kms:trailingdayswithoutkeyusage',
    { action: 'kms:DisableKey', more: { unusedSinceMs: NOW - 3.9 * 86_400_000 } },
    '3',
  ],
  ['kms:trailingdayswithoutkeyusage', { action: 'kms:EnableKey', more: { unusedSinceMs: 0 } }, undefined],
  ['kms:viaservice', { more: VIA }, 's3.us-east-1.amazonaws.com'],
  ['kms:viaservice', {}, undefined],
  ['kms:wrappingalgorithm', { input: { WrappingAlgorithm: 'w' } }, 'w'],
  ['kms:wrappingkeyspec', { input: { WrappingKeySpec: 'w' } }, 'w'],
  ['aws:requesttag/cost', { input: { Tags: TAGS } }, 'c'],
  ['aws:resourcetag/team', { key: KEY }, 'blue'],
  ['aws:resourcetag/team', {}, undefined],
  ['aws:resourceaccount', { key: KEY }, SCOPE.account],
  ['aws:tagkeys', { input: { Tags: TAGS } }, ['Cost']],
  ['aws:tagkeys', { input: { TagKeys: ['a', 'b'] } }, ['a', 'b']],
  ['aws:tagkeys', {}, undefined],
  ['aws:principalarn', {}, `arn:aws:iam::${SCOPE.account}:root`],
  ['kms:nothing', { key: KEY }, undefined],
  ['constructor', { key: KEY }, undefined],
];

describe('a condition key', () => {
  it.each(CASES)('%s', (name, asked, expected) => {
    expect(valuesOf(name, asked)).toEqual(typeof expected === 'string' ? [expected] : expected);
  });
});

describe('encryptionContextOf', () => {
  it('takes of ReEncrypt the context of the side that is asked about', () => {
    const input = { SourceEncryptionContext: { a: '1' }, DestinationEncryptionContext: { b: '2' } };
    expect(encryptionContextOf({ action: 'kms:ReEncryptFrom', input })).toEqual({ a: '1' });
    expect(encryptionContextOf({ action: 'kms:ReEncryptTo', input })).toEqual({ b: '2' });
    expect(encryptionContextOf({ action: 'kms:Encrypt', input: {} })).toEqual({});
  });
});

describe('identityOf', () => {
  it('takes the identity that the door proved, or what the ARN names without policies', () => {
    const principalArn = 'arn:aws:iam::111122223333:user/alice';
    const named = identityOf({ ...SCOPE, principalArn });
    expect(named).toMatchObject({ principal: principalOf(principalArn), policies: { identity: [] } });
    const identity = { ...named, userName: 'alice' };
    expect(identityOf({ ...SCOPE, principalArn, identity })).toBe(identity);
  });
});
