/**
 * Encodings: hex and base64 against the host's own.
 *
 * @module
 */
import { toBase64 } from '../../src/bytes/base64.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import type { Case, Suite } from '../suite.ts';

const LENGTHS: readonly number[] = [32, 4096];

function casesOf(length: number): readonly Case[] {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) & 255);
  const hex = Buffer.from(bytes).toString('hex');
  return [
    {
      name: `to hex, ${length} bytes`,
      bytes: length,
      subjects: [
        { name: 'strongroom', run: () => toHex(bytes) },
        { name: 'Buffer', run: () => Buffer.from(bytes).toString('hex') },
      ],
    },
    {
      name: `from hex, ${length} bytes`,
      bytes: length,
      subjects: [
        { name: 'strongroom', run: () => fromHex(hex) },
        { name: 'Buffer', run: () => Buffer.from(hex, 'hex') },
      ],
    },
    {
      name: `to base64, ${length} bytes`,
      bytes: length,
      subjects: [
        { name: 'strongroom', run: () => toBase64(bytes) },
        { name: 'Buffer', run: () => Buffer.from(bytes).toString('base64') },
      ],
    },
  ];
}

export const suite: Suite = { name: 'bytes', cases: async () => LENGTHS.flatMap(casesOf) };
