/** The trace test: what the kernel touches and where it goes does not depend on a secret; a planted leak is seen. */

import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../scripts/build-kernel.ts';
import { KERNEL_MODULES, type KernelModule } from '../../scripts/kernel-modules.ts';
import {
  compareTraces,
  firstDifference,
  instrument,
  type Site,
  TRACEABLE,
  traced,
  tracedKernel,
} from '../../scripts/trace-kernel.ts';
import { pairsFor, SCENARIOS } from '../../scripts/trace-scenarios.ts';

/** For every exported function, dealt over the scenarios that use it. */
const PAIRS = 1000;

/** The kernel with a line more, planted where a key is expanded. */
async function planted(line: string): Promise<Uint8Array> {
  const root = await mkdtemp(join(tmpdir(), 'kernel-'));
  try {
    await cp('assembly', join(root, 'assembly'), { recursive: true });
    await cp('asconfig.json', join(root, 'asconfig.json'));
    const path = join(root, 'assembly/aes.ts');
    const before = '  store<u32>(slot, rounds as u32, SLOT_ROUNDS);\n';
    const source = await readFile(path, 'utf8');
    expect(source).toContain(before);
    await writeFile(path, source.replace(before, `${before}  ${line}\n`));
    return (await compile(KERNEL_MODULES[0] as KernelModule, root, [])).wasm;
  } finally {
    await rm(root, { recursive: true });
  }
}

describe.each(TRACEABLE)('the trace of the kernel, module $name,', (module) => {
  const kernel = tracedKernel(module);

  it.each(SCENARIOS)('is the same for pairs of secrets when $name', (scenario) => {
    expect(compareTraces(kernel, scenario, pairsFor(scenario, PAIRS))).toBeUndefined();
  });

  it('shows the verdict on a tag at the reviewed places alone', () => {
    const shown: Site[] = [];
    for (const authentic of SCENARIOS.filter(({ name }) => name.includes('authentic'))) {
      const forged = SCENARIOS.find(({ name }) => name === authentic.name.replace('authentic', 'forged'));
      if (forged === undefined) continue;
      const secret = randomBytes(authentic.secretLength);
      const place = firstDifference(kernel, [authentic, secret], [forged, secret]) as Site;
      if (!shown.some((site) => site.function === place.function)) shown.push(place);
    }
    expect(shown).toEqual(module.declassified.map(({ reason: _, ...site }) => site));
  });
});

describe('the trace', () => {
  it.each([
    ['load', 'store<u8>(BLOCKS, load<u8>(TABLES + (load<u8>(key) as usize)));'],
    ['store', 'store<u8>(BLOCKS + ((load<u8>(key) as usize) & 15), 1);'],
    ['if', 'if ((load<u8>(key) & 1) != 0) encryptBlock(slot);'],
    ['select', 'store<u32>(BLOCKS, select<u32>(load<u32>(slot, 4), 7, load<u8>(key) > 99));'],
    ['division', 'store<u32>(BLOCKS, 1000000 / ((load<u8>(key) as u32) + 1));'],
  ])('parts at a planted %s', async (kind, line) => {
    const leaky = traced(instrument(await planted(line)));
    const expands = SCENARIOS.find(({ name }) => name.includes('32 bytes is expanded'));
    const place = compareTraces(leaky, expands as (typeof SCENARIOS)[number], 100);
    expect(place?.kind).toBe(kind);
  });

  it('is refused of a module with an instruction that the pass does not know', () => {
    // One function that grows the memory, and the memory.
    const module = Uint8Array.from([
      ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1],
      ...[10, 9, 1, 7, 0, 65, 0, 64, 0, 26, 11],
    ]);
    expect(WebAssembly.validate(module)).toBe(true);
    expect(() => instrument(module)).toThrow(/does not know/);
  });
});
