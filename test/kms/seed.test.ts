import { describe, expect, it } from 'vitest';
import { readSeed } from '../../src/kms/seed.ts';
import { SCOPE } from '../operations/service.ts';

const ID = 'bc436485-5092-42b8-92a3-0aa8b93536dc';
const OTHER = 'bc436485-5092-42b8-92a3-0aa8b93536dd';
const MRK = `mrk-${'0'.repeat(32)}`;
const read = (...keys: unknown[]) => readSeed({ keys }, SCOPE);

describe('a seed', () => {
  it('needs an id for each key, and fills in the rest', () => {
    expect(read({ id: ID })).toEqual([
      {
        path: ['keys', 0],
        account: '111122223333',
        region: 'us-east-1',
        keyId: ID,
        spec: 'SYMMETRIC_DEFAULT',
        usage: 'ENCRYPT_DECRYPT',
        origin: 'AWS_KMS',
        description: '',
        policy: expect.stringContaining('key-default-1'),
        tags: [],
        aliases: [],
        isEnabled: true,
        materials: [],
        rotationPeriodDays: undefined,
        replicas: [],
      },
    ]);
    expect(read()).toEqual([]);
  });

  it('may say account and Region for all keys, and for one', () => {
    const document = {
      account: '444455556666',
      region: 'eu-west-1',
      keys: [{ id: ID }, { id: ID, region: 'eu-west-2' }, { id: ID, account: '777788889999' }],
    };
    expect(readSeed(document, SCOPE).map(({ account, region }) => [account, region])).toEqual([
      ['444455556666', 'eu-west-1'],
      ['444455556666', 'eu-west-2'],
      ['777788889999', 'eu-west-1'],
    ]);
  });

  it('gives replicas the Region alone, or what else they have', () => {
    const replicas = ['eu-west-1', { region: 'eu-west-2', enabled: false, aliases: ['alias/x'] }];
    const [key] = read({ id: MRK, multiRegion: true, aliases: ['alias/x'], replicas });
    expect(key?.replicas).toMatchObject([
      { path: ['keys', 0, 'replicas', 0], region: 'eu-west-1', isEnabled: true, aliases: [] },
      { path: ['keys', 0, 'replicas', 1], region: 'eu-west-2', isEnabled: false, aliases: ['alias/x'] },
    ]);
  });

  it('takes a policy as a mapping or as text, and one that shuts everybody out', () => {
    const policy = {
      Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'kms:*', Resource: '*' }],
    };
    const [one, two] = read({ id: ID, policy }, { id: OTHER, policy: JSON.stringify(policy) });
    expect(JSON.parse(one?.policy ?? '')).toEqual(policy);
    expect(two?.policy).toBe(JSON.stringify(policy));
  });

  it('need not say a usage that is the only one', () => {
    const [mac, curve] = read({ id: ID, spec: 'HMAC_256' }, { id: OTHER, spec: 'ECC_SECG_P256K1' });
    expect([mac?.usage, curve?.usage]).toEqual(['GENERATE_VERIFY_MAC', 'SIGN_VERIFY']);
  });

  it.each([
    [undefined, 'the seed: is missing: expected a mapping'],
    [[], 'the seed: expected a mapping, got a list'],
    [{}, 'keys: is missing: expected a list'],
    [{ keys: {} }, 'keys: expected a list, got a mapping'],
    [{ keys: [], more: 1 }, 'more: there is no such member; there are account, region, keys'],
    [{ keys: [], account: 111122223333 }, 'account: expected text, got 111122223333: put it in quotes'],
    [{ keys: [], region: 'mars' }, 'region: expected the name of a Region'],
    [{ keys: [5] }, 'keys[0]: expected a mapping, got 5'],
    [{ keys: [{}] }, 'keys[0].id: is missing: expected text'],
  ])('is refused where it is no seed: %j', (document, message) => {
    expect(() => readSeed(document, SCOPE)).toThrow(message);
  });

  it.each([
    [{ id: 'x' }, 'keys[0].id: expected a UUID, or mrk- and 32 hexadecimal digits, in lower case'],
    [{ id: ID, name: 'x' }, 'keys[0].name: there is no such member; there are id, account, spec,'],
    [{ id: ID, spec: 'AES' }, 'keys[0].spec: expected SYMMETRIC_DEFAULT, HMAC_224,'],
    [
      { id: ID, spec: 'RSA_2048' },
      'keys[0].usage: is missing: a key of RSA_2048 is for ENCRYPT_DECRYPT or SIGN_VERIFY',
    ],
    [{ id: ID, usage: 'SIGN_VERIFY' }, 'keys[0].usage: expected ENCRYPT_DECRYPT, got "SIGN_VERIFY"'],
    [{ id: ID, origin: 'AWS_CLOUDHSM' }, 'keys[0].origin: expected AWS_KMS, EXTERNAL, got "AWS_CLOUDHSM"'],
    [{ id: ID, material: 5 }, 'keys[0].material: expected text, got 5: put it in quotes'],
    [{ id: ID, material: ['AA==', 'x'] }, 'keys[0].material[1]: is not base64'],
    [{ id: ID, spec: 'HMAC_256', material: ['AA=='] }, 'a key of HMAC_256 has one material, not a list'],
    [{ id: ID, description: 'x'.repeat(8193) }, 'keys[0].description: expected at most 8192 characters'],
    [
      { id: ID, policy: 'x' },
      'keys[0].policy: refused with MalformedPolicyDocumentException: it is not JSON',
    ],
    [{ id: ID, tags: ['a'] }, 'keys[0].tags: expected a mapping, got a list'],
    [{ id: ID, tags: { cost: 5 } }, 'keys[0].tags.cost: expected text, got 5: put it in quotes'],
    [{ id: ID, tags: { 'aws:x': '' } }, 'keys[0].tags: Tags beginning with aws: are reserved'],
    [{ id: ID, tags: { ['k'.repeat(129)]: '' } }, 'a tag’s key has 1 to 128 characters'],
    [{ id: ID, aliases: ['demo'] }, 'keys[0].aliases[0]: Alias must start with the prefix "alias/"'],
    [{ id: ID, aliases: ['alias/a b'] }, 'keys[0].aliases[0]: expected alias/ and up to 250 letters'],
    [{ id: ID, aliases: ['alias/aws/s3'] }, 'keys[0].aliases[0]: refused with NotAuthorizedException'],
    [{ id: ID, aliases: Array.from({ length: 51 }, (_, i) => `alias/${i}`) }, 'a key has at most 50 aliases'],
    [{ id: ID, enabled: 'no' }, 'keys[0].enabled: expected true or false, got text'],
    [{ id: ID, rotationPeriodDays: 89 }, 'a whole number from 90 to 2560, got 89'],
    [{ id: ID, spec: 'HMAC_256', rotationPeriodDays: 90 }, 'keys[0].rotationPeriodDays: only symmetric keys'],
    [
      { id: ID, origin: 'EXTERNAL', rotationPeriodDays: 90 },
      'keys[0].rotationPeriodDays: only symmetric keys',
    ],
    [{ id: ID, multiRegion: true }, 'keys[0].multiRegion: the id says it'],
    [{ id: ID, replicas: ['eu-west-1'] }, 'keys[0].replicas: only a multi-Region key'],
    [{ id: MRK, replicas: [{}] }, 'keys[0].replicas[0].region: is missing'],
    [{ id: MRK, replicas: ['us-east-1'] }, `keys[0].replicas[0]: there is a second key ${MRK} in us-east-1`],
    [
      { id: MRK, replicas: [{ region: 'eu-west-1', id: ID }] },
      'keys[0].replicas[0].id: there is no such member',
    ],
  ])('is refused for a key that cannot be: %j', (key, message) => {
    expect(() => read(key)).toThrow(message);
  });

  it('has no key and no alias twice', () => {
    expect(() => read({ id: ID }, { id: ID })).toThrow(`keys[1]: there is a second key ${ID} in us-east-1`);
    const aliases = ['alias/x'];
    expect(() => read({ id: ID, aliases }, { id: OTHER, aliases })).toThrow(
      'keys[1].aliases[0]: there is a second alias/x in us-east-1',
    );
    read({ id: ID, aliases }, { id: OTHER, aliases, region: 'eu-west-1' });
  });
});
