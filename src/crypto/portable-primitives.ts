/**
 * The portable implementations at once, for those who want one without an engine in front of it. No test stands before
 * their first use: portable.ts makes the engine that has them.
 *
 * @module
 */
import { aesBlock } from './aes.ts';
import { aesGcm } from './aes-gcm.ts';
import { ec } from './ec/ec.ts';
import { ed25519 } from './ed25519.ts';
import { hash } from './hash.ts';
import { hkdf } from './hkdf.ts';
import { hmac } from './hmac.ts';
import { kbkdf } from './kbkdf.ts';
import { aesKeyWrap } from './keywrap.ts';
import { mlDsa } from './mldsa.ts';
import { mlKem } from './mlkem.ts';
import type { Primitives } from './primitives.ts';
import { rsa } from './rsa/rsa.ts';

/** The portable implementation of each primitive. */
export const portablePrimitives: Primitives = {
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
  mlKem,
};
