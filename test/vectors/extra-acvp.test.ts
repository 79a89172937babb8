/**
 * NIST ACVP samples on every engine, whenever STRONGROOM_EXTRA_VECTORS names their folder: each case runs, is outside
 * the seam for a reason that is counted, or is one that the engine does not do, counted too.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VectorCase } from '../../scripts/vectors/vector-file.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { createCtrDrbg } from '../../src/crypto/ctr-drbg.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import type { Bytes } from '../../src/crypto/primitives.ts';
import type { VectorEngineName } from '../crypto/engine-factories.ts';
import { VECTOR_ENGINES } from '../crypto/engines.ts';
import { ACVP_FILES, type AcvpRecord, hexOf, readAcvp } from './acvp.ts';
import { runCase } from './run-case.ts';

const folder = process.env['STRONGROOM_EXTRA_VECTORS'];
const absent = folder === undefined;
if (absent) console.log('extra vectors: skipped, STRONGROOM_EXTRA_VECTORS names no folder');

const DRBG_FILE = 'ctr-drbg-aes256.json.gz';

const RANDOMISED = 'randomised messages (SP 800-106)';
const SHAKE = 'SHAKE as a hash';

/** Cases that are none of the seam's, by file. */
const OUT_OF_SCOPE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'ecdsa-det-siggen-186-5.json.gz': { [RANDOMISED]: 330 },
  'ecdsa-siggen-186-5.json.gz': { [RANDOMISED]: 300, [SHAKE]: 120 },
  'ecdsa-sigver-186-5.json.gz': { [SHAKE]: 42 },
  'eddsa-siggen.json.gz': { 'Ed25519 with a context': 42 },
  'kdf-counter-hmac.json.gz': { 'a counter inside a byte': 324 },
  'ml-dsa-siggen.json.gz': { 'HashML-DSA': 90 },
  'ml-dsa-sigver.json.gz': { 'HashML-DSA': 45 },
  'rsa-siggen-186-5.json.gz': { [RANDOMISED]: 45, [SHAKE]: 22, 'SHAKE as a mask function': 6 },
  'rsa-sigver-186-5.json.gz': { [SHAKE]: 108, 'SHAKE as a mask function': 36 },
};

/** Cases that an engine does not do, by file: the host has no foretold ECDSA or ML-DSA, no Ed25519ph and no mu. */
const UNSUPPORTED: Readonly<Record<VectorEngineName, Readonly<Record<string, number>>>> = {
  portable: {},
  // Other hashes than SHA-256, SHA-384 and SHA-512.
  kernel: { 'kdf-counter-hmac.json.gz': 402 },
  host: {
    'ecdsa-det-siggen-186-5.json.gz': 330,
    'eddsa-sigver.json.gz': 5,
    'ml-dsa-siggen.json.gz': 270,
    'ml-dsa-sigver.json.gz': 90,
  },
};

/** What the kernel has: all of it. */
const KERNEL_FILES = /^(ecdsa|eddsa|rsa|hmac-sha2-(256|384|512)|kdf-counter-hmac)/;

function filesOf(engine: VectorEngineName): readonly (readonly [string, (typeof ACVP_FILES)[string]])[] {
  const files = Object.entries(ACVP_FILES);
  return engine === 'kernel' ? files.filter(([file]) => KERNEL_FILES.test(file)) : files;
}

describe.skipIf(absent)('ACVP', () => {
  it('is read whole: every file of the folder has a reader', () => {
    const files = readdirSync(join(String(folder), 'acvp')).filter((name) => name.endsWith('.json.gz'));
    expect([...Object.keys(ACVP_FILES), DRBG_FILE].sort()).toEqual(files.sort());
  });

  for (const [name, createEngine] of VECTOR_ENGINES) {
    describe(`engine ${name}`, () => {
      let engine: Engine;
      beforeAll(() => {
        engine = createEngine();
      });
      it.each(filesOf(name))('%s', async (file, read) => {
        const counts = await runFile(engine, readAcvp(String(folder), file).map(read));
        console.log(`ACVP on ${name}: ${file}: ${JSON.stringify(counts)}`);
        expect(counts.outOfScope).toEqual(OUT_OF_SCOPE[file] ?? {});
        expect(counts.unsupported).toBe(UNSUPPORTED[name][file] ?? 0);
      });
    });
  }

  it(DRBG_FILE, () => {
    const records = readAcvp(String(folder), DRBG_FILE);
    for (const record of records) expect(drbgOutput(record)).toBe(hexOf(record, 'returnedBits'));
    console.log(`ACVP: ${DRBG_FILE}: ${records.length} passed`);
  });
});

interface Counts {
  readonly passed: number;
  readonly unsupported: number;
  readonly outOfScope: Readonly<Record<string, number>>;
}

async function runFile(
  engine: Engine,
  cases: readonly ReturnType<(typeof ACVP_FILES)[string]>[],
): Promise<Counts> {
  const outOfScope: Record<string, number> = {};
  let [passed, unsupported] = [0, 0];
  for (const [index, test] of cases.entries()) {
    const reason = test['outOfScope'];
    if (typeof reason === 'string') {
      outOfScope[reason] = (outOfScope[reason] ?? 0) + 1;
      continue;
    }
    try {
      if ((await runCase(engine, test as VectorCase)) === 'passed') passed++;
      else unsupported++;
    } catch (error) {
      throw new Error(`case ${index}: ${JSON.stringify(test).slice(0, 1000)}`, { cause: error });
    }
  }
  return { passed, unsupported, outOfScope };
}

interface DrbgStep {
  readonly intendedUse: 'generate' | 'reSeed';
  readonly additionalInput: string;
  readonly entropyInput: string;
}

/** The last bytes that a history of requests gives. */
function drbgOutput(record: AcvpRecord): string {
  const bytes = (hex: string): Bytes => new Uint8Array(Buffer.from(hex, 'hex'));
  const steps = record['otherInput'] as readonly DrbgStep[];
  const predictionResistance = record['predResistance'] as boolean;
  const fresh = steps.filter(({ intendedUse }) => predictionResistance || intendedUse === 'reSeed');
  const entropy = [hexOf(record, 'entropyInput'), ...fresh.map(({ entropyInput }) => entropyInput)];
  const drbg = createCtrDrbg({
    entropy: () => bytes(entropy.shift() as string),
    nonce: bytes(hexOf(record, 'nonce')),
    personalization: bytes(hexOf(record, 'persoString')),
    derivation: record['derFunc'] as boolean,
    predictionResistance,
  });
  let output = '';
  for (const { intendedUse, additionalInput } of steps) {
    if (intendedUse === 'reSeed') drbg.reseed(bytes(additionalInput));
    else output = toHex(drbg.generate((record['returnedBitsLen'] as number) / 8, bytes(additionalInput)));
  }
  return output;
}
