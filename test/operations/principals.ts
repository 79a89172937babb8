/**
 * Every kind of principal, and what the rules say that each may do with the keys of a world.
 *
 * The expectations are written from the documented rules (KMS Developer Guide, "Key access and permissions", "Grants", and
 * the table of permissions), each as a set of operations; nothing here asks the evaluator.
 *
 * @module
 */
import { parsePolicy } from '../../src/iam/policy.ts';
import { principalOf } from '../../src/iam/principal.ts';
import type { Caller } from '../../src/operations/operation.ts';
import type { OperationName } from '../../src/operations/table.ts';
import { MODEL } from './model.ts';
import { OPERATION_NAMES, type World } from './requests.ts';
import { callerIn, invoke, SCOPE, type Service } from './service.ts';

const OWN = SCOPE.account;
const ALLOW = { Effect: 'Allow', Action: '*', Resource: '*' };
const user = (name: string, account = OWN): string => `arn:aws:iam::${account}:user/${name}`;
const DENIED_BY_KEY = user('denied-by-key');
const GRANTEE = user('grantee');
const ROLE = `arn:aws:iam::${OWN}:role/app`;
const PARTNER = '444455556666';
const CARELESS = '777788889999';

function as(arn: string, ...statements: readonly object[]): Caller {
  const principal = principalOf(arn);
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const identity =
    statements.length === 0 ? [] : [{ name: 'own', policy: parsePolicy(text, 'identity policy') }];
  return {
    account: principal.account,
    region: SCOPE.region,
    principalArn: arn,
    identity: { principal, policies: { identity }, userId: 'AIDA', tags: new Map() },
  };
}

/** Of one custom key store, named in the caller's account. */
const OF_A_STORE: readonly OperationName[] = [
  'ConnectCustomKeyStore',
  'DeleteCustomKeyStore',
  'DisconnectCustomKeyStore',
  'UpdateCustomKeyStore',
];
/** Decided by IAM alone: they touch no key, or an alias or a tag of something that is yet to be as well. */
const BY_IAM: readonly OperationName[] = [
  ...OF_A_STORE,
  'CreateCustomKeyStore',
  'CreateKey',
  'DescribeCustomKeyStores',
  'GenerateRandom',
  'ListAliases',
  'ListKeys',
  'ListRetirableGrants',
];
const ALSO_BY_IAM: readonly OperationName[] = ['CreateAlias', 'DeleteAlias', 'ReplicateKey', 'UpdateAlias'];
/** A key policy has no say in who retires a grant. */
const RETIRE: OperationName = 'RetireGrant';
/** What a grant of each usage can permit, as API operations. */
const GRANTABLE: readonly OperationName[] = [
  'CreateGrant',
  'Decapsulate',
  'Decrypt',
  'DeriveSharedSecret',
  'DescribeKey',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GetPublicKey',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
];

/** What is asked of the caller's own account comes to nothing when it is about somebody else's key, alias or store. */
const NOT_FOUND_ABROAD: readonly OperationName[] = [
  ...OF_A_STORE,
  'DeleteAlias',
  'ListAliases',
  'UpdateAlias',
];
/** Of a principal of the caller's own account alone. */
const LOCAL: OperationName = 'ListRetirableGrants';

/** A kind of principal: one of its kind, and what it may do. */
export interface PrincipalKind {
  readonly name: string;
  readonly caller: Caller;
  readonly mayCall: (operation: OperationName) => boolean;
  /** Operations that find nothing, rather than being refused. */
  readonly findsNothing?: readonly OperationName[];
}

const all = (): boolean => true;
const crossAccount = (operation: OperationName): boolean =>
  MODEL.operations[operation].crossAccount === true && operation !== RETIRE;

export const PRINCIPAL_KINDS: readonly PrincipalKind[] = [
  { name: 'the root of the account', caller: callerIn(SCOPE), mayCall: all },
  { name: 'a user whom IAM allows', caller: as(user('alice'), ALLOW), mayCall: all },
  { name: 'a user whom nothing allows', caller: as(user('bob')), mayCall: () => false },
  {
    name: 'a session of a role that the key policy names',
    caller: as(`arn:aws:sts::${OWN}:assumed-role/app/run1`),
    mayCall: (operation) => ![...BY_IAM, ...ALSO_BY_IAM, RETIRE].includes(operation),
  },
  { name: 'a grantee', caller: as(GRANTEE), mayCall: (operation) => GRANTABLE.includes(operation) },
  {
    name: 'a user of another account, allowed by both sides',
    caller: as(user('carol', PARTNER), ALLOW),
    // What touches no key they do in their own account.
    mayCall: (operation) =>
      crossAccount(operation) ||
      (BY_IAM.includes(operation) && ![...NOT_FOUND_ABROAD, LOCAL].includes(operation)),
    findsNothing: NOT_FOUND_ABROAD,
  },
  {
    name: 'a user of another account, allowed by the key policy alone',
    caller: as(user('dave', CARELESS)),
    mayCall: () => false,
    findsNothing: ['DeleteAlias', 'UpdateAlias'],
  },
  {
    name: 'a user whom IAM allows and the key policy denies',
    caller: as(DENIED_BY_KEY, ALLOW),
    mayCall: (operation) => BY_IAM.includes(operation) || operation === RETIRE,
  },
  {
    name: 'a user whom IAM allows and denies, named by the key policy',
    caller: as(user('denied-by-iam'), ALLOW, { ...ALLOW, Effect: 'Deny' }),
    mayCall: () => false,
  },
];

const KEY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      ...ALLOW,
      Principal: {
        AWS: [OWN, ROLE, user('denied-by-iam'), DENIED_BY_KEY, PARTNER, CARELESS, user('dave', CARELESS)],
      },
    },
    { ...ALLOW, Effect: 'Deny', Principal: { AWS: DENIED_BY_KEY } },
  ],
});

/** Puts one policy on every key of a world, and gives the grantee what grants can give. */
export async function letIn(service: Service, world: World): Promise<void> {
  const { signing, authenticating, agreeing, encapsulating, imported, multiRegion, otherKeyId } = world;
  const subjects = [world, signing, authenticating, agreeing, encapsulating, imported, multiRegion];
  const keyIds = [...subjects.map(({ keyId }) => keyId), otherKeyId];
  for (const KeyId of keyIds) await service.kms.putKeyPolicy({ KeyId, Policy: KEY_POLICY });
  const replica = { KeyId: multiRegion.keyId, Policy: KEY_POLICY };
  await invoke(service, 'PutKeyPolicy', replica, { caller: callerIn({ ...SCOPE, region: 'eu-west-1' }) });
  const give = (KeyId: string, ...Operations: string[]): Promise<unknown> =>
    service.kms.createGrant({ KeyId, GranteePrincipal: GRANTEE, Operations });
  const data = OPERATION_NAMES.filter((name) => name.startsWith('GenerateDataKey'));
  const symmetric = ['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo'];
  await give(world.keyId, ...symmetric, ...data);
  await give(signing.keyId, 'Sign', 'Verify', 'GetPublicKey');
  await give(authenticating.keyId, 'GenerateMac', 'VerifyMac');
  await give(agreeing.keyId, 'DeriveSharedSecret');
  await give(encapsulating.keyId, 'Encapsulate', 'Decapsulate');
}
