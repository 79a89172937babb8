/**
 * RSA: PKCS #1 v1.5 signatures with SHA-256, verification, and key generation, hashing and encoding included.
 *
 * The kernel comes first, so that every ratio is to it. It takes DER for every call, parses it, checks the whole private
 * key, blinds, and checks the result; peers have opened their keys before, and most of them do none of that.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import { kernelRsa } from '../../src/crypto/kernel/rsa.ts';
import type { KeyPair, RsaModulusBits } from '../../src/crypto/primitives.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { decodeRsaPublicKey } from '../../src/crypto/rsa/key.ts';
import { rsa as portable } from '../../src/crypto/rsa/rsa.ts';
import { engineNamed } from '../../src/node/engines.ts';
import { openRsaPeers, RSA_PEERS, type RsaPeer } from '../rsa-peers.ts';
import type { Case, Subject, Suite } from '../suite.ts';

const SIZES: readonly RsaModulusBits[] = [2048, 3072, 4096];
const SCHEME = { scheme: 'PKCS1', hash: 'SHA-256' } as const;
const random = hostRandom();

async function ownEngines() {
  return [
    ['strongroom kernel', kernelRsa()],
    ['strongroom auto', await engineNamed('auto').use('rsa')],
    ['strongroom portable', portable],
  ] as const;
}

async function signing(bits: RsaModulusBits, pair: KeyPair): Promise<Case> {
  const message = randomBytes(64);
  const subjects: Subject[] = [];
  for (const [name, rsa] of await ownEngines()) {
    subjects.push({ name, run: () => rsa.sign(pair.privateKey, SCHEME, message, random) });
  }
  for (const [{ name }, signer] of await openRsaPeers(pair)) {
    subjects.push({ name, run: () => signer.sign(message) });
  }
  return { name: `sign, RSA-${bits}`, subjects };
}

async function verification(bits: RsaModulusBits, pair: KeyPair): Promise<Case> {
  const message = randomBytes(64);
  const signature = await kernelRsa().sign(pair.privateKey, SCHEME, message, random);
  const subjects: Subject[] = [];
  for (const [name, rsa] of await ownEngines()) {
    subjects.push({ name, run: () => rsa.verify(pair.publicKey, SCHEME, message, signature) });
  }
  for (const [{ name }, signer] of await openRsaPeers(pair)) {
    subjects.push({ name, run: () => signer.verify(message, signature) });
  }
  return { name: `verify, RSA-${bits}`, subjects };
}

/** Lengths differ by luck, outputs always: a modulus of the right length is right. */
async function generation(bits: RsaModulusBits): Promise<Case> {
  const own = async () => {
    const { publicKey } = await kernelRsa().generateKey(bits, random);
    return decodeRsaPublicKey(publicKey).n.toString(16);
  };
  const makes = (peer: RsaPeer): Subject[] =>
    peer.generate === undefined ? [] : [{ name: peer.name, run: () => peer.generate?.(bits) }];
  return {
    name: `generate a key, RSA-${bits}`,
    subjects: [{ name: 'strongroom kernel', run: own }, ...RSA_PEERS.flatMap(makes)],
    accepts: (output) => BigInt(`0x${output}`) >> BigInt(bits - 1) === 1n,
  };
}

export const suite: Suite = {
  name: 'rsa',
  cases: async () => {
    const cases: Case[] = [];
    for (const bits of SIZES) {
      const pair = await kernelRsa().generateKey(bits, random);
      cases.push(await signing(bits, pair), await verification(bits, pair), await generation(bits));
    }
    return cases;
  },
};
