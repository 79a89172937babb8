import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventsOfCall } from '../../src/audit/call-event.ts';
import {
  LOGGED_DEFAULTS,
  LOGGED_MEMBERS,
  LOGGED_NAMES,
  WITHHELD_MEMBERS,
} from '../../src/audit/logged-members.ts';
import { memberName } from '../../src/audit/member-copies.ts';
import type { AnyMembers, AnyShape } from '../../src/operations/shape.ts';
import { OPERATIONS, type OperationName } from '../../src/operations/table.ts';
import { makeWorld, OPERATION_NAMES, VALID_REQUESTS } from '../operations/requests.ts';
import { invoke, refusalOf } from '../operations/service.ts';
import { openAudited } from './audited.ts';
import { outcomeOf } from './outcomes.ts';

describe('the table of what is logged', () => {
  it.each(OPERATION_NAMES)('has each member of %s once, as logged or as withheld', (operation) => {
    const members = Object.keys(OPERATIONS.get(operation)?.input ?? {});
    const withheld = members.filter((name) => WITHHELD_MEMBERS[name] !== undefined);
    expect([...LOGGED_MEMBERS[operation].request, ...withheld].sort()).toEqual(members.sort());
  });

  it.each(OPERATION_NAMES)(
    'answers for %s what is answered, and nothing of a call that only reads',
    (operation) => {
      const { output = [], readOnly } = OPERATIONS.get(operation) ?? {};
      const { answer = [] } = LOGGED_MEMBERS[operation];
      expect(answer.filter((member) => member !== 'key' && !output.includes(member))).toEqual([]);
      if (readOnly === true) expect(answer).toEqual([]);
    },
  );

  it('fills in members that are logged, and knows no name twice', () => {
    for (const [operation, defaults] of Object.entries(LOGGED_DEFAULTS)) {
      const { request } = LOGGED_MEMBERS[operation as OperationName];
      expect(defaults.filter(({ member }) => !request.includes(member))).toEqual([]);
    }
    expect([...LOGGED_NAMES]).toEqual([['CloudHsmClusterId', 'clusterId']]);
  });

  it('is the table of docs/AUDIT.md', () => {
    const text = readFileSync(new URL('../../docs/AUDIT.md', import.meta.url), 'utf8');
    for (const operation of OPERATION_NAMES) {
      const { request, answer = [] } = LOGGED_MEMBERS[operation];
      const filled = LOGGED_DEFAULTS[operation]?.map(({ member }) => member) ?? [];
      const asked = request.map(
        (name) => (LOGGED_NAMES.get(name) ?? memberName(name)) + (filled.includes(name) ? '*' : ''),
      );
      const told = answer.map((name) => (name === 'key' ? 'keyId' : memberName(name)));
      const row = [operation, asked.join(', '), told.length === 0 ? '–' : told.join(', ')];
      expect(text).toContain(`\n| ${row.join(' | ')} |\n`);
    }
    for (const name of Object.keys(WITHHELD_MEMBERS)) expect(text).toContain(name);
  });

  it('withholds members that there are', () => {
    const all = new Set(OPERATION_NAMES.flatMap((name) => Object.keys(OPERATIONS.get(name)?.input ?? {})));
    expect(Object.keys(WITHHELD_MEMBERS).filter((name) => !all.has(name))).toEqual([]);
  });
});

/** Every form in which bytes could be read again. */
function formsOf(secret: Uint8Array): readonly string[] {
  const buffer = Buffer.from(secret);
  // In base64 of something longer, by where it begins there.
  const inside = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), buffer])
      .toString('base64')
      .slice(4, -4),
  );
  return [
    buffer.toString('latin1'),
    buffer.toString('hex'),
    buffer.toString('hex').toUpperCase(),
    ...inside,
    ...inside.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    [...secret].join(','),
  ];
}

function expectNone(event: unknown, secrets: readonly Uint8Array[]): void {
  const text = JSON.stringify(event);
  for (const secret of secrets) {
    for (const form of formsOf(secret)) expect(text).not.toContain(form);
  }
}

/** ASCII, so that its raw form would be seen in JSON as it is. */
function canary(number: number): Uint8Array {
  return Uint8Array.from(Buffer.from(`canary-${number}-${'abcdefgh'.slice(number % 8)}-0123456789`));
}

/** A request in which every secret is a canary, and the canaries. */
function requestWithCanaries(members: AnyMembers): { input: Record<string, unknown>; secrets: Uint8Array[] } {
  const secrets: Uint8Array[] = [];
  const secret = (): Uint8Array => {
    const bytes = canary(secrets.length);
    secrets.push(bytes);
    return bytes;
  };
  const fill = (shape: AnyShape, isWithheld: boolean): unknown => {
    switch (shape.kind) {
      case 'blob':
        return secret();
      case 'string':
        return shape.isSecret === true || isWithheld ? Buffer.from(secret()).toString() : 'plain';
      case 'list':
        return [fill(shape.member, isWithheld), fill(shape.member, isWithheld)];
      case 'structure':
        return Object.fromEntries(
          Object.entries(shape.members).map(([name, member]) => [name, fill(member.shape, isWithheld)]),
        );
      case 'map':
        return { context: 'in clear' };
      case 'timestamp':
        return new Date(0);
      case 'integer':
        return 1;
      case 'boolean':
        return true;
    }
  };
  const input = Object.fromEntries(
    Object.entries(members).map(([name, { shape }]) => [
      name,
      fill(shape, WITHHELD_MEMBERS[name] !== undefined),
    ]),
  );
  return { input, secrets };
}

/** Members of answers that are told to nobody but the caller. */
const SECRET_ANSWERS = [
  'CiphertextBlob',
  'CiphertextForRecipient',
  'GrantToken',
  'ImportToken',
  'Mac',
  'Plaintext',
  'PrivateKeyCiphertextBlob',
  'PrivateKeyPlaintext',
  'SharedSecret',
  'SharedSecretCiphertextBlob',
  'Signature',
];

describe('no secret is in an event', () => {
  it.each(OPERATION_NAMES)('of %s: not in its request, not in its answer', (operation) => {
    const { input: members = {}, output = [] } = OPERATIONS.get(operation) ?? {};
    const { input, secrets } = requestWithCanaries(members);
    const answer = Object.fromEntries(
      output
        .filter((member) => SECRET_ANSWERS.includes(member))
        .map((member, i) => {
          const bytes = canary(100 + i);
          secrets.push(bytes);
          return [member, member === 'GrantToken' ? Buffer.from(bytes).toString() : bytes];
        }),
    );
    const events = eventsOfCall(outcomeOf({ operation, input, answer }));
    expect(JSON.stringify(events)).toContain(operation);
    expectNone(events, secrets);
    if (members['EncryptionContext'] !== undefined) expect(JSON.stringify(events)).toContain('in clear');
  });

  it('of a real service, whatever was asked and answered', async () => {
    const service = await openAudited();
    for (const operation of OPERATION_NAMES) {
      const world = await makeWorld(service);
      if (operation === 'CancelKeyDeletion') await service.kms.scheduleKeyDeletion({ KeyId: world.keyId });
      const request = VALID_REQUESTS[operation](world) as Record<string, unknown>;
      let answer: Readonly<Record<string, unknown>> = {};
      const events = await service.eventsBy(async () => {
        answer = await invoke(service, operation, request);
      });
      const values = [...Object.values(request), ...Object.values(answer)];
      const secrets = values
        .filter((value) => value instanceof Uint8Array)
        .filter(({ length }) => length > 7);
      expectNone(events, [
        ...secrets,
        Buffer.from(world.grant.token),
        Buffer.from(world.grant.token, 'base64'),
      ]);
    }
  });

  it.each([
    ['DescribeKey', { KeyId: 'k', GrantTokens: ['canary-token-0123456789'] }],
    ['DescribeKey', { KeyId: 'k', GrantTokens: Array(11).fill('canary-token-0123456789') }],
    ['RetireGrant', { GrantToken: 'canary-token-0123456789' }],
    ['RetireGrant', { GrantToken: 'canary-token-0123456789'.repeat(400), KeyId: '' }],
    [
      'CreateCustomKeyStore',
      { CustomKeyStoreName: 'n', KeyStorePassword: 'canary-token-0123456789'.repeat(2) },
    ],
    ['UpdateCustomKeyStore', { CustomKeyStoreId: 'cks-1', KeyStorePassword: 'canary-token-0123456789' }],
    [
      'UpdateCustomKeyStore',
      {
        CustomKeyStoreId: 'cks-1',
        XksProxyAuthenticationCredential: {
          AccessKeyId: 'canary-token-0123456789',
          RawSecretAccessKey: 'canary-token-0123456789',
        },
      },
    ],
    [
      'CreateKey',
      {
        Tags: [
          { TagKey: '_custom_key_material_', TagValue: 'canary-token-0123456789' },
          { TagKey: 'a', TagValue: 'b' },
        ],
      },
    ],
    ['Encrypt', { KeyId: 'k', Plaintext: Buffer.from('canary-token-0123456789').toString('base64') }],
  ])('of a %s that is refused for what holds it (%#)', async (operation, input) => {
    const service = await openAudited();
    const events = await service.eventsBy(() =>
      refusalOf(invoke(service, operation, input, { source: 'json' })),
    );
    expect(events).toHaveLength(1);
    expectNone(events, [Buffer.from('canary-token-0123456789')]);
  });
});
