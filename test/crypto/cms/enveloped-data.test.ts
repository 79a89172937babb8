import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sealEnvelopedData } from '../../../src/crypto/cms/enveloped-data.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import { hostRandom } from '../../../src/crypto/random.ts';
import { openEnvelope } from './open.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SPKI = publicKey.export({ format: 'der', type: 'spki' });

async function seal(
  plaintext: Uint8Array,
  spki: Uint8Array = SPKI,
  random = hostRandom(),
): Promise<Uint8Array> {
  const engine = createPortableEngine();
  return await sealEnvelopedData(
    { rsa: await engine.use('rsa'), aesBlock: await engine.use('aesBlock'), random },
    spki,
    plaintext,
  );
}

describe('an envelope', () => {
  it.each([0, 1, 15, 16, 32, 1024, 4096])(
    'of %i bytes opens by the walk of AWS’s enclave SDK',
    async (length) => {
      const plaintext = Buffer.alloc(length, 0xa5);
      expect(openEnvelope(await seal(plaintext), privateKey).plaintext.equals(plaintext)).toBe(true);
    },
  );

  it('opens for keys of 3072 and 4096 bits', async () => {
    for (const modulusLength of [3072, 4096]) {
      const pair = generateKeyPairSync('rsa', { modulusLength });
      const envelope = await seal(
        Buffer.from('secret'),
        pair.publicKey.export({ format: 'der', type: 'spki' }),
      );
      expect(openEnvelope(envelope, pair.privateKey).plaintext.toString()).toBe('secret');
    }
  });

  it('names its recipient by SHA-1 of the public key, as RFC 5280 makes key identifiers', async () => {
    const bits = publicKey.export({ format: 'der', type: 'pkcs1' });
    const { keyIdentifier } = openEnvelope(await seal(Buffer.alloc(1)), privateKey);
    expect(keyIdentifier.toString('hex')).toBe(createHash('sha1').update(bits).digest('hex'));
  });

  it('has a key and an IV of its own, and the key is wiped', async () => {
    const drawn: Uint8Array[] = [];
    const source = hostRandom();
    const random = (length: number): Uint8Array<ArrayBuffer> => {
      const bytes = source(length);
      drawn.push(bytes);
      return bytes;
    };
    const [one, other] = [
      await seal(Buffer.alloc(40), SPKI, random),
      await seal(Buffer.alloc(40), SPKI, random),
    ];
    expect(Buffer.compare(one.subarray(-60), other.subarray(-60))).not.toBe(0);
    expect(drawn[0]).toEqual(new Uint8Array(32));
  });

  it('is for RSA keys alone', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({
      format: 'der',
      type: 'spki',
    });
    await expect(seal(Buffer.alloc(1), ec)).rejects.toThrow(InvalidKeyError);
    await expect(seal(Buffer.alloc(1), new Uint8Array(5))).rejects.toThrow(InvalidKeyError);
  });
});
