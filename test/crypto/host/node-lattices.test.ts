/** The lattices of the host: asked for once, exact where it answers, honest where it cannot. */
import { describe, expect, it } from 'vitest';
import { hostLattices } from '../../../src/crypto/host/node-lattices.ts';
import type { MlDsa, MlKem, Random } from '../../../src/crypto/primitives.ts';
import { hostRandom } from '../../../src/crypto/random.ts';

const { mlDsa, mlKem } = hostLattices() as { readonly mlDsa: MlDsa; readonly mlKem: MlKem };
const random = hostRandom();

async function refusalOf(call: () => unknown): Promise<{ name: string }> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  return { name: 'none' };
}

function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i & 255);
}

describe('the lattices of the host', () => {
  it('are probed once in a process', () => {
    expect(hostLattices()).toBe(hostLattices());
  });

  it.runIf(mlDsa !== undefined)('is hedged ML-DSA with a context, and nothing deterministic', async () => {
    const seed: Random = (length) => new Uint8Array(length).fill(9);
    const { privateKey, publicKey } = await mlDsa.generateKey('ML-DSA-65', seed);
    const options = { context: counting(255), random };
    const signature = await mlDsa.sign('ML-DSA-65', privateKey, counting(3), options);
    const verify = (context: Uint8Array) =>
      mlDsa.verify('ML-DSA-65', publicKey, counting(3), signature, context);
    expect(await verify(counting(255))).toBe(true);
    expect(await verify(counting(254))).toBe(false);
    expect((await refusalOf(() => verify(counting(256)))).name).toBe('RangeError');
    const deterministic = () => mlDsa.sign('ML-DSA-65', privateKey, counting(3));
    expect((await refusalOf(deterministic)).name).toBe('UnsupportedAlgorithmError');
  });

  it.runIf(mlKem !== undefined)('is ML-KEM with an m of its own, and none that is given', async () => {
    const seed: Random = (length) => new Uint8Array(length).fill(9);
    const { privateKey, publicKey } = await mlKem.generateKey('ML-KEM-768', seed);
    expect(privateKey.length).toBe(86);
    const { sharedSecret, ciphertext } = await mlKem.encapsulate('ML-KEM-768', publicKey, random);
    expect(await mlKem.decapsulate('ML-KEM-768', privateKey, ciphertext)).toEqual(sharedSecret);
    const given = () => mlKem.encapsulateMessage('ML-KEM-768', publicKey, counting(32));
    expect((await refusalOf(given)).name).toBe('UnsupportedAlgorithmError');
    const short = () => mlKem.decapsulate('ML-KEM-768', privateKey, ciphertext.subarray(1));
    expect((await refusalOf(short)).name).toBe('RangeError');
    const beyond = publicKey.map((octet, i) => (i > 25 && i < 60 ? 0xff : octet));
    const broken = () => mlKem.encapsulate('ML-KEM-768', beyond, random);
    expect((await refusalOf(broken)).name).toBe('InvalidKeyError');
  });
});
