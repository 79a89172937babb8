import { beforeAll, describe, expect, it } from 'vitest';
import type { AnyMembers, AnyShape } from '../../src/operations/shape.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { readRequest } from '../../src/operations/validation.ts';
import { makeWorld, OPERATION_NAMES, VALID_REQUESTS, type World } from './requests.ts';
import {
  asJson,
  broken,
  invoke,
  missing,
  openService,
  type Refusal,
  refusalOf,
  type Service,
} from './service.ts';

const SCALAR: Readonly<Record<string, string>> = {
  string: 'a String',
  integer: 'an Integer',
  boolean: 'a Boolean',
  blob: 'a Blob',
  timestamp: 'a Date',
  list: 'a list',
};
const serialization = (message = ''): Refusal => ({ code: 'SerializationException', message });

/** Every wire type in the wrong place, and what AWS's JSON reader says of it. */
function wrongValues(shape: AnyShape): readonly (readonly [value: unknown, message: string])[] {
  const tokens: readonly (readonly [kinds: readonly string[], value: unknown, token: string])[] = [
    [['string', 'blob'], 'x', 'STRING_VALUE'],
    [['integer', 'timestamp'], 5, 'NUMBER_VALUE'],
    [['integer', 'timestamp'], 5.5, 'DECIMAL_VALUE'],
    [['boolean'], true, 'TRUE_VALUE'],
    [['boolean'], false, 'FALSE_VALUE'],
  ];
  const wrong = tokens.filter(([kinds]) => !kinds.includes(shape.kind));
  if (shape.kind === 'structure' || shape.kind === 'map') {
    return [
      ...wrong.map(([, value, token]) => [value, `${token} can not be converted to an Object`] as const),
      [[], 'Start of list found where not expected'],
    ];
  }
  const nested: readonly unknown[] = shape.kind === 'list' ? [{}] : [{}, []];
  return [
    ...wrong.map(
      ([, value, token]) => [value, `${token} can not be converted to ${SCALAR[shape.kind]}`] as const,
    ),
    ...nested.map((value) => [value, 'Start of structure or map found where not expected.'] as const),
  ];
}

const MEMBERS: AnyMembers = {
  Name: { shape: { kind: 'string', min: 1, max: 3, pattern: '[a-z]+' }, required: true },
  Count: { shape: { kind: 'integer', min: 1 } },
  Kind: { shape: { kind: 'string', values: ['A', 'B'] } },
  Secret: { shape: { kind: 'blob', min: 2 } },
  Context: { shape: { kind: 'map' } },
  List: { shape: { kind: 'list', max: 2, member: { kind: 'string', min: 1 } } },
  Inner: { shape: { kind: 'structure', members: { Deep: { shape: { kind: 'integer' }, required: true } } } },
};
const read = (input: unknown): Readonly<Record<string, unknown>> => readRequest(MEMBERS, input, 'json');
const refused = async (input: unknown, source: 'json' | 'native' = 'json'): Promise<Refusal> =>
  await refusalOf((async () => readRequest(MEMBERS, input, source))());

describe('reading a request', () => {
  it('keeps the members of the shape and drops every other, whatever its name', () => {
    const input = JSON.parse(
      '{"Name":"abc","name":"x","Extra":1,"__proto__":{"Count":7},"constructor":1,"toString":2}',
    );
    const request = read(input);
    expect(Object.keys(request)).toEqual(['Name']);
    expect(Object.getPrototypeOf(request)).toBe(Object.prototype);
  });

  it('takes null for absent', async () => {
    expect(read({ Name: 'abc', Count: null, Context: null, List: null, Inner: null })).toEqual({
      Name: 'abc',
    });
    expect(await refused({ Name: null })).toEqual({ code: 'ValidationException', message: missing('name') });
  });

  it('looks at own members alone', async () => {
    expect(await refused(Object.create({ Name: 'abc' }))).toEqual({
      code: 'ValidationException',
      message: missing('name'),
    });
  });

  it('cuts a decimal to an integer, as AWS does', () => {
    expect(read({ Name: 'abc', Count: 5.9 })).toEqual({ Name: 'abc', Count: 5 });
  });

  it('refuses a number that is none', async () => {
    expect(await refused({ Name: 'abc', Count: JSON.parse('1e999') })).toMatchObject(
      serialization(expect.any(String)),
    );
    expect(await refused({ Name: 'abc', Count: Number.NaN }, 'native')).toMatchObject({
      code: 'SerializationException',
    });
  });

  it('takes the scalars of a map for their texts', () => {
    const { Context } = read({ Name: 'a', Context: { a: 1, b: true, c: 'x', d: '' } });
    expect({ ...(Context as object) }).toEqual({ a: '1', b: 'true', c: 'x', d: '' });
  });

  it('keeps every key of a map as data, in a map that inherits nothing', () => {
    const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''];
    const text = `{${keys.map((key) => `${JSON.stringify(key)}:"v"`).join()}}`;
    const { Context } = read(JSON.parse(`{"Name":"a","Context":${text}}`));
    expect(Object.getPrototypeOf(Context)).toBeNull();
    expect(Object.keys(Context as object).sort()).toEqual([...keys].sort());
    expect(Object.prototype).not.toHaveProperty('v');
  });

  it.each([{ a: {} }, { a: [] }, { a: null }])('refuses %j as a map of texts', async (Context) => {
    expect((await refused({ Name: 'a', Context })).code).toBe('SerializationException');
  });

  it('refuses half a surrogate pair in any text: it has no UTF-8 bytes of its own', async () => {
    const half = '\ud83d';
    const inputs = [
      { Name: half },
      { Name: 'a', Context: { [half]: '' } },
      { Name: 'a', Context: { a: `x${half}` } },
      { Name: 'a', List: [half] },
    ];
    for (const input of inputs) expect(await refused(input)).toEqual(serialization());
    expect(read({ Name: 'a', Context: { '\u{1f511}': '\u{1f511}' } })).toBeDefined();
  });

  it('refuses base64 that no bytes have', async () => {
    for (const Secret of ['!', 'AQ', 'AQ=', 'AR==', 'AQ==\n', 'A-_=']) {
      expect(await refused({ Name: 'a', Secret })).toEqual(serialization());
    }
    expect(read({ Name: 'a', Secret: 'AQI=' })).toEqual({ Name: 'a', Secret: new Uint8Array([1, 2]) });
  });

  it('takes from a caller in the process bytes for bytes, and nothing else', async () => {
    const Secret = new Uint8Array([1, 2]);
    expect(readRequest(MEMBERS, { Name: 'a', Secret }, 'native')).toEqual({ Name: 'a', Secret });
    for (const wrong of ['AQI=', [1, 2], new ArrayBuffer(2), new Uint16Array(2)]) {
      expect((await refused({ Name: 'a', Secret: wrong }, 'native')).code).toBe('SerializationException');
    }
  });

  it('refuses what JavaScript has and JSON has not', async () => {
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested.
    for (const List of [[, 'a'], [undefined], new Array(2), [Symbol('x')], [1n]]) {
      expect((await refused({ Name: 'a', List }, 'native')).code).toBe('SerializationException');
    }
    for (const value of [Symbol('x'), 1n, () => 1, undefined]) {
      expect((await refused({ Name: 'a', Context: { a: value } }, 'native')).code).toBe(
        'SerializationException',
      );
    }
  });

  it('does not give the request’s own objects on', () => {
    const input = { Name: 'a', List: ['x'], Inner: { Deep: 1 }, Context: { a: 'b' } };
    const request = readRequest(MEMBERS, input, 'native');
    input.List.push('y');
    input.Inner.Deep = 2;
    input.Context.a = 'c';
    expect(request).toMatchObject({ List: ['x'], Inner: { Deep: 1 }, Context: { a: 'b' } });
  });

  it.each([undefined, null, 5, 'x', true, [], new Uint8Array(2)])(
    'refuses %j as a request',
    async (input) => {
      expect((await refused(input, 'native')).code).toBe('SerializationException');
    },
  );
});

describe('the validation sentence', () => {
  it('names value, place and constraint', async () => {
    expect((await refused({ Name: '' })).message).toBe(
      "2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater " +
        "than or equal to 1; Value '' at 'name' failed to satisfy constraint: Member must satisfy regular expression " +
        'pattern: [a-z]+',
    );
    expect((await refused({ Name: 'a', Kind: 'C' })).message).toBe(
      broken('C', 'kind', 'Member must satisfy enum value set: [A, B]'),
    );
  });

  it('collects every broken limit, in the order of the model', async () => {
    const { code, message } = await refused({
      Count: 0,
      Kind: 'a',
      Secret: 'AQ==',
      List: ['', 'x', 'y'],
      Inner: {},
    });
    expect(code).toBe('ValidationException');
    expect(message).toBe(
      [
        "7 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
        "Value '0' at 'count' failed to satisfy constraint: Member must have value greater than or equal to 1",
        "Value 'a' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [A, B]",
        "Value at 'secret' failed to satisfy constraint: Member must have length greater than or equal to 2",
        "Value '[, x, y]' at 'list' failed to satisfy constraint: Member must have length less than or equal to 2",
        "Value '' at 'list.1.member' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value null at 'inner.deep' failed to satisfy constraint: Member must not be null",
      ].join('; '),
    );
  });

  it('never prints a blob', async () => {
    const { message } = await refused({ Name: 'a', Secret: 'cw==' });
    expect(message).toBe(broken(undefined, 'secret', 'Member must have length greater than or equal to 2'));
  });

  it('prints of a secret not even that it is null', async () => {
    const members: AnyMembers = { Secret: { shape: { kind: 'blob', isSecret: true }, required: true } };
    const { message } = await refusalOf((async () => readRequest(members, {}, 'json'))());
    expect(message).toBe(broken(undefined, 'secret', 'Member must not be null'));
  });

  it('lists what it is told to list, which need not be what is taken', async () => {
    const shape = { kind: 'string', values: ['A', 'B'], listed: ['B', 'C'] } as const;
    const reading = (Kind: string): unknown => readRequest({ Kind: { shape } }, { Kind }, 'json');
    expect(reading('A')).toEqual({ Kind: 'A' });
    const { message } = await refusalOf((async () => reading('C'))());
    expect(message).toBe(broken('C', 'kind', 'Member must satisfy enum value set: [B, C]'));
  });

  it('matches patterns whole', async () => {
    for (const Name of ['aB', 'a\n', '\na']) {
      expect((await refused({ Name })).message).toContain('regular expression pattern: [a-z]+');
    }
  });

  it('counts characters, not UTF-16 units', async () => {
    expect((await refused({ Name: '\u{1f511}'.repeat(3) })).message).toMatch(
      /^1 validation error .*pattern/u,
    );
  });
});

describe('a time', () => {
  const TIME: AnyMembers = { At: { shape: { kind: 'timestamp' } } };

  it('is seconds in JSON, to the millisecond, and a Date in the facade, copied', () => {
    for (const [seconds, ms] of [
      [0, 0],
      [1773253425.56, 1_773_253_425_560],
      [-1.5, -1500],
      [8.64e12, 8.64e15],
    ] as const) {
      expect(readRequest(TIME, { At: seconds }, 'json')).toEqual({ At: new Date(ms) });
    }
    const given = new Date(5);
    const { At } = readRequest(TIME, { At: given }, 'native');
    expect(At).toEqual(given);
    expect(At).not.toBe(given);
  });

  it.each([
    ['json', 8.64e12 + 1, ''],
    ['json', Number.NaN, ''],
    ['json', '2026-11-24T00:00:00Z', 'STRING_VALUE can not be converted to a Date'],
    ['native', 5, 'NUMBER_VALUE can not be converted to a Date'],
    ['native', new Date(Number.NaN), 'Start of structure or map found where not expected.'],
  ] as const)('is from %s not %s', async (source, At, message) => {
    const call = async (): Promise<unknown> => readRequest(TIME, { At }, source);
    expect(await refusalOf(call())).toEqual(serialization(message));
  });
});

const isSecret = (shape: AnyShape): boolean => 'isSecret' in shape && shape.isSecret === true;

describe('the operations', () => {
  let service: Service;
  let world: World;
  beforeAll(async () => {
    service = await openService();
    world = await makeWorld(service);
  });

  it.each(OPERATION_NAMES)(
    '%s refuses every wrong wire type in every member, and every null it needs',
    async (name) => {
      const valid: Record<string, unknown> = { ...VALID_REQUESTS[name](world) };
      const members = OPERATIONS.get(name)?.input ?? {};
      for (const [member, { shape, required }] of Object.entries(members)) {
        for (const [value, message] of wrongValues(shape)) {
          const input = asJson({ ...valid, [member]: value });
          const refusal = await refusalOf(invoke(service, name, input, { source: 'json' }));
          expect(refusal, `${member}: ${JSON.stringify(value)}`).toEqual(serialization(message));
        }
        if (required !== true) continue;
        for (const value of [null, undefined]) {
          const refusal = await refusalOf(invoke(service, name, { ...valid, [member]: value }));
          expect(refusal).toEqual({
            code: 'ValidationException',
            message: missing(lowerFirst(member), isSecret(shape)),
          });
        }
      }
    },
  );

  const needy = OPERATION_NAMES.filter((name) => requiredOf(name).length > 0);
  it.each(needy)('%s names everything that it misses in one sentence', async (name) => {
    const required = requiredOf(name);
    const { message } = await refusalOf(invoke(service, name, {}));
    const noun = required.length === 1 ? 'error' : 'errors';
    const sentences = required.map((member) => {
      const shape = OPERATIONS.get(name)?.input[member]?.shape;
      return missing(lowerFirst(member), shape !== undefined && isSecret(shape)).replace(/^.*?: /, '');
    });
    expect(message).toBe(`${required.length} validation ${noun} detected: ${sentences.join('; ')}`);
  });

  it.each(OPERATION_NAMES)('%s passes over members that it does not know', async (name) => {
    const text = JSON.stringify(asJson({ ...VALID_REQUESTS[name](world), Unknown: { a: [1] } }));
    const input = JSON.parse(
      text.replace(/\}$/, ',"__proto__":{"KeyId":5},"constructor":1,"toString":null}'),
    );
    const before = Object.getOwnPropertyNames(Object.prototype);
    const code = await invoke(service, name, input, { source: 'json' }).then(
      () => 'ok',
      async (error) => (await refusalOf(Promise.reject(error))).code,
    );
    expect(code).not.toBe('SerializationException');
    expect(code).not.toBe('ValidationException');
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});

function requiredOf(name: string): readonly string[] {
  const members = Object.entries(OPERATIONS.get(name)?.input ?? {});
  return members.filter(([, { required }]) => required === true).map(([member]) => member);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
