import { describe, expect, it } from 'vitest';
import { isKeyId, readIdentifier } from '../../src/kms/identifier.ts';
import { refusalOf } from '../operations/service.ts';

const SCOPE = { account: '111122223333', region: 'us-east-1' };
const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const MULTI_REGION_ID = 'mrk-1234abcd12ab34cd56ef1234567890ab';

describe('a key identifier', () => {
  it('is a key id, which belongs to where the request arrived', () => {
    for (const keyId of [ID, MULTI_REGION_ID]) {
      expect(readIdentifier(keyId, SCOPE)).toEqual({ kind: 'key', scope: SCOPE, keyId });
    }
  });

  it('is a key ARN, whose account may be another', () => {
    for (const account of ['111122223333', '444455556666']) {
      expect(readIdentifier(`arn:aws:kms:us-east-1:${account}:key/${ID}`, SCOPE)).toEqual({
        kind: 'key',
        scope: { account, region: 'us-east-1' },
        keyId: ID,
      });
    }
  });

  it('is an alias name or an alias ARN', () => {
    const aliasName = 'alias/a/b';
    expect(readIdentifier(aliasName, SCOPE)).toEqual({ kind: 'alias', scope: SCOPE, aliasName });
    expect(readIdentifier(`arn:aws:kms:us-east-1:444455556666:${aliasName}`, SCOPE)).toEqual({
      kind: 'alias',
      scope: { account: '444455556666', region: 'us-east-1' },
      aliasName,
    });
  });

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('has in %s the partition %s', async (region, partition) => {
    const scope = { account: '111122223333', region };
    const rest = `kms:${region}:111122223333:key/${ID}`;
    expect(readIdentifier(`arn:${partition}:${rest}`, scope)).toMatchObject({ kind: 'key' });
    const wrong = (async () => readIdentifier(`arn:aws:${rest}`, scope))();
    expect(await refusalOf(wrong)).toEqual({ code: 'NotFoundException', message: 'Invalid arn aws' });
  });

  it.each([
    ['eu-west-1', `arn:aws:kms:eu-west-1:111122223333:key/${ID}`],
    ['', `arn:aws:kms::111122223333:key/${ID}`],
    [`arn:aws:s3:us-east-1:111122223333:key/${ID}`, `arn:aws:s3:us-east-1:111122223333:key/${ID}`],
    [`arn:aws:kms:us-east-1:1:key/${ID}`, `arn:aws:kms:us-east-1:1:key/${ID}`],
    ['arn:aws:kms:us-east-1:111122223333:', 'arn:aws:kms:us-east-1:111122223333:'],
    ['arn:x', 'arn:x'],
  ])('says Invalid arn %j of what is no ARN here', async (part, text) => {
    const refusal = await refusalOf((async () => readIdentifier(text, SCOPE))());
    expect(refusal).toEqual({ code: 'NotFoundException', message: `Invalid arn ${part}` });
  });

  it('is an id in any case, though no key has one that is not in lower case', () => {
    const keyId = ID.toUpperCase();
    expect(isKeyId(keyId)).toBe(false);
    for (const text of [keyId, `arn:aws:kms:us-east-1:111122223333:key/${keyId}`]) {
      expect(readIdentifier(text, SCOPE)).toEqual({ kind: 'key', scope: SCOPE, keyId });
    }
  });

  it('is told without quotes when it is only a part of what was sent', async () => {
    const text = 'arn:aws:kms:us-east-1:111122223333:key/x';
    expect(await refusalOf((async () => readIdentifier(text, SCOPE))())).toEqual({
      code: 'NotFoundException',
      message: 'Invalid keyId x',
    });
  });

  it.each(['', 'x', ` ${ID}`, `${ID}\n`, ID.replaceAll('-', ''), 'mrk-x', 'Alias/x', '__proto__'])(
    'is not %j',
    async (text) => {
      expect(isKeyId(text)).toBe(false);
      const refusal = await refusalOf((async () => readIdentifier(text, SCOPE))());
      expect(refusal).toEqual({ code: 'NotFoundException', message: `Invalid keyId '${text}'` });
    },
  );
});
