import { test } from 'vitest';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import {
  aesBlockAgrees,
  aesGcmAgrees,
  aesKeyWrapAgrees,
  hashAgrees,
  hkdfAgrees,
  hmacAgrees,
  hold,
  kbkdfAgrees,
  SLOW_RUNS,
} from '../../crypto/symmetric-differential.ts';
import { atLength } from '../length.ts';

const engine = createPortableEngine();

const RUNS = atLength(SLOW_RUNS);

test(`AES agrees with OpenSSL in ${RUNS} cases`, async () => {
  await hold(aesBlockAgrees(await engine.use('aesBlock')), RUNS);
});

test(`AES-GCM agrees with OpenSSL and noble in ${RUNS} cases`, async () => {
  await hold(aesGcmAgrees(await engine.use('aesGcm')), RUNS);
});

test(`AES key wrap agrees with OpenSSL in ${RUNS} cases, without and with padding`, async () => {
  await hold(aesKeyWrapAgrees(await engine.use('aesKeyWrap')), RUNS);
});

test(`hashes agree with OpenSSL in ${RUNS} cases`, async () => {
  await hold(hashAgrees(await engine.use('hash')), RUNS);
});

test(`HMAC agrees with OpenSSL in ${RUNS} cases`, async () => {
  await hold(hmacAgrees(await engine.use('hmac')), RUNS);
});

test(`HKDF agrees with OpenSSL in ${RUNS} cases`, async () => {
  await hold(hkdfAgrees(await engine.use('hkdf')), RUNS);
});

test(`KBKDF agrees with its model in ${RUNS} cases`, async () => {
  await hold(kbkdfAgrees(await engine.use('kbkdf')), RUNS);
});
