/** After every exit of a symmetric algorithm, no array that it made holds anything but the result. */
import { describe, expect, test } from 'vitest';
import { encryptBlock } from '../../src/crypto/aes.ts';
import { open, seal } from '../../src/crypto/aes-gcm.ts';
import { HASH_NAMES } from '../../src/crypto/hash.ts';
import { deriveHkdf } from '../../src/crypto/hkdf.ts';
import { mac, verify } from '../../src/crypto/hmac.ts';
import { deriveKbkdf } from '../../src/crypto/kbkdf.ts';
import { unwrap, unwrapPadded, wrap, wrapPadded } from '../../src/crypto/keywrap.ts';
import { leftBy, type Make } from './recorder.ts';

type Work = (make: Make) => Uint8Array | boolean;

const SUCCEEDING: Readonly<Record<string, Work>> = {
  'AES block': (make) => encryptBlock(make(32), make(16)),
  'GCM seal, short': (make) => seal(make(32), make(12), make(20), make(5)),
  'GCM seal, long': (make) => seal(make(32), make(12), make(3000), make(900)),
  'GCM seal, other nonce': (make) => seal(make(16), make(17), make(200), make(0)),
  'KW wrap': (make) => wrap(make(32), make(32)),
  'KWP wrap': (make) => wrapPadded(make(24), make(21)),
  'KWP wrap, one block': (make) => wrapPadded(make(16), make(7)),
  'HMAC, key longer than the block': (make) => mac('SHA-256', make(100), make(500)),
  'HMAC, cut': (make) => mac('SHA-512', make(64), make(500), 16),
  'HMAC verify': (make) => verify('SHA-384', make(64), make(50), make(48)),
  HKDF: (make) => deriveHkdf('SHA-256', make(32), make(10), make(10), 100),
  KBKDF: (make) => deriveKbkdf({ ...kbkdfInput(make), length: 100 }),
};

function kbkdfInput(make: Make): Omit<Parameters<typeof deriveKbkdf>[0], 'length'> {
  return { hash: 'SHA-256', key: make(32), fixedInput: make(60), counterBits: 32, counterLocation: 'before' };
}

test.each(Object.entries(SUCCEEDING))('%s leaves nothing behind', (_, work) => {
  const { residue, thrown } = leftBy(work);
  expect(thrown).toBeUndefined();
  expect(residue).toEqual([]);
});

test.each(HASH_NAMES)('HMAC-%s leaves nothing behind', (hash) => {
  expect(leftBy((make) => mac(hash, make(300), make(700))).residue).toEqual([]);
});

describe('opening', () => {
  const sealed = made((make) => seal(make(32), make(12), make(700), make(0)));
  const wrapped = made((make) => wrap(make(32), make(32)));
  const padded = made((make) => wrapPadded(make(32), make(30)));

  function made(work: Work): Uint8Array {
    return leftBy(work).result as Uint8Array;
  }

  /** The same bytes in recorded memory. */
  function copy(make: Make, bytes: Uint8Array): Uint8Array {
    const made = make(bytes.length);
    made.set(bytes);
    return made;
  }

  test.each<[string, Work]>([
    ['GCM', (make) => open(make(32), make(12), copy(make, sealed), make(0))],
    ['KW', (make) => unwrap(make(32), copy(make, wrapped))],
    ['KWP', (make) => unwrapPadded(make(32), copy(make, padded))],
  ])('%s leaves nothing behind', (_, work) => {
    const { residue, thrown } = leftBy(work);
    expect(thrown).toBeUndefined();
    expect(residue).toEqual([]);
  });

  test.each<[string, Work]>([
    ['GCM, false tag', (make) => open(make(32), make(12), copy(make, sealed), make(1))],
    ['KW, false check value', (make) => unwrap(make(24), copy(make, wrapped))],
    ['KWP, false check value', (make) => unwrapPadded(make(24), copy(make, padded))],
  ])('%s leaves nothing behind when it refuses', (_, work) => {
    const { residue, thrown } = leftBy(work);
    expect((thrown as Error).name).toBe('AuthenticationError');
    expect(residue).toEqual([]);
  });
});

test.each<[string, Work]>([
  ['HMAC, no message', (make) => mac('SHA-256', make(100), null as unknown as Uint8Array)],
  ['HMAC, tag too long', (make) => mac('SHA-256', make(32), make(10), 33)],
  ['HKDF, too long', (make) => deriveHkdf('SHA-256', make(32), make(10), make(10), 10_000)],
  ['KBKDF, no length', (make) => deriveKbkdf({ ...kbkdfInput(make), length: 0 })],
])('%s leaves nothing behind when it throws', (_, work) => {
  const { residue, thrown } = leftBy(work);
  expect(thrown).toBeInstanceOf(Error);
  expect(residue).toEqual([]);
});

test('a seal that is interrupted half way leaves neither keys nor ciphertext', () => {
  let armed = true;
  const { residue, thrown } = leftBy((make) => {
    const aad = make(16);
    const memory = aad.buffer;
    Object.defineProperty(aad, 'buffer', {
      get: () => {
        if (armed) throw new Error('interrupted');
        return memory;
      },
    });
    return seal(make(32), make(12), make(300), aad);
  });
  armed = false;
  expect((thrown as Error).message).toBe('interrupted');
  expect(residue).toEqual([]);
});

// The last one: what it leaves stays left.
test('the recorder sees what is left', () => {
  const { residue } = leftBy((make) => {
    const key = make(16);
    key.slice(3);
    new Int32Array(4).fill(7);
    return key.subarray(1);
  });
  expect(residue.map(({ length }) => length)).toEqual([13, 16]);
});
