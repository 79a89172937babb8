/**
 * The portable engine: every primitive in TypeScript, for any runtime that has typed arrays. It is the truth that the
 * other engines are held to.
 *
 * @module
 */
import { aesBlock } from './aes.ts';
import { aesGcm } from './aes-gcm.ts';
import { ec } from './ec/ec.ts';
import { ed25519 } from './ed25519.ts';
import { createEngine, type Engine, type Implementations } from './engine.ts';
import { hash } from './hash.ts';
import { hkdf } from './hkdf.ts';
import { hmac } from './hmac.ts';
import { kbkdf } from './kbkdf.ts';
import { aesKeyWrap } from './keywrap.ts';
import { mlDsa } from './mldsa.ts';
import { rsa } from './rsa/rsa.ts';
import { selfTests } from './self-tests.ts';

/** The portable implementation of each primitive. */
export const portablePrimitives: Implementations = {
  aesBlock,
  aesGcm,
  aesKeyWrap,
  hash,
  hmac,
  hkdf,
  kbkdf,
  rsa,
  ec,
  ed25519,
  mlDsa,
};

/**
 * A portable engine, in which nothing has been tested yet.
 *
 * @example
 * const gcm = await createPortableEngine().use('aesGcm');
 */
export function createPortableEngine(): Engine {
  return createEngine('portable', portablePrimitives, selfTests);
}
