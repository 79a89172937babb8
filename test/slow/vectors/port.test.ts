/**
 * Every shipped case once through the vector port on the portable engine, as lines through one stream, and the answers
 * compared with what is published. Cases that no row of the table has are counted exactly.
 */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readVectorFile } from '../../../scripts/vectors/archive.ts';
import type { Provenance } from '../../../scripts/vectors/convert.ts';
import { flattenGroups, type VectorCase } from '../../../scripts/vectors/vector-file.ts';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import { VECTOR_ROWS } from '../../../src/crypto/vector-rows.ts';
import { runVectors } from '../../../src/node/vectors.ts';

/** What each operation answers; everything else in a case is its input. */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  seal: ['ciphertext', 'tag'],
  open: ['plaintext'],
  wrap: ['ciphertext'],
  unwrap: ['plaintext'],
  'encrypt-block': ['ciphertext'],
  digest: ['digest'],
  mac: ['tag'],
  verify: ['valid'],
  sign: ['signature'],
  decrypt: ['plaintext'],
  derive: ['okm', 'sharedSecret'],
  decapsulate: ['sharedSecret'],
};

/** Operations of the vector files that the port's table does not have: loops, and keys by themselves. */
const NO_ROWS = ['monte-carlo', 'accumulate', 'derive-public-key', 'validate-public-key'];

interface Exchange {
  readonly request: VectorCase;
  readonly accepts: (answer: Record<string, unknown>) => boolean;
}

function exchangeOf(test: VectorCase): Exchange | undefined {
  if (!VECTOR_ROWS.has(`${test['alg']} ${test['op']}`)) {
    expect(NO_ROWS).toContain(test['op']);
    return undefined;
  }
  // A salt is drawn by the port: what NIST signed is verified instead.
  if (test['alg'] === 'RSA-PSS' && test['salt'] !== undefined) {
    return { request: { ...test, op: 'verify' }, accepts: (answer) => answer['valid'] === true };
  }
  const outputs = OUTPUTS[test['op'] as string];
  const request = Object.fromEntries(
    Object.entries(test).filter(([name]) => !outputs.includes(name) && name !== 'error'),
  );
  if (test['differsFrom'] !== undefined) {
    const wrong = test['differsFrom'];
    return {
      request,
      accepts: (answer) => answer['error'] === undefined && answer['sharedSecret'] !== wrong,
    };
  }
  const names = test['error'] === undefined ? outputs.filter((name) => name in test) : ['error'];
  return { request, accepts: (answer) => names.every((name) => answer[name] === test[name]) };
}

it('answers every shipped case as it is published', async () => {
  const { files } = JSON.parse(readFileSync('vectors/PROVENANCE.json', 'utf8')) as {
    readonly files: readonly Provenance[];
  };
  const cases = files.flatMap(({ file }) =>
    flattenGroups(readVectorFile(readFileSync(`vectors/${file}`)).groups),
  );
  const exchanges = cases.map(exchangeOf).filter((exchange) => exchange !== undefined);
  const lines = exchanges.map(({ request }, id) => `${JSON.stringify({ id, ...request })}\n`);
  const output = new PassThrough({ highWaterMark: 2 ** 27 });
  const start = performance.now();
  await runVectors({
    engine: createPortableEngine(),
    input: (async function* () {
      for (const line of lines) yield Buffer.from(line);
    })(),
    output,
  });
  const answers = String(output.read()).trimEnd().split('\n');
  expect(answers.length).toBe(exchanges.length);
  for (const [id, { request, accepts }] of exchanges.entries()) {
    const answer = JSON.parse(answers[id]);
    expect(answer.id).toBe(id);
    expect(accepts(answer), `${answers[id]} to ${JSON.stringify(request).slice(0, 1000)}`).toBe(true);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`vector port: ${exchanges.length} of ${cases.length} cases in ${seconds} s`);
  expect(cases.length - exchanges.length).toBe(13 * 100 + 6 + 6 + 30 + 36);
});
