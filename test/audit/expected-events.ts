/**
 * What the events of the valid requests of test/operations/requests.ts must hold, operation by operation.
 *
 * Written from the pages of the KMS Developer Guide, "CloudTrail log entries"; nothing here asks the tables of the code.
 *
 * @module
 */
import { aliasArn } from '../../src/kms/scope.ts';
import type { OperationName } from '../../src/operations/table.ts';
import { TRUST_ANCHOR } from '../external/fake-hsm.ts';
import type { World } from '../operations/requests.ts';
import { CLUSTER_IDS, SCOPE } from '../operations/service.ts';

type Members = Readonly<Record<string, unknown>>;

/** What of an event is the operation's own. `null` and absent are as in the event. */
export interface ExpectedEvent {
  readonly request: Members | null;
  readonly response?: Members;
  /** ARNs; absent where the event has no list of them. */
  readonly resources?: readonly string[];
  readonly extra?: Members;
}

/** An answer, whose random parts are expected as they were answered. */
export interface Answered {
  readonly KeyMetadata?: AnsweredKey;
  readonly CustomKeyStoreId?: string;
  readonly GrantId?: string;
  readonly ReplicaPolicy?: string;
}

interface AnsweredKey {
  readonly Arn?: string | undefined;
  readonly KeyId?: string | undefined;
}

const PRINCIPAL = 'arn:aws:iam::111122223333:role/reader';
const HEX_64 = expect64();
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
});

function expect64(): { asymmetricMatch(value: unknown): boolean } {
  return { asymmetricMatch: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) };
}

const ofKey = ({ keyId, keyArn }: World): Pick<ExpectedEvent, 'request' | 'resources'> => ({
  request: { keyId },
  resources: [keyArn],
});
const changed = (world: World): ExpectedEvent => ({ ...ofKey(world), response: { keyId: world.keyArn } });
const storeData = (customKeyStoreName: string, clusterId: string): Members => ({
  customKeyStoreName,
  clusterId,
});

/** Metadata of an enabled symmetric key, made at the clock's start. */
const metadata = ({ Arn, KeyId, ...own }: AnsweredKey & Members): Members => ({
  aWSAccountId: SCOPE.account,
  keyId: KeyId,
  arn: Arn,
  creationDate: 'Nov 24, 2026, 12:00:00 PM',
  enabled: true,
  description: '',
  keyUsage: 'ENCRYPT_DECRYPT',
  keyState: 'Enabled',
  origin: 'AWS_KMS',
  keyManager: 'CUSTOMER',
  customerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  keySpec: 'SYMMETRIC_DEFAULT',
  encryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  multiRegion: false,
  currentKeyMaterialId: HEX_64,
  ...own,
});

/** Of Encapsulate and Decapsulate: neither the secret nor what carries it. */
const encapsulation = ({ encapsulating: { keyId, keyArn } }: World): ExpectedEvent => ({
  request: { keyId, encapsulationAlgorithm: 'ML_KEM' },
  resources: [keyArn],
});

/** See the file's head. */
export const EXPECTED: { readonly [N in OperationName]: (world: World, answer: Answered) => ExpectedEvent } =
  {
    CancelKeyDeletion: changed,
    ConnectCustomKeyStore: ({ idleStoreId }) => ({
      request: { customKeyStoreId: idleStoreId },
      extra: storeData('idle', CLUSTER_IDS[0]),
    }),
    CreateAlias: ({ keyId, keyArn, aliasName }) => ({
      request: { aliasName: `${aliasName}-too`, targetKeyId: keyId },
      response: { keyId: keyArn },
      resources: [aliasArn(SCOPE, `${aliasName}-too`), keyArn],
    }),
    CreateCustomKeyStore: (_, { CustomKeyStoreId }) => ({
      request: {
        customKeyStoreName: 'new',
        clusterId: CLUSTER_IDS[2],
        trustAnchorCertificate: TRUST_ANCHOR,
      },
      response: { customKeyStoreId: CustomKeyStoreId },
    }),
    CreateGrant: (world, { GrantId }) => ({
      ...ofKey(world),
      request: {
        keyId: world.keyId,
        granteePrincipal: PRINCIPAL,
        retiringPrincipal: PRINCIPAL,
        operations: ['Decrypt'],
        constraints: { encryptionContextSubset: { a: 'b' } },
      },
      response: { grantId: GrantId, keyId: world.keyArn },
    }),
    CreateKey: (_, { KeyMetadata = {} }) => ({
      request: {
        description: 'new',
        keyUsage: 'ENCRYPT_DECRYPT',
        customerMasterKeySpec: 'SYMMETRIC_DEFAULT',
        keySpec: 'SYMMETRIC_DEFAULT',
        origin: 'AWS_KMS',
        bypassPolicyLockoutSafetyCheck: false,
      },
      response: {
        keyMetadata: metadata({ Arn: KeyMetadata.Arn, KeyId: KeyMetadata.KeyId, description: 'new' }),
      },
      resources: [KeyMetadata.Arn ?? ''],
    }),
    Decapsulate: encapsulation,
    Decrypt: ({ keyArn }) => ({
      request: { keyId: keyArn, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
      resources: [keyArn],
      extra: { keyMaterialId: HEX_64 },
    }),
    DeleteAlias: ({ keyArn, aliasName }) => ({
      request: { aliasName },
      response: { keyId: keyArn },
      resources: [aliasArn(SCOPE, aliasName), keyArn],
    }),
    DeleteCustomKeyStore: ({ idleStoreId }) => ({
      request: { customKeyStoreId: idleStoreId },
      extra: storeData('idle', CLUSTER_IDS[0]),
    }),
    DeleteImportedKeyMaterial: ({ imported }) => ({
      request: { keyId: imported.keyId },
      response: { keyId: imported.keyArn, keyMaterialId: HEX_64 },
      resources: [imported.keyArn],
    }),
    DeriveSharedSecret: ({ agreeing }) => ({
      request: { keyId: agreeing.keyId, keyAgreementAlgorithm: 'ECDH' },
      resources: [agreeing.keyArn],
    }),
    DescribeCustomKeyStores: () => ({ request: null }),
    DescribeKey: ofKey,
    DisableKey: changed,
    DisableKeyRotation: ofKey,
    DisconnectCustomKeyStore: ({ connectedStoreId }) => ({
      request: { customKeyStoreId: connectedStoreId },
      extra: storeData('connected', CLUSTER_IDS[1]),
    }),
    EnableKey: changed,
    EnableKeyRotation: (world) => ({
      ...changed(world),
      request: { keyId: world.keyId, rotationPeriodInDays: 90 },
    }),
    Encapsulate: encapsulation,
    Encrypt: (world) => ({
      ...ofKey(world),
      request: { keyId: world.keyId, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
      extra: { keyMaterialId: HEX_64 },
    }),
    GenerateDataKey: (world) => ({
      ...ofKey(world),
      request: { keyId: world.keyId, keySpec: 'AES_256' },
      extra: { keyMaterialId: HEX_64 },
    }),
    GenerateDataKeyPair: (world) => ({
      ...ofKey(world),
      request: { keyId: world.keyId, keyPairSpec: 'ECC_NIST_P256' },
      extra: { keyMaterialId: HEX_64 },
    }),
    GenerateDataKeyPairWithoutPlaintext: (world) => ({
      ...ofKey(world),
      request: { keyId: world.keyId, keyPairSpec: 'ECC_NIST_P256' },
      extra: { keyMaterialId: HEX_64 },
    }),
    GenerateDataKeyWithoutPlaintext: (world) => ({
      ...ofKey(world),
      request: { keyId: world.keyId, numberOfBytes: 8 },
      extra: { keyMaterialId: HEX_64 },
    }),
    GenerateMac: ({ authenticating }) => ({
      request: { keyId: authenticating.keyId, macAlgorithm: 'HMAC_SHA_256' },
      resources: [authenticating.keyArn],
    }),
    GenerateRandom: () => ({ request: { numberOfBytes: 8 }, resources: [] }),
    GetKeyLastUsage: ofKey,
    GetKeyPolicy: ofKey,
    GetKeyRotationStatus: ofKey,
    GetParametersForImport: ({ imported }) => ({
      request: {
        keyId: imported.keyId,
        wrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        wrappingKeySpec: 'RSA_2048',
      },
      resources: [imported.keyArn],
    }),
    GetPublicKey: ({ signing }) => ({ request: { keyId: signing.keyId }, resources: [signing.keyArn] }),
    ImportKeyMaterial: ({ imported }) => ({
      request: { keyId: imported.keyId, expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' },
      response: { keyId: imported.keyArn, keyMaterialId: HEX_64 },
      resources: [imported.keyArn],
    }),
    ListAliases: ({ keyId }) => ({ request: { keyId }, resources: [] }),
    ListGrants: ofKey,
    ListKeyPolicies: ofKey,
    ListKeyRotations: ofKey,
    ListKeys: () => ({ request: null, resources: [] }),
    ListResourceTags: ofKey,
    ListRetirableGrants: () => ({ request: { retiringPrincipal: PRINCIPAL }, resources: [] }),
    PutKeyPolicy: (world) => ({
      ...ofKey(world),
      request: {
        keyId: world.keyId,
        policyName: 'default',
        policy: POLICY,
        bypassPolicyLockoutSafetyCheck: false,
      },
    }),
    ReEncrypt: ({ keyId, keyArn }) => ({
      request: {
        sourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        destinationKeyId: keyId,
        destinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      },
      resources: [keyArn],
      extra: { sourceKeyMaterialId: HEX_64, destinationKeyMaterialId: HEX_64 },
    }),
    ReplicateKey: ({ multiRegion: { keyId, keyArn } }, { ReplicaPolicy }) => {
      const replicaIn = (region: string): string => keyArn.replace('us-east-1', region);
      return {
        request: {
          keyId,
          replicaRegion: 'ap-southeast-1',
          bypassPolicyLockoutSafetyCheck: false,
          description: '',
          tags: [{ tagKey: 'a', tagValue: 'b' }],
        },
        response: {
          replicaKeyMetadata: {
            ...metadata({ KeyId: keyId, Arn: replicaIn('ap-southeast-1') }),
            enabled: false,
            keyState: 'Creating',
            currentKeyMaterialId: undefined,
            multiRegion: true,
            multiRegionConfiguration: {
              multiRegionKeyType: 'REPLICA',
              primaryKey: { arn: keyArn, region: 'us-east-1' },
              replicaKeys: ['eu-west-1', 'ap-southeast-1'].map((region) => ({
                arn: replicaIn(region),
                region,
              })),
            },
          },
          replicaPolicy: ReplicaPolicy,
          replicaTags: [{ tagKey: 'a', tagValue: 'b' }],
        },
        resources: [keyArn, replicaIn('ap-southeast-1')],
      };
    },
    RetireGrant: (world) => ({
      ...ofKey(world),
      request: { keyId: world.keyId, grantId: world.grant.id },
      extra: { grantId: world.grant.id },
    }),
    RevokeGrant: (world) => ({ ...ofKey(world), request: { keyId: world.keyId, grantId: world.grant.id } }),
    RotateKeyOnDemand: changed,
    ScheduleKeyDeletion: (world) => ({
      ...ofKey(world),
      request: { keyId: world.keyId, pendingWindowInDays: 7 },
      response: {
        keyId: world.keyArn,
        keyState: 'PendingDeletion',
        deletionDate: 'Dec 1, 2026, 12:00:00 PM',
      },
    }),
    Sign: ({ signing }) => ({
      request: { keyId: signing.keyId, messageType: 'RAW', signingAlgorithm: 'ECDSA_SHA_256' },
      resources: [signing.keyArn],
    }),
    TagResource: (world) => ({
      ...changed(world),
      request: { keyId: world.keyId, tags: [{ tagKey: 'a', tagValue: 'b' }] },
    }),
    UntagResource: (world) => ({ ...changed(world), request: { keyId: world.keyId, tagKeys: ['cost'] } }),
    UpdateAlias: ({ keyId, keyArn, otherAliasName }) => ({
      request: { aliasName: otherAliasName, targetKeyId: keyId },
      response: { keyId: keyArn },
      resources: [aliasArn(SCOPE, otherAliasName), keyArn],
    }),
    UpdateCustomKeyStore: ({ idleStoreId }) => ({
      request: { customKeyStoreId: idleStoreId, newCustomKeyStoreName: 'renamed' },
      extra: storeData('idle', CLUSTER_IDS[0]),
    }),
    UpdateKeyDescription: (world) => ({
      ...ofKey(world),
      request: { keyId: world.keyId, description: 'changed' },
    }),
    UpdatePrimaryRegion: ({ multiRegion: { keyId, keyArn } }) => ({
      request: { keyId, primaryRegion: 'eu-west-1' },
      response: { keyId: keyArn },
      resources: [keyArn, keyArn.replace('us-east-1', 'eu-west-1')],
    }),
    Verify: ({ signing }) => ({
      request: { keyId: signing.keyId, messageType: 'RAW', signingAlgorithm: 'ECDSA_SHA_256' },
      resources: [signing.keyArn],
    }),
    VerifyMac: ({ authenticating }) => ({
      request: { keyId: authenticating.keyId, macAlgorithm: 'HMAC_SHA_256' },
      resources: [authenticating.keyArn],
    }),
  };
