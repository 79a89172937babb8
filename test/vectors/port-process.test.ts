/** The vector port in a process of its own: every published AES-GCM case through a pipe, in order. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readVectorFile } from '../../scripts/vectors/archive.ts';
import { flattenGroups } from '../../scripts/vectors/vector-file.ts';
import { ENGINES } from '../crypto/engines.ts';

const PROCESS = fileURLToPath(new URL('port-process.ts', import.meta.url));

const cases = ['seal', 'open'].flatMap((op) =>
  flattenGroups(readVectorFile(readFileSync(`vectors/nist/aes-256-gcm-${op}.json.gz`)).groups),
);

/** What the process writes for what it reads. */
async function pipe(engine: string, input: string): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROCESS, engine], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(input);
  const pieces: Buffer[] = [];
  for await (const piece of child.stdout) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

it.each(ENGINES.map(([name]) => name))('answers 15,750 AES-GCM cases on engine %s', async (engine) => {
  const lines = cases.map(({ ciphertext, plaintext, tag, error, ...members }, id) => {
    const input = members['op'] === 'seal' ? { plaintext } : { ciphertext, tag };
    return JSON.stringify({ id, ...members, ...input });
  });
  const start = performance.now();
  const text = await pipe(engine, `${lines.join('\n')}\n`);
  const rate = Math.round(cases.length / ((performance.now() - start) / 1000));
  console.log(`vector port on ${engine}: ${rate} AES-GCM cases a second, with the start of the process`);
  const expected = cases.map(({ op, ciphertext, plaintext, tag, error }, id) => {
    if (op === 'seal') return { id, ciphertext, tag };
    return error === undefined ? { id, plaintext } : { id, error };
  });
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(expected);
});
