/**
 * Self-tests of the asymmetric primitives: a fresh key pair signs, and its public half accepts that and nothing else.
 *
 * @module
 */
import type { SelfTests } from '../engine.ts';
import type { Awaitable, KeyPair } from '../primitives.ts';
import { hostRandom } from '../random.ts';
import { corrupted, expectVerdict } from './answers.ts';

const MESSAGE: Uint8Array = /* @__PURE__ */ Uint8Array.of(1, 2, 3);

/** The self-tests of the asymmetric primitives. */
export const asymmetricSelfTests: Pick<SelfTests, 'rsa' | 'ec' | 'ed25519' | 'mlDsa'> = {
  rsa: async (rsa) => {
    const scheme = { scheme: 'PKCS1', hash: 'SHA-256' } as const;
    await testPair(await rsa.generateKey(2048, hostRandom()), {
      sign: (key) => rsa.sign(key, scheme, MESSAGE, hostRandom()),
      verify: (key, signature) => rsa.verify(key, scheme, MESSAGE, signature),
    });
  },
  ec: async (ec) =>
    testPair(await ec.generateKey('P-256', hostRandom()), {
      sign: (key) => ec.sign('P-256', key, 'SHA-256', MESSAGE),
      verify: (key, signature) => ec.verify('P-256', key, 'SHA-256', MESSAGE, signature),
    }),
  ed25519: async (ed25519) =>
    testPair(await ed25519.generateKey(hostRandom()), {
      sign: (key) => ed25519.sign('Ed25519', key, MESSAGE),
      verify: (key, signature) => ed25519.verify('Ed25519', key, MESSAGE, signature),
    }),
  mlDsa: async (mlDsa) =>
    testPair(await mlDsa.generateKey('ML-DSA-44', hostRandom()), {
      sign: (key) => mlDsa.sign('ML-DSA-44', key, MESSAGE),
      verify: (key, signature) => mlDsa.verify('ML-DSA-44', key, MESSAGE, signature),
    }),
};

interface Pairwise {
  readonly sign: (privateKey: Uint8Array) => Awaitable<Uint8Array>;
  readonly verify: (publicKey: Uint8Array, signature: Uint8Array) => Awaitable<boolean>;
}

async function testPair({ privateKey, publicKey }: KeyPair, { sign, verify }: Pairwise): Promise<void> {
  const signature = await sign(privateKey);
  await expectVerdict('pairwise test', verify(publicKey, signature), true);
  await expectVerdict('pairwise test', verify(publicKey, corrupted(signature)), false);
}
