import { beforeAll, describe, expect, it } from 'vitest';
import { resolveKey } from '../../src/operations/resolve.ts';
import { MODEL } from './model.ts';
import { makeWorld, OPERATION_NAMES, VALID_REQUESTS, type World } from './requests.ts';
import { DAY_MS, invoke, openService, type Refusal, refusalOf, SCOPE, type Service } from './service.ts';

const UNKNOWN_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = 'arn:aws:kms:us-east-1:111122223333:';

/** The member by which an operation names a key, where it takes one. */
function keyMember(operation: string): string | undefined {
  const members = ['KeyId', 'TargetKeyId', 'DestinationKeyId'];
  const { input } = MODEL.operations[operation as keyof typeof MODEL.operations];
  return members.find((member) => Object.hasOwn(input, member));
}

const WITH_KEY = OPERATION_NAMES.filter((name) => keyMember(name) !== undefined);
const takesAliases = (name: (typeof OPERATION_NAMES)[number]): boolean =>
  MODEL.operations[name].keyIdForms.includes('alias-name');

const notFound = (message: string): Refusal => ({ code: 'NotFoundException', message });
const unknownAlias = (name: string): Refusal => notFound(`Alias ${ARN}${name} is not found.`);

/** Identifiers that lead nowhere, and what is said of them. Source: KMS API reference, and recordings of AWS. */
const DEAD_ENDS: readonly (readonly [identifier: string, refusal: Refusal])[] = [
  ['fake-key-id', notFound("Invalid keyId 'fake-key-id'")],
  [' ', notFound("Invalid keyId ' '")],
  [
    '1234ABCD-12AB-34CD-56EF-1234567890AB',
    notFound(`Key '${ARN}key/${UNKNOWN_ID.toUpperCase()}' does not exist`),
  ],
  ['134f2428cec14b25a1ae9048164dba47', notFound("Invalid keyId '134f2428cec14b25a1ae9048164dba47'")],
  [`${UNKNOWN_ID}\n`, notFound(`Invalid keyId '${UNKNOWN_ID}\n'`)],
  ['mrk-fake-key-id', notFound("Invalid keyId 'mrk-fake-key-id'")],
  ['__proto__', notFound("Invalid keyId '__proto__'")],
  [UNKNOWN_ID, notFound(`Key '${ARN}key/${UNKNOWN_ID}' does not exist`)],
  [`mrk-${'0'.repeat(32)}`, notFound(`Key '${ARN}key/mrk-${'0'.repeat(32)}' does not exist`)],
  [`${ARN}key/${UNKNOWN_ID}`, notFound(`Key '${ARN}key/${UNKNOWN_ID}' does not exist`)],
  [`${ARN}key/fake`, notFound('Invalid keyId fake')],
  [`arn:aws:kms:eu-west-1:111122223333:key/${UNKNOWN_ID}`, notFound('Invalid arn eu-west-1')],
  [`arn:aws-cn:kms:us-east-1:111122223333:key/${UNKNOWN_ID}`, notFound('Invalid arn aws-cn')],
  ['arn:aws:s3:::bucket', notFound('Invalid arn arn:aws:s3:::bucket')],
  ['arn:', notFound('Invalid arn arn:')],
  [
    `arn:aws:kms:us-east-1::key/${UNKNOWN_ID}`,
    notFound(`Invalid arn arn:aws:kms:us-east-1::key/${UNKNOWN_ID}`),
  ],
  [`${ARN}grant/x`, notFound(`Invalid arn ${ARN}grant/x`)],
];

/** The same for aliases. */
const DEAD_ALIASES: readonly (readonly [identifier: string, refusal: Refusal])[] = [
  ['alias/nope', unknownAlias('alias/nope')],
  ['alias/', unknownAlias('alias/')],
  ['alias/aws/nope', unknownAlias('alias/aws/nope')],
  ['alias/two words', unknownAlias('alias/two words')],
  ['alias/a:b', unknownAlias('alias/a:b')],
  [`alias/${'x'.repeat(2000)}`, unknownAlias(`alias/${'x'.repeat(2000)}`)],
  [`${ARN}alias/nope`, unknownAlias('alias/nope')],
  [`${ARN}alias/two words`, unknownAlias('alias/two words')],
  ['arn:aws:kms:eu-west-1:111122223333:alias/nope', notFound('Invalid arn eu-west-1')],
];

describe('an identifier', () => {
  let service: Service;
  let world: World;
  beforeAll(async () => {
    service = await openService();
    world = await makeWorld(service);
  });

  const call = (operation: (typeof OPERATION_NAMES)[number], identifier: string): Promise<unknown> => {
    const member = keyMember(operation) as string;
    return invoke(service, operation, { ...VALID_REQUESTS[operation](world), [member]: identifier });
  };

  it.each(WITH_KEY)('that leads nowhere is answered by %s as AWS answers it', async (operation) => {
    for (const [identifier, refusal] of DEAD_ENDS) {
      expect(await refusalOf(call(operation, identifier)), identifier).toEqual(refusal);
    }
  });

  it.each(WITH_KEY.filter(takesAliases))(
    'that is an unknown alias is answered so by %s',
    async (operation) => {
      for (const [identifier, refusal] of DEAD_ALIASES) {
        expect(await refusalOf(call(operation, identifier)), identifier).toEqual(refusal);
      }
    },
  );

  it.each(WITH_KEY.filter((name) => !takesAliases(name)))(
    'that is an alias is refused by %s',
    async (operation) => {
      for (const identifier of [world.aliasName, `${ARN}${world.aliasName}`, 'alias/nope']) {
        const refusal = await refusalOf(call(operation, identifier));
        const isTarget = keyMember(operation) === 'TargetKeyId';
        expect(refusal).toEqual(
          isTarget
            ? { code: 'ValidationException', message: 'Aliases must refer to keys. Not aliases' }
            : { code: 'InvalidArnException', message: 'Key Aliases are not supported for this operation.' },
        );
      }
    },
  );

  it.each(WITH_KEY.filter((name) => name !== 'ListAliases'))(
    'of another account’s key is denied by %s, whether or not there is such a key',
    async (operation) => {
      const foreign = await invoke(
        service,
        'CreateKey',
        {},
        { caller: { ...SCOPE, account: '444455556666', principalArn: 'arn:x' } },
      );
      const { Arn } = foreign['KeyMetadata'] as { Arn: string };
      const texts = new Set<string>();
      for (const arn of [Arn, `arn:aws:kms:us-east-1:444455556666:key/${UNKNOWN_ID}`]) {
        // Decrypt and ListAliases resolve more than the member; a dead ciphertext leaves the identifier alone.
        const { code, message } = await refusalOf(call(operation, arn)).catch(() => ({
          code: '',
          message: '',
        }));
        if (operation === 'Decrypt') expect(code).toBe('IncorrectKeyException');
        else expect(code).toBe('AccessDeniedException');
        texts.add(message.replace(arn, '<arn>'));
      }
      expect(texts.size).toBe(1);
    },
  );

  it('of an alias in another account is denied, whether or not there is such an alias', async () => {
    const caller = { ...SCOPE, account: '777788889999', principalArn: 'arn:x' };
    for (const alias of [world.aliasName, 'alias/nope', 'alias/two words']) {
      const refusal = await refusalOf(invoke(service, 'DescribeKey', { KeyId: ARN + alias }, { caller }));
      expect(refusal.code).toBe('AccessDeniedException');
    }
  });
});

describe('resolveKey', () => {
  it('gives the key with the version that a write must replace', async () => {
    const service = await openService();
    const { keyId, keyArn } = await makeWorld(service);
    const { arn, stored } = await resolveKey(service.vault, SCOPE, { by: 'identifier', identifier: keyId });
    expect(arn).toBe(keyArn);
    const record = await service.store.get(`key/111122223333/us-east-1/${keyId}`);
    expect(stored?.version).toBe(record?.version);
  });

  it('finds no key whose time has come, by no way', async () => {
    const service = await openService();
    const { keyId, keyArn, aliasName, ciphertext } = await makeWorld(service);
    await service.kms.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays: 7 });
    service.wait(7 * DAY_MS);
    // Not through the pipeline, which would sweep first: the records are still there.
    expect(await service.store.get(`key/111122223333/us-east-1/${keyId}`)).toBeDefined();
    const gone = notFound(`Key '${keyArn}' does not exist`);
    const { vault } = service;
    expect(await refusalOf(resolveKey(vault, SCOPE, { by: 'identifier', identifier: keyId }))).toEqual(gone);
    expect(await refusalOf(resolveKey(vault, SCOPE, { by: 'identifier', identifier: aliasName }))).toEqual(
      gone,
    );
    expect(await refusalOf(resolveKey(vault, SCOPE, { by: 'alias name', aliasName }))).toEqual(gone);
    const byCiphertext = resolveKey(vault, SCOPE, {
      by: 'ciphertext',
      ciphertext,
      isBlock: false,
      identifier: undefined,
    });
    expect((await refusalOf(byCiphertext)).code).toBe('AccessDeniedException');
  });
});
