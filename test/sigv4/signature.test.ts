import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import {
  deriveSigningKey,
  hashOf,
  scopeText,
  signatureOf,
  signatureTime,
} from '../../src/sigv4/signature.ts';
import { testEngine } from '../keystore/engine.ts';

const engine = testEngine();
/** The credential of AWS's published examples. */
const SECRET = toUtf8('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');

describe('a signature', () => {
  it('has the signing key of AWS’s example', async () => {
    const scope = { date: '20150830', region: 'us-east-1', service: 'iam' };
    expect(toHex(await deriveSigningKey(engine, SECRET, scope))).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
    expect(scopeText(scope)).toBe('20150830/us-east-1/iam/aws4_request');
    expect(SECRET[0]).toBe(0x77);
  });

  it('is that of AWS’s example for a whole request', async () => {
    const scope = { date: '20150830', region: 'us-east-1', service: 'iam' };
    const time = '20150830T123600Z';
    const request = {
      method: 'GET',
      path: '/',
      query: 'Action=ListUsers&Version=2010-05-08',
      headers: [
        ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
        ['Host', 'iam.amazonaws.com'],
        ['X-Amz-Date', time],
      ] as const,
      payloadHash: await hashOf(engine, new Uint8Array()),
    };
    const key = await deriveSigningKey(engine, SECRET, scope);
    expect(await signatureOf(engine, key, scope, time, request)).toBe(
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    );
  });

  it('has its time in UTC to the second', () => {
    expect(signatureTime(Date.UTC(2015, 7, 30, 12, 36, 0, 999))).toBe('20150830T123600Z');
  });
});
