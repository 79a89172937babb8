/** The nonces of RFC 6979 for hashes that the kernel does not have. */

import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { createNonces } from '../../../src/crypto/kernel/ec-nonces.ts';

const NONE = new Uint8Array(0);

/** HMAC-DRBG as the RFC tells it, over node:crypto. */
function told(hash: string, length: number, input: Buffer, count: number, size: number): string[] {
  const mac = (key: Buffer, ...parts: Buffer[]): Buffer => {
    const state = createHmac(hash, key);
    for (const part of parts) state.update(part);
    return state.digest();
  };
  let [key, value]: [Buffer, Buffer] = [Buffer.alloc(size), Buffer.alloc(size, 1)];
  for (const mark of [0, 1]) {
    key = mac(key, value, Buffer.of(mark), input);
    value = mac(key, value);
  }
  const candidates: string[] = [];
  for (let i = 0; i < count; i++) {
    let bits: Buffer = Buffer.alloc(0);
    while (bits.length < length) {
      value = mac(key, value);
      bits = Buffer.concat([bits, value]);
    }
    candidates.push(bits.toString('hex'));
    key = mac(key, value, Buffer.of(0));
    value = mac(key, value);
  }
  return candidates;
}

describe('candidates', () => {
  it.each([
    ['SHA-1', 'sha1', 20],
    ['SHA-224', 'sha224', 28],
    ['SHA3-512', 'sha3-512', 64],
  ] as const)(
    'by %s are those of the RFC, one after the other, fresh bytes mixed in',
    (hash, nodeName, size) => {
      for (const length of [32, 48, 66]) {
        for (const fresh of [NONE, new Uint8Array(length).fill(9)]) {
          const [scalar, digest] = [new Uint8Array(length).fill(7), new Uint8Array(length).fill(8)];
          const nonces = createNonces(hash, scalar, digest, fresh);
          const ours = [nonces.next(), nonces.next(), nonces.next()].map((bits, i) =>
            i < 2 ? '' : toHex(bits),
          );
          const input = Buffer.concat([scalar, digest, fresh]);
          expect(ours[2]).toBe(told(nodeName, length, input, 3, size)[2]);
        }
      }
    },
  );

  it('are wiped, each by the next and the last by release', () => {
    const nonces = createNonces('SHA-224', new Uint8Array(32).fill(1), new Uint8Array(32), NONE);
    const first = nonces.next();
    const second = nonces.next();
    expect(first.every((octet) => octet === 0)).toBe(true);
    nonces.release();
    expect(second.every((octet) => octet === 0)).toBe(true);
  });

  it('begin with the k that RFC 6979 A.2.5 prints', () => {
    const { groups } = JSON.parse(readFileSync('vectors/rfc/rfc6979.json', 'utf8')) as {
      groups: { curve: string; privateKey: string }[];
    };
    const { privateKey } = groups.find(({ curve }) => curve === 'P-256') as { privateKey: string };
    // SHA-1 of "sample", below the order: it is its own number.
    const digest = fromHex('0000000000000000000000008151325dcdbae9e0ff95f9f9658432dbedfdb209');
    const nonces = createNonces('SHA-1', fromHex(privateKey), digest, NONE);
    expect(toHex(nonces.next().slice(0, 32))).toBe(
      '882905f1227fd620fbf2abf21244f0ba83d0dc3a9103dbbee43a1fb858109db4',
    );
  });
});
