import { describe, expect, it } from 'vitest';
import { operationOf, parseBody, writeBody } from '../../src/aws/json11.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { refusalOf } from '../operations/service.ts';

const SERIALIZATION = { code: 'SerializationException', message: '' };
const refused = (text: string | Uint8Array): Promise<unknown> =>
  refusalOf((async () => parseBody(typeof text === 'string' ? toUtf8(text) : text))());
const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

describe('the operation of a request', () => {
  it('stands behind the service’s prefix', () => {
    expect(operationOf('TrentService.Encrypt')).toBe('Encrypt');
    expect(operationOf('TrentService.')).toBe('');
    expect(operationOf('TrentService.a.b')).toBe('a.b');
  });

  it.each([
    null,
    '',
    'Encrypt',
    'trentservice.Encrypt',
    'DynamoDB_20120810.GetItem',
    ' TrentService.Encrypt',
  ])('is not in %j', async (target) => {
    const refusal = await refusalOf((async () => operationOf(target))());
    expect(refusal).toEqual({ code: 'UnknownOperationException', message: '' });
  });
});

describe('the body of a request', () => {
  it('is a JSON object, and empty for one without members', () => {
    expect(parseBody(new Uint8Array())).toEqual({});
    expect(parseBody(toUtf8(' {"a": [1, "\u{1f511}", null]} '))).toEqual({ a: [1, '\u{1f511}', null] });
  });

  it('keeps __proto__ as a member of its own', () => {
    const body = parseBody(toUtf8('{"__proto__":{"KeyId":"x"}}'));
    expect(Object.hasOwn(body, '__proto__')).toBe(true);
    expect(body['KeyId']).toBeUndefined();
  });

  it.each([
    '[',
    '[]',
    '"x"',
    '5',
    'true',
    'null',
    '{',
    '{"a":}',
    "{'a':1}",
    '{} {}',
    '\ufeff{}',
    '{"a":1,}',
    ' ',
  ])('is not %j', async (text) => {
    expect(await refused(text)).toEqual(SERIALIZATION);
  });

  it('is UTF-8', async () => {
    for (const bytes of [[0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d], [0xff], [0x7b, 0x00, 0x7d, 0x00]]) {
      expect(await refused(Uint8Array.from(bytes))).toEqual(SERIALIZATION);
    }
  });

  it('is nested 32 levels deep at most', async () => {
    expect(parseBody(toUtf8(nested(32)))).toHaveProperty('a');
    for (const depth of [33, 500_000]) expect(await refused(nested(depth))).toEqual(SERIALIZATION);
    expect(await refused('['.repeat(1_000_000))).toEqual(SERIALIZATION);
  });

  it('has 10,000 commas at most', async () => {
    const list = (commas: number): string => `{"a":[${'1,'.repeat(commas)}1]}`;
    expect(parseBody(toUtf8(list(10_000)))).toHaveProperty('a');
    expect(await refused(list(10_001))).toEqual(SERIALIZATION);
  });

  it('may hold in texts as many brackets and commas as it likes', () => {
    const text = `${'[{,'.repeat(20_000)}\\"\\\\`;
    const { a, b } = parseBody(toUtf8(`{"a":"${text}","b":"\\\\","c":{}}`));
    expect(a).toBe(`${'[{,'.repeat(20_000)}"\\`);
    expect(b).toBe('\\');
  });

  it('is not mistaken where a text ends', async () => {
    const body = `{"a":"\\\\","b":${'['.repeat(40)}${']'.repeat(40)}}`;
    expect(await refused(body)).toEqual(SERIALIZATION);
    expect(await refused('{"a":"\\')).toEqual(SERIALIZATION);
    expect(await refused('{"a":"')).toEqual(SERIALIZATION);
  });
});

describe('the body of an answer', () => {
  it('has bytes in base64 and times in seconds, at any depth', () => {
    const answer = {
      A: [{ B: new Uint8Array([1, 2]) }],
      C: new Date(1_773_253_425_560),
      D: false,
      E: 'x',
      F: 5,
    };
    expect(writeBody(answer)).toBe('{"A":[{"B":"AQI="}],"C":1.77325342556E9,"D":false,"E":"x","F":5}');
  });

  it('leaves out what is absent', () => {
    expect(writeBody({})).toBe('{}');
    expect(writeBody({ A: undefined })).toBe('{}');
  });

  /** KMS API reference: the examples of CreateKey and of ScheduleKeyDeletion, and Double.toString of the Java SE API. */
  it.each([
    [1_499_288_695_918, '1.499288695918E9'],
    [1_482_019_200_000, '1.4820192E9'],
    [2_000_000_000_000, '2.0E9'],
    [10_000_000_000, '1.0E7'],
    [9_999_999_999, '9999999.999'],
    [1000, '1.0'],
    [1, '0.001'],
    [0, '0.0'],
    [-1_499_288_695_918, '-1.499288695918E9'],
    [8_640_000_000_000_000, '8.64E12'],
  ])('writes %i ms as the double %s', (ms, text) => {
    expect(writeBody({ At: new Date(ms) })).toBe(`{"At":${text}}`);
    expect(JSON.parse(text)).toBe(ms / 1000);
  });

  /** hashicorp/terraform-provider-aws#16875. */
  it('writes members in the order of their names, at any depth', () => {
    const answer = {
      KeyMetadata: { KeyId: 'k', CreationDate: new Date(1_608_639_949_636), Arn: 'a', AWSAccountId: '1' },
    };
    expect(writeBody(answer)).toBe(
      '{"KeyMetadata":{"AWSAccountId":"1","Arn":"a","CreationDate":1.608639949636E9,"KeyId":"k"}}',
    );
  });

  it('writes texts and members as JSON does', () => {
    const answer = {
      'a"\u2028': ['\ud83d\udd11', '\n"\\', null, undefined, [{}], { b: undefined, c: -0.5 }],
    };
    expect(writeBody(answer)).toBe(JSON.stringify(answer));
  });
});
