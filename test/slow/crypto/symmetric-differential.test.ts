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

const engine = createPortableEngine();

test(`AES agrees with OpenSSL in ${SLOW_RUNS} cases`, async () => {
  await hold(aesBlockAgrees(await engine.use('aesBlock')), SLOW_RUNS);
});

test(`AES-GCM agrees with OpenSSL and noble in ${SLOW_RUNS} cases`, async () => {
  await hold(aesGcmAgrees(await engine.use('aesGcm')), SLOW_RUNS);
});

test(`AES key wrap agrees with OpenSSL in ${SLOW_RUNS} cases, without and with padding`, async () => {
  await hold(aesKeyWrapAgrees(await engine.use('aesKeyWrap')), SLOW_RUNS);
});

test(`hashes agree with OpenSSL in ${SLOW_RUNS} cases`, async () => {
  await hold(hashAgrees(await engine.use('hash')), SLOW_RUNS);
});

test(`HMAC agrees with OpenSSL in ${SLOW_RUNS} cases`, async () => {
  await hold(hmacAgrees(await engine.use('hmac')), SLOW_RUNS);
});

test(`HKDF agrees with OpenSSL in ${SLOW_RUNS} cases`, async () => {
  await hold(hkdfAgrees(await engine.use('hkdf')), SLOW_RUNS);
});

test(`KBKDF agrees with its model in ${SLOW_RUNS} cases`, async () => {
  await hold(kbkdfAgrees(await engine.use('kbkdf')), SLOW_RUNS);
});
