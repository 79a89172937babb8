/**
 * The portable engine: every primitive in TypeScript, for any runtime that has typed arrays. It is the truth that the
 * other engines are held to. What has keys in pairs comes when it is first asked for, and with it the code of its curves.
 *
 * @module
 */
import { createEngine, type Engine, type Implementations } from './engine.ts';
import { selfTests } from './self-tests.ts';

const IMPLEMENTATIONS: Implementations = {
  aesBlock: async () => (await import('./aes.ts')).aesBlock,
  aesGcm: async () => (await import('./aes-gcm.ts')).aesGcm,
  aesKeyWrap: async () => (await import('./keywrap.ts')).aesKeyWrap,
  hash: async () => (await import('./hash.ts')).hash,
  hmac: async () => (await import('./hmac.ts')).hmac,
  hkdf: async () => (await import('./hkdf.ts')).hkdf,
  kbkdf: async () => (await import('./kbkdf.ts')).kbkdf,
  rsa: async () => (await import('./rsa/rsa.ts')).rsa,
  ec: async () => (await import('./ec/ec.ts')).ec,
  ed25519: async () => (await import('./ed25519.ts')).ed25519,
  mlDsa: async () => (await import('./mldsa.ts')).mlDsa,
  mlKem: async () => (await import('./mlkem.ts')).mlKem,
};

/**
 * A portable engine, in which nothing has been tested yet.
 *
 * @example
 * const gcm = await createPortableEngine().use('aesGcm');
 */
export function createPortableEngine(): Engine {
  return createEngine('portable', IMPLEMENTATIONS, selfTests);
}
