import { constants, createPublicKey, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/crypto/engine.ts';
import { AuthenticationError, InvalidKeyError } from '../../src/crypto/errors.ts';
import type { Bytes, PrimitiveName, Primitives, Rsa } from '../../src/crypto/primitives.ts';
import { wrapRsaAes } from '../../src/crypto/rsa/aes-key-wrap.ts';
import type { SealingTools } from '../../src/keystore/sealing.ts';
import { type ExpectedMaterial, unwrapMaterial, type WrappingScheme } from '../../src/keystore/unwrapping.ts';
import { toolsOf } from './house.ts';

const wrapping = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = Uint8Array.from(wrapping.privateKey.export({ type: 'pkcs8', format: 'der' }));
const PUBLIC_KEY = Uint8Array.from(wrapping.publicKey.export({ type: 'spki', format: 'der' }));
const OAEP: WrappingScheme = { kind: 'oaep', hash: 'SHA-256' };
const HYBRID: WrappingScheme = { kind: 'rsaAes', hash: 'SHA-256' };
const SECRET: ExpectedMaterial = { kind: 'secret', length: 32 };

function oaep(material: Uint8Array): Uint8Array {
  const spki = createPublicKey({ key: Buffer.from(PUBLIC_KEY), format: 'der', type: 'spki' });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return Uint8Array.from(publicEncrypt({ key: spki, padding, oaepHash: 'sha256' }, material));
}

async function hybrid(material: Uint8Array): Promise<Bytes> {
  const { engine, random } = toolsOf();
  const tools = { rsa: await engine.use('rsa'), aesKeyWrap: await engine.use('aesKeyWrap'), random };
  return await wrapRsaAes(tools, PUBLIC_KEY, { hash: 'SHA-256' }, material);
}

const unwrap = (scheme: WrappingScheme, wrapped: Uint8Array, expected: ExpectedMaterial) =>
  unwrapMaterial(toolsOf(), PRIVATE_KEY, scheme, wrapped, expected);

/** Tools that keep hold of what RSA decrypted: whoever was given it may have wiped it since. */
function recording(seen: Uint8Array[]): SealingTools {
  const { engine, random } = toolsOf();
  const use = async <N extends PrimitiveName>(name: N): Promise<Primitives[N]> => {
    const primitive = await engine.use(name);
    if (name !== 'rsa') return primitive;
    const decrypt: Rsa['decrypt'] = async (...input) => {
      const plaintext = await (primitive as Rsa).decrypt(...input);
      seen.push(plaintext);
      return plaintext;
    };
    return { ...primitive, decrypt };
  };
  return { engine: { ...engine, use } as Engine, random };
}

describe('wrapped material', () => {
  it('comes out as it went in, both ways', async () => {
    const material = new Uint8Array(32).fill(7);
    expect(await unwrap(OAEP, oaep(material), SECRET)).toEqual({ material });
    expect(await unwrap(HYBRID, await hybrid(material), SECRET)).toEqual({ material });
  });

  it('does not come out by another way, or when any part of it is damaged', async () => {
    const material = new Uint8Array(32).fill(7);
    const whole = await hybrid(material);
    const damaged = Uint8Array.from(whole);
    damaged[260] = (damaged[260] ?? 0) ^ 1;
    for (const [scheme, wrapped] of [
      [HYBRID, oaep(material)],
      [OAEP, whole],
      [{ ...OAEP, hash: 'SHA-1' }, oaep(material)],
      [HYBRID, damaged],
      [HYBRID, whole.slice(0, -1)],
      [HYBRID, whole.slice(0, -8)],
      [HYBRID, new Uint8Array()],
    ] as const) {
      await expect(unwrap(scheme, wrapped, SECRET)).rejects.toThrow(AuthenticationError);
    }
  });

  it('is wiped when it is refused, and so is the key of a hybrid wrap every time', async () => {
    const seen: Uint8Array[] = [];
    const tools = recording(seen);
    await expect(
      unwrapMaterial(tools, PRIVATE_KEY, OAEP, oaep(new Uint8Array(31).fill(7)), SECRET),
    ).rejects.toThrow(InvalidKeyError);
    const { material } = await unwrapMaterial(
      tools,
      PRIVATE_KEY,
      HYBRID,
      await hybrid(new Uint8Array(32).fill(7)),
      SECRET,
    );
    expect(seen.map(({ length }) => length)).toEqual([31, 32]);
    for (const bytes of seen) expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect(material).toEqual(new Uint8Array(32).fill(7));
  });

  it('comes with its public half when it is a private key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const material = Uint8Array.from(privateKey.export({ type: 'pkcs8', format: 'der' }));
    const spki = Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' }));
    const unwrapped = await unwrap(OAEP, oaep(material), { kind: 'ed25519' });
    expect(unwrapped).toEqual({ material, publicKey: spki });
  });

  it('is refused when it is not what it must be', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const p256 = Uint8Array.from(privateKey.export({ type: 'pkcs8', format: 'der' }));
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const rsa2048 = await hybrid(Uint8Array.from(rsa.export({ type: 'pkcs8', format: 'der' })));
    for (const [scheme, wrapped, expected] of [
      [OAEP, oaep(new Uint8Array(31)), SECRET],
      [OAEP, oaep(new Uint8Array(33)), SECRET],
      [OAEP, oaep(p256), { kind: 'ec', curve: 'P-384' }],
      [OAEP, oaep(p256), { kind: 'ed25519' }],
      [OAEP, oaep(p256), { kind: 'mlDsa', parameterSet: 'ML-DSA-44' }],
      [OAEP, oaep(p256), { kind: 'mlKem', parameterSet: 'ML-KEM-512' }],
      [OAEP, oaep(p256.subarray(1)), { kind: 'ec', curve: 'P-256' }],
      [HYBRID, rsa2048, { kind: 'rsa', modulusBits: 3072 }],
    ] as const) {
      await expect(unwrap(scheme, wrapped, expected)).rejects.toThrow(InvalidKeyError);
    }
    const { publicKey } = await unwrap(HYBRID, rsa2048, { kind: 'rsa', modulusBits: 2048 });
    expect(publicKey).toEqual(Uint8Array.from(createPublicKey(rsa).export({ type: 'spki', format: 'der' })));
  });
});
