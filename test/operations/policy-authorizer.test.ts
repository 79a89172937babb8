/** Authorisation as callers meet it: key policies, policies of the account, grants, other accounts, and AWS's sentences. */
import { beforeEach, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/iam/policy.ts';
import { principalOf } from '../../src/iam/principal.ts';
import type { Caller, Connection } from '../../src/operations/operation.ts';
import { callerIn, invoke, makeKey, openService, refusalOf, SCOPE, type Service } from './service.ts';

const ROOT = `arn:aws:iam::${SCOPE.account}:root`;
const ALICE = `arn:aws:iam::${SCOPE.account}:user/alice`;
const SESSION = `arn:aws:sts::${SCOPE.account}:assumed-role/EncryptionApp/run1`;
const ROLE = `arn:aws:iam::${SCOPE.account}:role/EncryptionApp`;
const STRANGER = 'arn:aws:iam::444455556666:user/mallory';
const PLAINTEXT = new Uint8Array([1]);
const ALLOW_ALL = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };

/** Somebody with these statements as their own policy. */
function as(arn: string, statements: readonly object[] = [], connection?: Partial<Connection>): Caller {
  const principal = principalOf(arn);
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const identity =
    statements.length === 0 ? [] : [{ name: 'own', policy: parsePolicy(text, 'identity policy') }];
  return {
    account: principal.account,
    region: SCOPE.region,
    principalArn: arn,
    identity: { principal, policies: { identity }, userId: 'AIDA', tags: new Map() },
    connection: { secureTransport: true, ...connection },
  };
}

let service: Service;
beforeEach(async () => {
  service = await openService();
});

const encrypt = (caller: Caller, KeyId: string, more: object = {}): Promise<unknown> =>
  invoke(service, 'Encrypt', { KeyId, Plaintext: PLAINTEXT, ...more }, { caller });

/** A key whose policy lets the root do everything and adds statements. */
async function keyWith(...statements: readonly object[]): Promise<string> {
  const own = { ...ALLOW_ALL, Principal: { AWS: ROOT } };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [own, ...statements] });
  return (await makeKey(service, { Policy })).Arn;
}

function sentence(arn: string, action: string, key: string, reason: string): object {
  const message = `User: ${arn} is not authorized to perform: kms:${action} on resource: ${key} ${reason}`;
  return { code: 'AccessDeniedException', message };
}

describe('the default key policy', () => {
  it('gives the root everything, and leaves everybody else to IAM', async () => {
    const { Arn } = await makeKey(service);
    await encrypt(as(ROOT), Arn);
    await encrypt(as(ALICE, [ALLOW_ALL]), Arn);
    await encrypt(as(ALICE, [{ ...ALLOW_ALL, Action: 'kms:Encrypt', Resource: Arn }]), Arn);
    expect(await refusalOf(encrypt(as(ALICE), Arn))).toEqual(
      sentence(ALICE, 'Encrypt', Arn, 'because no identity-based policy allows the kms:Encrypt action'),
    );
    const other = as(ALICE, [{ ...ALLOW_ALL, Resource: `${Arn}x` }]);
    expect((await refusalOf(encrypt(other, Arn))).code).toBe('AccessDeniedException');
  });
});

describe('the policy for an encrypting application', () => {
  const USE = ['kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:Decrypt'];
  const app = (arn = SESSION): Caller => as(arn);

  it('lets it do what it names, and nothing else', async () => {
    const KeyId = await keyWith({ Effect: 'Allow', Principal: { AWS: ROLE }, Action: USE, Resource: '*' });
    const call = (operation: string, input: object = {}): Promise<Readonly<Record<string, unknown>>> =>
      invoke(service, operation, { KeyId, ...input }, { caller: app() });
    const { CiphertextBlob } = await call('Encrypt', { Plaintext: PLAINTEXT });
    await call('DescribeKey');
    await call('Decrypt', { CiphertextBlob });
    await call('GenerateDataKey', { KeySpec: 'AES_256' });
    await call('GenerateDataKeyWithoutPlaintext', { KeySpec: 'AES_256' });
    await invoke(service, 'ReEncrypt', { CiphertextBlob, DestinationKeyId: KeyId }, { caller: app() });
    const refused: readonly (readonly [string, object?])[] = [
      ['DisableKey'],
      ['ScheduleKeyDeletion'],
      ['GetKeyPolicy'],
      ['TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
      ['CreateGrant', { GranteePrincipal: ROLE, Operations: ['Decrypt'] }],
      ['ListGrants'],
    ];
    for (const [operation, input] of refused) {
      expect(await refusalOf(call(operation, input))).toEqual(
        sentence(
          SESSION,
          operation,
          KeyId,
          `because no identity-based policy allows the kms:${operation} action`,
        ),
      );
    }
  });
});

describe('a refusal says why', () => {
  it('a key policy that does not allow', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: { ...ALLOW_ALL, Principal: { AWS: ALICE } },
    });
    const { Arn } = await makeKey(service, { Policy, BypassPolicyLockoutSafetyCheck: true });
    expect(await refusalOf(encrypt(as(ROOT), Arn))).toEqual(
      sentence(ROOT, 'Encrypt', Arn, 'because no resource-based policy allows the kms:Encrypt action'),
    );
  });

  it('a Deny of the key policy, and of one’s own', async () => {
    const denied = await keyWith({ ...ALLOW_ALL, Effect: 'Deny', Principal: { AWS: ALICE } });
    expect(await refusalOf(encrypt(as(ALICE, [ALLOW_ALL]), denied))).toEqual(
      sentence(ALICE, 'Encrypt', denied, 'with an explicit deny in a resource-based policy'),
    );
    const key = await keyWith();
    expect(await refusalOf(encrypt(as(ALICE, [ALLOW_ALL, { ...ALLOW_ALL, Effect: 'Deny' }]), key))).toEqual(
      sentence(ALICE, 'Encrypt', key, 'with an explicit deny in an identity-based policy'),
    );
  });

  it('nothing of an account allows what touches no key', async () => {
    expect(await refusalOf(invoke(service, 'ListKeys', {}, { caller: as(ALICE) }))).toEqual(
      sentence(ALICE, 'ListKeys', '*', 'because no identity-based policy allows the kms:ListKeys action'),
    );
    await invoke(service, 'ListKeys', {}, { caller: as(ALICE, [ALLOW_ALL]) });
  });
});

describe('conditions', () => {
  it('see the request, the key and the caller', async () => {
    const Condition = {
      StringEquals: { 'kms:EncryptionContext:Dept': 'IT', 'kms:KeySpec': 'SYMMETRIC_DEFAULT' },
      Bool: { 'aws:SecureTransport': 'true' },
    };
    const key = await keyWith({ ...ALLOW_ALL, Principal: { AWS: ALICE }, Condition });
    await encrypt(as(ALICE), key, { EncryptionContext: { Dept: 'IT' } });
    for (const [caller, EncryptionContext] of [
      [as(ALICE), { Dept: 'HR' }],
      [as(ALICE), {}],
      [as(ALICE, [], { secureTransport: false }), { Dept: 'IT' }],
    ] as const) {
      expect((await refusalOf(encrypt(caller, key, { EncryptionContext }))).code).toBe(
        'AccessDeniedException',
      );
    }
  });
});

describe('aliases', () => {
  const allow = (Action: string, ...Resource: string[]): object => ({ Effect: 'Allow', Action, Resource });
  const ALIAS = `arn:aws:kms:${SCOPE.region}:${SCOPE.account}:alias/a`;

  it('need permission on the alias and on the key', async () => {
    const { Arn, KeyId } = await makeKey(service);
    const create = (caller: Caller): Promise<unknown> =>
      invoke(service, 'CreateAlias', { AliasName: 'alias/a', TargetKeyId: KeyId }, { caller });
    const half = await refusalOf(create(as(ALICE, [allow('kms:CreateAlias', Arn)])));
    expect(half.message).toContain(ALIAS);
    const otherHalf = await refusalOf(create(as(ALICE, [allow('kms:CreateAlias', ALIAS)])));
    expect(otherHalf.message).toContain(Arn);
    await create(as(ALICE, [allow('kms:CreateAlias', Arn, ALIAS)]));
  });
});

describe('tags', () => {
  it('of a new key need their own permission', async () => {
    const input = { Tags: [{ TagKey: 'a', TagValue: 'b' }] };
    const create = (Action: readonly string[]): Promise<unknown> =>
      invoke(service, 'CreateKey', input, { caller: as(ALICE, [{ ...ALLOW_ALL, Action }]) });
    expect((await refusalOf(create(['kms:CreateKey', 'kms:PutKeyPolicy']))).message).toContain(
      'kms:TagResource',
    );
    await create(['kms:CreateKey', 'kms:TagResource']);
  });
});

describe('grants', () => {
  const give = async (KeyId: string, more: object): Promise<string> => {
    const input = { KeyId, GranteePrincipal: ALICE, Operations: ['Encrypt', 'CreateGrant'], ...more };
    return String((await invoke(service, 'CreateGrant', input))['GrantId']);
  };

  it('allow what they name, at once, until they are revoked', async () => {
    const key = await keyWith();
    expect((await refusalOf(encrypt(as(ALICE), key))).code).toBe('AccessDeniedException');
    const GrantId = await give(key, {});
    await encrypt(as(ALICE), key);
    expect(
      (await refusalOf(invoke(service, 'DescribeKey', { KeyId: key }, { caller: as(ALICE) }))).code,
    ).toBe('AccessDeniedException');
    await invoke(service, 'RevokeGrant', { KeyId: key, GrantId });
    expect((await refusalOf(encrypt(as(ALICE), key))).code).toBe('AccessDeniedException');
  });

  it('hold the encryption context to their constraint', async () => {
    const key = await keyWith();
    await give(key, { Constraints: { EncryptionContextSubset: { a: '1' } } });
    await encrypt(as(ALICE), key, { EncryptionContext: { a: '1', b: '2' } });
    expect((await refusalOf(encrypt(as(ALICE), key, { EncryptionContext: { a: '2' } }))).code).toBe(
      'AccessDeniedException',
    );
  });

  it('yield to a Deny', async () => {
    const key = await keyWith();
    await give(key, {});
    const denied = as(ALICE, [{ ...ALLOW_ALL, Effect: 'Deny' }]);
    expect((await refusalOf(encrypt(denied, key))).message).toContain('explicit deny');
  });

  it('reach every session of a role, and an account only by its own policies', async () => {
    const key = await keyWith();
    await give(key, { GranteePrincipal: ROLE });
    await encrypt(as(SESSION), key);
    await give(key, { GranteePrincipal: 'arn:aws:iam::444455556666:root' });
    expect((await refusalOf(encrypt(as(STRANGER), key))).code).toBe('AccessDeniedException');
    await encrypt(as(STRANGER, [ALLOW_ALL]), key);
  });

  it('may be passed on by whom they allow CreateGrant, and never wider', async () => {
    const key = await keyWith();
    await give(key, { Constraints: { EncryptionContextEquals: { a: '1' } } });
    const pass = (Operations: readonly string[], Constraints?: object): Promise<unknown> => {
      const input = { KeyId: key, GranteePrincipal: ROLE, Operations, ...(Constraints && { Constraints }) };
      return invoke(service, 'CreateGrant', input, { caller: as(ALICE) });
    };
    await pass(['Encrypt'], { EncryptionContextEquals: { a: '1' } });
    for (const wider of [
      pass(['Encrypt']),
      pass(['Encrypt', 'Decrypt'], { EncryptionContextEquals: { a: '1' } }),
      pass(['Encrypt'], { EncryptionContextSubset: { a: '1' } }),
    ]) {
      expect((await refusalOf(wider)).code).toBe('AccessDeniedException');
    }
  });

  it('are retired by whom they name, by the root that gave them, by IAM of its account, and by nobody else', async () => {
    const key = await keyWith({ ...ALLOW_ALL, Action: 'kms:RetireGrant', Principal: '*' });
    const BOB = `arn:aws:iam::${SCOPE.account}:user/bob`;
    const retire = async (caller: Caller): Promise<unknown> => {
      const GrantId = await give(key, { RetiringPrincipal: STRANGER });
      return invoke(service, 'RetireGrant', { KeyId: key, GrantId }, { caller });
    };
    await retire(as(STRANGER));
    await retire(as(ROOT));
    await retire(as(BOB, [ALLOW_ALL]));
    for (const nobody of [as(BOB), as(ALICE), as(STRANGER.replace('mallory', 'other'), [ALLOW_ALL])]) {
      expect((await refusalOf(retire(nobody))).code).toBe('AccessDeniedException');
    }
  });
});

describe('keys of other accounts', () => {
  const own = [ALLOW_ALL];

  it('need both sides, and serve only what AWS opens to other accounts', async () => {
    const key = await keyWith({ ...ALLOW_ALL, Principal: { AWS: 'arn:aws:iam::444455556666:root' } });
    await encrypt(as(STRANGER, own), key);
    expect((await refusalOf(encrypt(as(STRANGER), key))).code).toBe('AccessDeniedException');
    expect((await refusalOf(encrypt(as(STRANGER, own), await keyWith()))).code).toBe('AccessDeniedException');
    for (const operation of ['DisableKey', 'GetKeyPolicy', 'ListKeyPolicies', 'ScheduleKeyDeletion']) {
      const call = invoke(service, operation, { KeyId: key }, { caller: as(STRANGER, own) });
      expect((await refusalOf(call)).code).toBe('AccessDeniedException');
    }
  });

  it('look the same whether they exist or not', async () => {
    const there = await keyWith();
    const nowhere = `${there.slice(0, -36)}1234abcd-12ab-34cd-56ef-1234567890ab`;
    const mask = async (key: string): Promise<object> => {
      const { code, message } = await refusalOf(encrypt(as(STRANGER, own), key));
      return { code, message: message.replaceAll(key, '<key>') };
    };
    expect(await mask(there)).toEqual(await mask(nowhere));
    expect(await refusalOf(encrypt(callerIn({ ...SCOPE, account: '444455556666' }), there))).toEqual(
      sentence(
        'arn:aws:iam::444455556666:root',
        'Encrypt',
        there,
        'because no resource-based policy allows the kms:Encrypt action',
      ),
    );
  });

  describe('tell nothing of themselves to whom they do not let in', () => {
    const NOWHERE = '1234abcd-12ab-34cd-56ef-1234567890ab';
    const deny = (Condition?: object): object => ({
      ...ALLOW_ALL,
      Effect: 'Deny',
      ...(Condition && { Condition }),
    });
    /** Policies of outsiders that would like to know, each by what it would be told. */
    const CURIOUS: readonly (readonly [string, readonly object[]])[] = [
      ['nothing', []],
      ['a Deny of their own', [deny()]],
      ['a Deny that asks for the spec', [ALLOW_ALL, deny({ StringEquals: { 'kms:KeySpec': 'RSA_2048' } })]],
      ['a Deny that asks for a tag', [ALLOW_ALL, deny({ StringEquals: { 'aws:ResourceTag/a': 'b' } })]],
      ['a Deny that asks for the account', [ALLOW_ALL, deny({ Null: { 'aws:ResourceAccount': 'false' } })]],
      ['a Deny that asks for aliases', [ALLOW_ALL, deny({ Null: { 'kms:ResourceAliases': 'false' } })]],
    ];
    const calls = {
      Encrypt: { Plaintext: PLAINTEXT },
      DescribeKey: {},
      GetPublicKey: {},
      Sign: { Message: PLAINTEXT, SigningAlgorithm: 'RSASSA_PSS_SHA_256' },
      DisableKey: {},
      GetKeyPolicy: {},
      ListGrants: {},
      RevokeGrant: { GrantId: 'a'.repeat(64) },
      RetireGrant: { GrantId: 'a'.repeat(64) },
      GenerateDataKey: { KeySpec: 'AES_256', DryRun: true },
    };

    it.each(
      CURIOUS.flatMap(([what, statements]) =>
        Object.entries(calls).map(([operation, input]) => ({ what, statements, operation, input })),
      ),
    )('$operation, with $what', async ({ statements, operation, input }) => {
      const tagged = {
        KeySpec: 'RSA_2048',
        KeyUsage: 'ENCRYPT_DECRYPT',
        Tags: [{ TagKey: 'a', TagValue: 'b' }],
      };
      const { Arn } = await makeKey(service, tagged);
      await service.kms.createAlias({ AliasName: 'alias/there', TargetKeyId: Arn });
      await service.kms.disableKey({ KeyId: Arn });
      const forbidding = await keyWith({ ...ALLOW_ALL, Effect: 'Deny', Principal: { AWS: STRANGER } });
      const nowhere = Arn.slice(0, -NOWHERE.length) + NOWHERE;
      const answers = [nowhere, Arn, forbidding].map(async (KeyId) => {
        const caller = as(STRANGER, statements);
        const { code, message } = await refusalOf(
          invoke(service, operation, { KeyId, ...input }, { caller }),
        );
        return { code, message: message.replaceAll(KeyId, '<key>') };
      });
      const [first, ...others] = await Promise.all(answers);
      expect(first?.code).toBe('AccessDeniedException');
      for (const other of others) expect(other).toEqual(first);
    });

    it('nor which key an alias of theirs means, or whether there is such an alias', async () => {
      const { Arn } = await makeKey(service);
      await service.kms.createAlias({ AliasName: 'alias/there', TargetKeyId: Arn });
      const { CiphertextBlob } = await service.kms.encrypt({ KeyId: Arn, Plaintext: PLAINTEXT });
      const prefix = `arn:aws:kms:${SCOPE.region}:${SCOPE.account}:alias/`;
      for (const [operation, input] of [
        ['Encrypt', { Plaintext: PLAINTEXT }],
        ['DescribeKey', {}],
        ['Decrypt', { CiphertextBlob }],
      ] as const) {
        for (const [, statements] of CURIOUS) {
          const caller = as(STRANGER, statements);
          const answers = ['there', 'none'].map(async (name) => {
            const KeyId = prefix + name;
            const call = invoke(service, operation, { KeyId, ...input }, { caller });
            const { code, message } = await refusalOf(call);
            expect(message).not.toContain(Arn);
            return { code, message: message.replaceAll(KeyId, '<key>') };
          });
          const [there, none] = await Promise.all(answers);
          expect(there).toEqual(none);
        }
      }
    });

    it('nor by a ciphertext of their own, which spec a key has', async () => {
      const neighbour = callerIn({ ...SCOPE, account: '444455556666' });
      const { KeyMetadata } = await invoke(service, 'CreateKey', {}, { caller: neighbour });
      const { KeyId } = KeyMetadata as { KeyId: string };
      const own = await invoke(service, 'Encrypt', { KeyId, Plaintext: PLAINTEXT }, { caller: neighbour });
      const { Arn } = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
      const codes = [Arn, Arn.slice(0, -NOWHERE.length) + NOWHERE].map(async (named) => {
        const input = { KeyId: named, CiphertextBlob: own['CiphertextBlob'] };
        return (await refusalOf(invoke(service, 'Decrypt', input, { caller: neighbour }))).code;
      });
      expect(new Set(await Promise.all(codes)).size).toBe(1);
    });

    it('but tell whom they let in what is missing on their own side', async () => {
      const key = await keyWith({ ...ALLOW_ALL, Principal: { AWS: 'arn:aws:iam::444455556666:root' } });
      expect((await refusalOf(encrypt(as(STRANGER), key))).message).toMatch(
        /no identity-based policy allows/,
      );
      const own = [ALLOW_ALL, deny({ StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } })];
      expect((await refusalOf(encrypt(as(STRANGER, own), key))).message).toMatch(
        /with an explicit deny in an identity-based policy$/,
      );
    });
  });
});
