/** The vector port: every line gets one answer, and no line ends the run. */
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/crypto/engine.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { portablePrimitives } from '../../src/crypto/portable-primitives.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { selfTests } from '../../src/crypto/self-tests.ts';
import { createVectorPort } from '../../src/crypto/vector-port.ts';

const answer = createVectorPort(createPortableEngine(), hostRandom());
const ABC = '"alg":"SHA-256","op":"digest","message":"616263"';
const ABC_DIGEST = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('an answer', () => {
  it.each(['1', '"a"', 'null', 'false', '[1,{"b":2}]', '1.5'])('carries the id %s back', async (id) => {
    expect(await answer(`{"id":${id},${ABC}}`)).toBe(`{"id":${id},"digest":"${ABC_DIGEST}"}`);
  });

  it('has no id where the line has none', async () => {
    expect(await answer(`{${ABC}}`)).toBe(`{"digest":"${ABC_DIGEST}"}`);
  });

  it('passes over members that no row names', async () => {
    expect(await answer(`{"comment":[{}],"__proto__":{"key":1},${ABC}}`)).toContain(ABC_DIGEST);
  });

  it('takes hexadecimal in either case', async () => {
    const upper = await answer('{"alg":"SHA-256","op":"digest","message":"ABCDEF"}');
    expect(upper).toBe(await answer('{"alg":"SHA-256","op":"digest","message":"abcdef"}'));
  });
});

describe('what is unsupported', () => {
  it.each([
    '"alg":"MD5","op":"digest","message":""',
    '"alg":"SHA-256","op":"mac","message":""',
    '"alg":"__proto__","op":"constructor"',
    '"alg":"HMAC","op":"mac","hash":"MD5","key":"","message":""',
    '"alg":"ECDSA","op":"verify","curve":"P-224","hash":"SHA-256"',
    '"alg":"ECDSA","op":"sign","curve":"P-256","hash":"SHA-256","encoding":"asn1"',
    '"alg":"ML-DSA","op":"keygen","parameterSet":"ML-DSA-99","seed":""',
    '"alg":"ML-DSA","op":"keygen","parameterSet":"toString","seed":""',
    '"alg":"ML-KEM","op":"keygen","parameterSet":"ML-KEM-99","seed":""',
    '"alg":"ML-KEM","op":"decapsulate","parameterSet":"toString","seed":""',
  ])('says so of {%s}', async (members) => {
    expect(await answer(`{"id":7,${members}}`)).toBe('{"id":7,"unsupported":true}');
  });

  it('says so where the engine has no such primitive', async () => {
    const none = createVectorPort(createEngine('kernel', {}, selfTests), hostRandom());
    expect(await none(`{"id":7,${ABC}}`)).toBe('{"id":7,"unsupported":true}');
  });
});

const GCM = '"alg":"AES-GCM","op":"seal"';
const KEY = `"key":"${'00'.repeat(32)}"`;

describe('a malformed line', () => {
  it.each([
    '',
    ' ',
    '{',
    '{"id":1',
    'null',
    '1',
    '"text"',
    '[]',
    '[{}]',
    'undefined',
    '{"id":1,}',
    '\u0000',
    '{}{}',
  ])('that is no JSON object, %j, is answered without an id', async (line) => {
    expect(await answer(line)).toBe('{"error":"TypeError"}');
  });

  it.each([
    ['no alg', '', 'TypeError'],
    ['no op', '"alg":"SHA-256"', 'TypeError'],
    ['an alg that is a number', '"alg":1,"op":"digest"', 'TypeError'],
    ['a message that is missing', '"alg":"SHA-256","op":"digest"', 'TypeError'],
    ['a message that is null', '"alg":"SHA-256","op":"digest","message":null', 'TypeError'],
    ['a message that is an array', '"alg":"SHA-256","op":"digest","message":["00"]', 'TypeError'],
    ['an odd digit', '"alg":"SHA-256","op":"digest","message":"000"', 'RangeError'],
    ['a space between digits', '"alg":"SHA-256","op":"digest","message":"00 0"', 'RangeError'],
    ['0x before the digits', '"alg":"SHA-256","op":"digest","message":"0x00"', 'RangeError'],
    ['a letter that is no digit', '"alg":"SHA-256","op":"digest","message":"0g"', 'RangeError'],
    ['a length of another hash', '"alg":"SHA-256","op":"digest","message":"","length":31', 'RangeError'],
    ['a length that is text', '"alg":"SHAKE-128","op":"digest","message":"","length":"16"', 'TypeError'],
    ['a length below zero', '"alg":"SHAKE-128","op":"digest","message":"","length":-1', 'RangeError'],
    ['a length with a fraction', '"alg":"SHAKE-128","op":"digest","message":"","length":1.5', 'RangeError'],
    [
      'a length beyond reason',
      '"alg":"SHAKE-128","op":"digest","message":"","length":16777217',
      'RangeError',
    ],
    ['a key of 31 bytes', `${GCM},"key":"${'00'.repeat(31)}","nonce":"00","plaintext":""`, 'RangeError'],
    ['an empty nonce', `${GCM},${KEY},"nonce":"","plaintext":""`, 'RangeError'],
    ['a tag of 5 bytes', `${GCM},${KEY},"nonce":"00","plaintext":"","tagLength":5`, 'RangeError'],
    [
      'a flag that is text',
      '"alg":"ML-DSA","op":"sign","parameterSet":"ML-DSA-44","deterministic":"yes"',
      'TypeError',
    ],
    [
      'a tag of another length than it says',
      `"alg":"AES-GCM","op":"open",${KEY},"nonce":"00","ciphertext":"","tag":"${'00'.repeat(16)}","tagLength":12`,
      'RangeError',
    ],
    [
      'a counter in no place',
      `"alg":"KBKDF-CTR-HMAC","op":"derive","hash":"SHA-256",${KEY},"fixedInput":"","counterBits":8,"counterLocation":"middle","length":1`,
      'RangeError',
    ],
  ])('with %s is answered with its id', async (_, members, error) => {
    const line = `{"id":"x"${members === '' ? '' : ','}${members}}`;
    expect(await answer(line)).toBe(`{"id":"x","error":"${error}"}`);
  });

  it('with members called __proto__ has no members by inheritance', async () => {
    const line = `{"id":1,"__proto__":{"alg":"SHA-256","op":"digest","message":""}}`;
    expect(await answer(line)).toBe('{"id":1,"error":"TypeError"}');
  });

  it('that nests very deep is answered', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(await answer(deep)).toBe('{"error":"TypeError"}');
    expect(await answer(`{"id":1,"x":${deep},${ABC}}`)).toContain('{"id":1,');
    expect(await answer(`{"id":${deep},${ABC}}`)).toBe(`{"digest":"${ABC_DIGEST}"}`);
  });

  it('of some megabytes is answered', async () => {
    const line = `{"id":1,"alg":"SHA-256","op":"digest","message":"${'00'.repeat(2 ** 21)}"}`;
    expect(JSON.parse(await answer(line))).toMatchObject({
      id: 1,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

describe('an engine that has failed', () => {
  it('is named in every answer', async () => {
    const broken = {
      ...portablePrimitives,
      hash: { ...portablePrimitives.hash, digest: () => new Uint8Array(32) },
    };
    const failing = createVectorPort(createEngine('portable', broken as never, selfTests), hostRandom());
    expect(await failing(`{"id":1,${ABC}}`)).toBe('{"id":1,"error":"EngineFailedError"}');
  });
});
