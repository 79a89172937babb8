import { createPrivateKey, decapsulate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { mlKem } from '../../../src/crypto/mlkem.ts';
import type { MlKem } from '../../../src/crypto/primitives.ts';
import { testMlKem } from '../../../src/crypto/self-tests/mlkem.ts';

/** As OpenSSL is: it draws m by itself. */
const drawing: MlKem = {
  ...mlKem,
  encapsulateMessage: () => {
    throw new UnsupportedAlgorithmError('draws its own m');
  },
};

describe('an engine that draws m by itself', () => {
  test('is held to a secret of its own, and to the known key and refusal', async () => {
    await testMlKem(drawing);
  });

  test.each(['encapsulate', 'decapsulate'] as const)('and fails where %s is wrong', async (member) => {
    const { sharedSecret, ciphertext } = await mlKem.encapsulate(
      'ML-KEM-512',
      (await mlKem.generateKey('ML-KEM-512', (length) => new Uint8Array(length))).publicKey,
      (length) => new Uint8Array(length),
    );
    const wrong = member === 'encapsulate' ? () => ({ sharedSecret, ciphertext }) : () => sharedSecret;
    await expect(testMlKem({ ...drawing, [member]: wrong })).rejects.toThrow('wrong answer');
  });
});

test('OpenSSL finds the secrets that are the known answers', async () => {
  const found: boolean[] = [];
  let key = new Uint8Array(0);
  const watching: MlKem = {
    ...mlKem,
    generateKey: async (parameterSet, random) => {
      const pair = await mlKem.generateKey(parameterSet, random);
      key = pair.privateKey;
      return pair;
    },
    decapsulate: async (parameterSet, privateKey, ciphertext) => {
      const secret = await mlKem.decapsulate(parameterSet, privateKey, ciphertext);
      const theirs = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' });
      found.push(toHex(decapsulate(theirs, ciphertext)) === toHex(secret));
      return secret;
    },
  };
  await testMlKem(watching);
  expect(found).toEqual(Array(6).fill(true));
});
