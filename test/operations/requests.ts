/**
 * A small world, and one valid request for every operation in it.
 *
 * @module
 */
import { OPERATIONS, type OperationName, type OperationTypes } from '../../src/operations/table.ts';
import { PASSWORD, TRUST_ANCHOR } from '../external/fake-hsm.ts';
import { CLUSTER_IDS, makeKey, type Service } from './service.ts';
import { FOR_EVER, type Parcel, wrapFor } from './wrapping.ts';

/** A key of the world. */
export interface Subject {
  readonly keyId: string;
  readonly keyArn: string;
}

/** Two symmetric keys with one alias each, a ciphertext and a grant under the first, and a key of each other usage. */
export interface World extends Subject {
  readonly aliasName: string;
  readonly otherKeyId: string;
  readonly otherAliasName: string;
  readonly ciphertext: Uint8Array;
  readonly multiRegion: Subject;
  /** On the first key. */
  readonly grant: { readonly id: string; readonly token: string };
  readonly signing: Subject & { readonly signature: Uint8Array };
  readonly authenticating: Subject & { readonly mac: Uint8Array };
  readonly agreeing: Subject & { readonly publicKey: Uint8Array };
  readonly encapsulating: Subject & { readonly ciphertext: Uint8Array };
  /** Custom key stores, one disconnected and one connected: the same ones in every world of a service. */
  readonly idleStoreId: string;
  readonly connectedStoreId: string;
  /** A symmetric key with imported material, and the same ready to be imported again. */
  readonly imported: Subject & Parcel;
}

const HSM_STORE = { TrustAnchorCertificate: TRUST_ANCHOR, KeyStorePassword: PASSWORD };
const MESSAGE = new Uint8Array([1]);
const SIGNING_ALGORITHM = { MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' };
const MAC_ALGORITHM = { MacAlgorithm: 'HMAC_SHA_256' };
const ENCAPSULATION_ALGORITHM = { EncapsulationAlgorithm: 'ML_KEM' };

const PRINCIPAL = 'arn:aws:iam::111122223333:role/reader';
const GRANT = { GranteePrincipal: PRINCIPAL, RetiringPrincipal: PRINCIPAL, Operations: ['Decrypt'] };

let made = 0;

/** Makes a world beside those that the service holds already. */
export async function makeWorld(service: Service): Promise<World> {
  const number = ++made;
  const key = await makeKey(service, { Tags: [{ TagKey: 'cost', TagValue: 'center' }] });
  const other = await makeKey(service);
  const aliasName = `alias/world-${number}`;
  const otherAliasName = `alias/other-world-${number}`;
  await service.kms.createAlias({ AliasName: aliasName, TargetKeyId: key.KeyId });
  await service.kms.createAlias({ AliasName: otherAliasName, TargetKeyId: other.KeyId });
  const { CiphertextBlob } = await service.kms.encrypt({
    KeyId: key.KeyId,
    Plaintext: new Uint8Array([1, 2]),
  });
  const grant = await service.kms.createGrant({ ...GRANT, KeyId: key.KeyId });
  return {
    keyId: key.KeyId,
    keyArn: key.Arn,
    grant: { id: grant.GrantId, token: grant.GrantToken },
    aliasName,
    otherKeyId: other.KeyId,
    otherAliasName,
    ciphertext: CiphertextBlob,
    multiRegion: await makeReplicated(service),
    ...(await makeOtherUsages(service)),
    idleStoreId: await makeStore(service, 'idle', CLUSTER_IDS[0]),
    connectedStoreId: await connectStore(service, await makeStore(service, 'connected', CLUSTER_IDS[1])),
    imported: await makeImported(service),
  };
}

/** A multi-Region primary key with a replica in eu-west-1. */
async function makeReplicated(service: Service): Promise<Subject> {
  const { KeyId, Arn } = await makeKey(service, { MultiRegion: true });
  await service.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
  return { keyId: KeyId, keyArn: Arn };
}

/** There are ten at most: whatever became of the one of that name in an earlier world, it is like new. */
async function makeStore({ kms }: Service, name: string, cluster: string): Promise<string> {
  const { CustomKeyStores: stores } = await kms.describeCustomKeyStores({});
  const former = stores.find(({ CloudHsmClusterId }) => CloudHsmClusterId === cluster);
  if (former === undefined) {
    return (
      await kms.createCustomKeyStore({ ...HSM_STORE, CustomKeyStoreName: name, CloudHsmClusterId: cluster })
    ).CustomKeyStoreId;
  }
  const { CustomKeyStoreId, ConnectionState } = former;
  if (ConnectionState !== 'DISCONNECTED') await kms.disconnectCustomKeyStore({ CustomKeyStoreId });
  await kms.updateCustomKeyStore({ CustomKeyStoreId, NewCustomKeyStoreName: name });
  return CustomKeyStoreId;
}

async function connectStore({ kms }: Service, CustomKeyStoreId: string): Promise<string> {
  await kms.connectCustomKeyStore({ CustomKeyStoreId });
  return CustomKeyStoreId;
}

async function makeOtherUsages(
  service: Service,
): Promise<Pick<World, 'signing' | 'authenticating' | 'agreeing' | 'encapsulating'>> {
  const { kms } = service;
  const make = async (KeySpec: string, KeyUsage: string): Promise<Subject> => {
    const { KeyId, Arn } = await makeKey(service, { KeySpec, KeyUsage });
    return { keyId: KeyId, keyArn: Arn };
  };
  const signing = await make('ECC_NIST_P256', 'SIGN_VERIFY');
  const authenticating = await make('HMAC_256', 'GENERATE_VERIFY_MAC');
  const agreeing = await make('ECC_NIST_P256', 'KEY_AGREEMENT');
  const encapsulating = await make('ML_KEM_512', 'ENCAPSULATE_DECAPSULATE');
  const signed = await kms.sign({ KeyId: signing.keyId, Message: MESSAGE, ...SIGNING_ALGORITHM });
  const mac = await kms.generateMac({ KeyId: authenticating.keyId, Message: MESSAGE, ...MAC_ALGORITHM });
  const { PublicKey } = await kms.getPublicKey({ KeyId: agreeing.keyId });
  const encapsulated = await kms.encapsulate({ KeyId: encapsulating.keyId, ...ENCAPSULATION_ALGORITHM });
  return {
    signing: { ...signing, signature: signed.Signature },
    authenticating: { ...authenticating, mac: mac.Mac },
    agreeing: { ...agreeing, publicKey: PublicKey },
    encapsulating: { ...encapsulating, ciphertext: encapsulated.SharedSecretCiphertextBlob },
  };
}

async function makeImported(service: Service): Promise<World['imported']> {
  const { KeyId, Arn } = await makeKey(service, { Origin: 'EXTERNAL' });
  const parcel = await wrapFor(service, KeyId, new Uint8Array(32).fill(KeyId.charCodeAt(0)));
  await service.kms.importKeyMaterial({ KeyId, ...parcel, ...FOR_EVER });
  return { keyId: KeyId, keyArn: Arn, ...parcel };
}

/** Operations whose valid request is about another key of the world than the first. */
const SUBJECTS: {
  readonly [N in OperationName]?:
    | 'signing'
    | 'authenticating'
    | 'agreeing'
    | 'encapsulating'
    | 'imported'
    | 'multiRegion';
} = {
  Decapsulate: 'encapsulating',
  DeleteImportedKeyMaterial: 'imported',
  DeriveSharedSecret: 'agreeing',
  Encapsulate: 'encapsulating',
  GenerateMac: 'authenticating',
  GetParametersForImport: 'imported',
  GetPublicKey: 'signing',
  ImportKeyMaterial: 'imported',
  ReplicateKey: 'multiRegion',
  Sign: 'signing',
  UpdatePrimaryRegion: 'multiRegion',
  Verify: 'signing',
  VerifyMac: 'authenticating',
};

/** The key that an operation's valid request is about. */
export function subjectOf(operation: OperationName, world: World): Subject {
  const subject = SUBJECTS[operation];
  return subject === undefined ? world : world[subject];
}

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
});

/** A request that the service grants, about its subject: the first key, or the one of its usage. */
export const VALID_REQUESTS: { readonly [N in OperationName]: (world: World) => OperationTypes[N][0] } = {
  CancelKeyDeletion: ({ keyId }) => ({ KeyId: keyId }),
  ConnectCustomKeyStore: ({ idleStoreId }) => ({ CustomKeyStoreId: idleStoreId }),
  CreateAlias: ({ keyId, aliasName }) => ({ AliasName: `${aliasName}-too`, TargetKeyId: keyId }),
  CreateCustomKeyStore: () => ({
    ...HSM_STORE,
    CustomKeyStoreName: 'new',
    CloudHsmClusterId: CLUSTER_IDS[2],
  }),
  CreateGrant: ({ keyId }) => ({
    ...GRANT,
    KeyId: keyId,
    Constraints: { EncryptionContextSubset: { a: 'b' } },
  }),
  CreateKey: () => ({ Description: 'new' }),
  Decapsulate: ({ encapsulating: { keyId, ciphertext } }) => ({
    KeyId: keyId,
    SharedSecretCiphertextBlob: ciphertext,
    ...ENCAPSULATION_ALGORITHM,
  }),
  Decrypt: ({ ciphertext }) => ({ CiphertextBlob: ciphertext }),
  DeleteAlias: ({ aliasName }) => ({ AliasName: aliasName }),
  DeleteCustomKeyStore: ({ idleStoreId }) => ({ CustomKeyStoreId: idleStoreId }),
  DeleteImportedKeyMaterial: ({ imported }) => ({ KeyId: imported.keyId }),
  DeriveSharedSecret: ({ agreeing }) => ({
    KeyId: agreeing.keyId,
    KeyAgreementAlgorithm: 'ECDH',
    PublicKey: agreeing.publicKey,
  }),
  DescribeCustomKeyStores: () => ({}),
  DescribeKey: ({ keyId }) => ({ KeyId: keyId }),
  DisableKey: ({ keyId }) => ({ KeyId: keyId }),
  DisableKeyRotation: ({ keyId }) => ({ KeyId: keyId }),
  DisconnectCustomKeyStore: ({ connectedStoreId }) => ({ CustomKeyStoreId: connectedStoreId }),
  EnableKey: ({ keyId }) => ({ KeyId: keyId }),
  EnableKeyRotation: ({ keyId }) => ({ KeyId: keyId, RotationPeriodInDays: 90 }),
  Encapsulate: ({ encapsulating }) => ({ KeyId: encapsulating.keyId, ...ENCAPSULATION_ALGORITHM }),
  Encrypt: ({ keyId }) => ({ KeyId: keyId, Plaintext: new Uint8Array([1]) }),
  GenerateDataKey: ({ keyId }) => ({ KeyId: keyId, KeySpec: 'AES_256' }),
  GenerateDataKeyPair: ({ keyId }) => ({ KeyId: keyId, KeyPairSpec: 'ECC_NIST_P256' }),
  GenerateDataKeyPairWithoutPlaintext: ({ keyId }) => ({ KeyId: keyId, KeyPairSpec: 'ECC_NIST_P256' }),
  GenerateDataKeyWithoutPlaintext: ({ keyId }) => ({ KeyId: keyId, NumberOfBytes: 8 }),
  GenerateMac: ({ authenticating: { keyId } }) => ({ KeyId: keyId, Message: MESSAGE, ...MAC_ALGORITHM }),
  GenerateRandom: () => ({ NumberOfBytes: 8 }),
  GetKeyLastUsage: ({ keyId }) => ({ KeyId: keyId }),
  GetKeyPolicy: ({ keyId }) => ({ KeyId: keyId }),
  GetKeyRotationStatus: ({ keyId }) => ({ KeyId: keyId }),
  GetParametersForImport: ({ imported }) => ({
    KeyId: imported.keyId,
    WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
    WrappingKeySpec: 'RSA_2048',
  }),
  GetPublicKey: ({ signing }) => ({ KeyId: signing.keyId }),
  ImportKeyMaterial: ({ imported: { keyId, ImportToken, EncryptedKeyMaterial } }) => ({
    KeyId: keyId,
    ImportToken,
    EncryptedKeyMaterial,
    ...FOR_EVER,
  }),
  ListAliases: ({ keyId }) => ({ KeyId: keyId }),
  ListGrants: ({ keyId }) => ({ KeyId: keyId }),
  ListKeyPolicies: ({ keyId }) => ({ KeyId: keyId }),
  ListKeyRotations: ({ keyId }) => ({ KeyId: keyId }),
  ListKeys: () => ({}),
  ListResourceTags: ({ keyId }) => ({ KeyId: keyId }),
  ListRetirableGrants: () => ({ RetiringPrincipal: PRINCIPAL }),
  PutKeyPolicy: ({ keyId }) => ({ KeyId: keyId, Policy: POLICY }),
  ReEncrypt: ({ keyId, ciphertext }) => ({ CiphertextBlob: ciphertext, DestinationKeyId: keyId }),
  ReplicateKey: ({ multiRegion }) => ({
    KeyId: multiRegion.keyId,
    ReplicaRegion: 'ap-southeast-1',
    Tags: [{ TagKey: 'a', TagValue: 'b' }],
  }),
  RetireGrant: ({ keyId, grant }) => ({ KeyId: keyId, GrantId: grant.id }),
  RevokeGrant: ({ keyId, grant }) => ({ KeyId: keyId, GrantId: grant.id }),
  RotateKeyOnDemand: ({ keyId }) => ({ KeyId: keyId }),
  ScheduleKeyDeletion: ({ keyId }) => ({ KeyId: keyId, PendingWindowInDays: 7 }),
  Sign: ({ signing }) => ({ KeyId: signing.keyId, Message: MESSAGE, ...SIGNING_ALGORITHM }),
  TagResource: ({ keyId }) => ({ KeyId: keyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
  UntagResource: ({ keyId }) => ({ KeyId: keyId, TagKeys: ['cost'] }),
  UpdateAlias: ({ keyId, otherAliasName }) => ({ AliasName: otherAliasName, TargetKeyId: keyId }),
  UpdateCustomKeyStore: ({ idleStoreId }) => ({
    CustomKeyStoreId: idleStoreId,
    NewCustomKeyStoreName: 'renamed',
  }),
  UpdateKeyDescription: ({ keyId }) => ({ KeyId: keyId, Description: 'changed' }),
  UpdatePrimaryRegion: ({ multiRegion }) => ({ KeyId: multiRegion.keyId, PrimaryRegion: 'eu-west-1' }),
  Verify: ({ signing }) => ({
    KeyId: signing.keyId,
    Message: MESSAGE,
    Signature: signing.signature,
    ...SIGNING_ALGORITHM,
  }),
  VerifyMac: ({ authenticating: { keyId, mac } }) => ({
    KeyId: keyId,
    Message: MESSAGE,
    Mac: mac,
    ...MAC_ALGORITHM,
  }),
};

export const OPERATION_NAMES: readonly OperationName[] = Object.keys(VALID_REQUESTS) as OperationName[];

/** Members of answers that the answers to the valid requests do not have. */
const ABSENT: { readonly [N in OperationName]?: readonly string[] } = {
  // Rotation is off.
  GetKeyRotationStatus: ['RotationPeriodInDays', 'NextRotationDate'],
  // Only for recipients, of whom no valid request speaks.
  Decrypt: ['CiphertextForRecipient'],
  DeriveSharedSecret: ['CiphertextForRecipient'],
  GenerateDataKey: ['CiphertextForRecipient'],
  GenerateDataKeyPair: ['CiphertextForRecipient'],
  GenerateRandom: ['CiphertextForRecipient'],
  // The key signs.
  GetPublicKey: ['EncryptionAlgorithms', 'KeyAgreementAlgorithms', 'EncapsulationAlgorithms'],
};

/** The members of the answer to an operation's valid request, in their order; NextMarker comes and goes. */
export function answeredMembers(operation: OperationName): readonly string[] {
  const absent = ['NextMarker', ...(ABSENT[operation] ?? [])];
  const output = OPERATIONS.get(operation)?.output ?? [];
  return output.filter((member) => !absent.includes(member)).sort();
}
