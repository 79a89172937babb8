/**
 * Ed25519 of the kernel against node:crypto, which is OpenSSL: 100,000 messages under 2,000 keys. Both must sign to the
 * same bytes, accept them, and refuse them with a bit flipped. 0 differences are allowed.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeEd25519PrivateKey, ed25519 as portable } from '../../../src/crypto/ed25519.ts';
import { kernelEd25519 } from '../../../src/crypto/kernel/ed25519.ts';
import { seededRandom } from '../../crypto/random.ts';

const KEYS = 2000;
const MESSAGES = 50;
const LONGEST = 300;
/** The portable engine is 30 times slower: it is asked about every so many. */
const PORTABLE_EVERY = 50;

/** Seeds at random, and some of one repeated byte. */
function seedOf(random: (length: number) => Uint8Array<ArrayBuffer>, i: number): Uint8Array {
  return i < 8 ? new Uint8Array(32).fill([0, 255, 1, 128, 127, 85, 170, 254][i] ?? 0) : random(32);
}

test(`Ed25519 of the kernel: ${KEYS * MESSAGES} messages, both ways`, () => {
  const random = seededRandom('kernel ed25519, slow');
  const kernel = kernelEd25519();
  let differences = 0;
  const count = (isRight: boolean): void => {
    if (!isRight) differences++;
  };
  for (let i = 0; i < KEYS; i++) {
    const pkcs8 = encodeEd25519PrivateKey(seedOf(random, i));
    const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    const publicKey = createPublicKey(privateKey);
    const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
    for (let j = 0; j < MESSAGES; j++) {
      const message = random(((random(1)[0] as number) * LONGEST) >> 8);
      const ours = kernel.sign('Ed25519', pkcs8, message);
      count(Buffer.compare(ours, sign(null, message, privateKey)) === 0);
      count(kernel.verify('Ed25519', spki, message, ours));
      const [at, bit] = random(2) as unknown as [number, number];
      ours[at & 63] = (ours[at & 63] as number) ^ (1 << (bit & 7));
      count(!kernel.verify('Ed25519', spki, message, ours));
      count(!verify(null, message, publicKey, ours));
      if (j % PORTABLE_EVERY === 0) count(!portable.verify('Ed25519', spki, message, ours));
    }
  }
  expect(differences).toBe(0);
});
