import { describe, expect, it } from 'vitest';
import {
  controlOf,
  emptyForm,
  emptyState,
  type FieldState,
  FormError,
  formOf,
  isBlank,
  lengthOf,
  readForm,
  recode,
  type StructureState,
  stateOf,
} from '../../src/console/form-model.ts';
import { describeOperations } from '../../src/operations/description.ts';
import type { AnyMembers, AnyShape } from '../../src/operations/shape.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

const operations = describeOperations(OPERATIONS.values());

/** A value of a shape, as JSON has it, that differs from nothing filled in. */
function sample(shape: AnyShape): unknown {
  switch (shape.kind) {
    case 'string':
      return shape.values?.[0] ?? 'text';
    case 'integer':
      return 7;
    case 'boolean':
      return false;
    case 'timestamp':
      return 1_800_000_000 - (1_800_000_000 % 60);
    case 'blob':
      return 'AP8=';
    case 'list':
      return [sample(shape.member)];
    case 'map':
      return { tenant: '42', __proto__key: 'data' };
    case 'structure':
      return sampleRequest(shape.members);
  }
}

function sampleRequest(members: AnyMembers): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).map(([name, { shape }]) => [name, sample(shape)]));
}

function* shapesWithin(members: AnyMembers): Iterable<AnyShape> {
  for (const { shape } of Object.values(members)) {
    yield shape;
    if (shape.kind === 'structure') yield* shapesWithin(shape.members);
    if (shape.kind === 'list') yield* shapesWithin({ member: { shape: shape.member } });
  }
}

describe('a form', () => {
  it('has a control for every member of every operation, nested ones too', () => {
    for (const { name, input } of operations) {
      const state = emptyForm(input);
      expect(Object.keys(state.members), name).toEqual(Object.keys(input));
      for (const shape of shapesWithin(input)) expect(controlOf(shape), name).toMatch(/^[a-z]+$/);
    }
  });

  it('carries every member of every operation from a request to the fields and back', () => {
    for (const { name, input } of operations) {
      const request = sampleRequest(input);
      expect(readForm(input, formOf(input, request)), name).toEqual(request);
    }
  });

  it('sends nothing that was not filled in, unless it is required', () => {
    for (const { name, input } of operations) {
      const sent = Object.keys(readForm(input, emptyForm(input)));
      const required = Object.keys(input).filter((member) => input[member]?.required === true);
      expect(
        sent.every((member) => required.includes(member)),
        name,
      ).toBe(true);
    }
  });

  it('sends a required text even when it is empty, and a choice only when it was made', () => {
    const members: AnyMembers = {
      Description: { shape: { kind: 'string', min: 0 }, required: true },
      KeyUsage: { shape: { kind: 'string', values: ['A'] }, required: true },
      Note: { shape: { kind: 'string' } },
    };
    expect(readForm(members, emptyForm(members))).toEqual({ Description: '' });
  });

  it('leaves out an optional structure of which nothing was filled in', () => {
    const members: AnyMembers = {
      Recipient: { shape: { kind: 'structure', members: { A: { shape: { kind: 'string' } } } } },
    };
    expect(readForm(members, emptyForm(members))).toEqual({});
    expect(readForm(members, formOf(members, { Recipient: { A: 'x' } }))).toEqual({ Recipient: { A: 'x' } });
  });

  it('takes a time without a zone as UTC', () => {
    const members: AnyMembers = { ValidTo: { shape: { kind: 'timestamp' } } };
    const read = (text: string) => readForm(members, { members: { ValidTo: { text } } });
    expect(read('1970-01-01T00:01')).toEqual({ ValidTo: 60 });
    expect(read('1970-01-01T01:01+01:00')).toEqual({ ValidTo: 60 });
    expect(() => read('soon')).toThrow(FormError);
  });

  it('says which field cannot be read', () => {
    const pathOf = (shape: AnyShape, state: FieldState): string | undefined => {
      try {
        readForm({ Outer: { shape } }, { members: { Outer: state } });
        return undefined;
      } catch (error) {
        return (error as FormError).path;
      }
    };
    expect(pathOf({ kind: 'integer' }, { text: '1.5' })).toBe('Outer');
    expect(pathOf({ kind: 'blob' }, { text: 'xyz', encoding: 'hex' })).toBe('Outer');
    const nested: AnyShape = {
      kind: 'list',
      member: { kind: 'structure', members: { N: { shape: { kind: 'integer' } } } },
    };
    expect(pathOf(nested, { items: [{ members: { N: { text: 'x' } } }] })).toBe('Outer.1.N');
    const twice = { pairs: [1, 2].map((n) => ({ key: 'a', value: String(n) })) };
    expect(pathOf({ kind: 'map' }, twice)).toBe('Outer');
  });

  it('keeps a key such as __proto__ in a map', () => {
    const members: AnyMembers = { Context: { shape: { kind: 'map' } } };
    const state: StructureState = { members: { Context: { pairs: [{ key: '__proto__', value: 'x' }] } } };
    expect(JSON.stringify(readForm(members, state))).toBe('{"Context":{"__proto__":"x"}}');
  });
});

describe('a field of bytes', () => {
  it('shows the same bytes in another encoding', () => {
    expect(recode({ text: 'é', encoding: 'text' }, 'hex')).toEqual({ text: 'c3a9', encoding: 'hex' });
    expect(recode({ text: 'w6k=', encoding: 'base64' }, 'text')).toEqual({ text: 'é', encoding: 'text' });
  });

  it('stays as it is where the bytes are no text, and is relabelled where they cannot be read', () => {
    const binary = { text: 'ff', encoding: 'hex' } as const;
    expect(recode(binary, 'text')).toBe(binary);
    expect(recode({ text: 'xyz', encoding: 'hex' }, 'text')).toEqual({ text: 'xyz', encoding: 'text' });
  });

  it('counts its bytes', () => {
    expect(lengthOf({ text: 'é', encoding: 'text' })).toBe(2);
    expect(lengthOf({ text: 'x', encoding: 'hex' })).toBeUndefined();
  });
});

describe('the state of a field', () => {
  it('is blank when nothing was filled in', () => {
    for (const { input } of operations) expect(isBlank(emptyForm(input))).toBe(true);
    expect(isBlank(stateOf({ kind: 'boolean' }, false))).toBe(false);
    expect(isBlank(emptyState({ kind: 'map' }))).toBe(true);
  });

  it('is a secret line for a secret, and several lines for a long text', () => {
    expect(controlOf({ kind: 'string', isSecret: true })).toBe('secret');
    expect(controlOf({ kind: 'string', max: 8192 })).toBe('area');
    expect(controlOf({ kind: 'list', member: { kind: 'string', values: ['A'] } })).toBe('choices');
  });
});
