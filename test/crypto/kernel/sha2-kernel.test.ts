/** The module for HMAC over SHA-2: closed to the outside, its memory as its map says, its decisions as reviewed. */
import { createHash, createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernel } from '../../../scripts/build-kernel.ts';
import { KERNEL_MODULES, type KernelModule } from '../../../scripts/kernel-modules.ts';
import { unpackKernel } from '../../../src/crypto/kernel/loader.ts';
import { SHA2_KERNEL } from '../../../src/crypto/kernel/sha2-bytes.ts';
import { loadSha2Kernel, type Sha2Kernel } from '../../../src/crypto/kernel/sha2-kernel.ts';
import { seededRandom } from '../random.ts';
import { compiledParts, type Parts } from './compiled-parts.ts';
import { type Decisions, decisionsOf } from './wat-branches.ts';

function loaded(): Sha2Kernel {
  const { kernel, reason } = loadSha2Kernel();
  if (kernel === undefined) throw new Error(reason);
  return kernel;
}

describe('the module', () => {
  it('imports nothing and cannot grow', () => {
    const module = new WebAssembly.Module(unpackKernel(SHA2_KERNEL));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect(() => loaded().memory.grow(1)).toThrow(RangeError);
  });

  it('keeps constant tables apart from working memory, and all else zero until it is used', () => {
    const kernel = loaded();
    const memory = new Uint8Array(kernel.memory.buffer);
    const [start, end, work] = [kernel.publicStart.value, kernel.publicEnd(), kernel.workStart.value];
    expect(start).toBe(1024);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(work);
    expect(kernel.keyStart.value + kernel.keyLength.value).toBeLessThanOrEqual(kernel.outputStart.value);
    expect(kernel.outputStart.value + kernel.outputLength.value).toBeLessThanOrEqual(
      kernel.messageStart.value - 64,
    );
    expect(kernel.messageStart.value + kernel.messageLength.value).toBe(memory.length);
    expect(memory.subarray(0, start).every((byte) => byte === 0)).toBe(true);
    expect(memory.subarray(end).every((byte) => byte === 0)).toBe(true);
  });

  it('is, after wipe, byte for byte an instance that was never used', () => {
    const kernel = loaded();
    const memory = new Uint8Array(kernel.memory.buffer);
    memory.fill(0xff, kernel.workStart.value);
    kernel.wipe();
    expect(Buffer.compare(memory, new Uint8Array(loaded().memory.buffer))).toBe(0);
  });
});

/** What each function decides by: which hash it is, how long keys and messages are, how full a block is. */
const REVIEWED: Readonly<Record<string, Partial<Decisions>>> = {
  'hmac/hmacSetKey': { loop: 4, if: 9, select: 2 },
  'hmac/absorbPad': { loop: 4, if: 6, select: 2 },
  'hmac/hmacFinish': { loop: 2, if: 5, select: 1 },
  'sha2-kernel/hashBegin': { loop: 2, if: 3, select: 1 },
  'sha2-kernel/hashEnd': { loop: 3, if: 4 },
  'sha2-kernel/mac': { loop: 3, if: 4 },
  'sha2-kernel/macBegin': { loop: 2, if: 2, select: 1 },
  'sha2-kernel/macPart': { if: 1 },
  'sha2-kernel/macEnd': { loop: 3, if: 3 },
  'sha2-kernel/derive': { loop: 5, if: 8, select: 1 },
  'sha2-kernel/wipe': { loop: 1, if: 1 },
  'sha256/sha256Update': { loop: 5, if: 7, select: 1 },
  'sha256/sha256Finish': { loop: 3, if: 4 },
  'sha512/sha512Update': { loop: 5, if: 7, select: 1 },
  'sha512/sha512Finish': { loop: 3, if: 4 },
  // Loops alone: one `if` each.
  'sha256/compress': { loop: 3, if: 3 },
  'sha512/compress': { loop: 3, if: 3 },
};

describe('what decides, in the text that the compiler makes', () => {
  let found: ReadonlyMap<string, Partial<Decisions>>;
  beforeAll(async () => {
    const module = KERNEL_MODULES.find(({ name }) => name === 'sha2') as KernelModule;
    found = decisionsOf((await compileKernel(module)).wat);
  });

  it('is what was reviewed, and nothing divides', () => {
    const deciding = [...found].filter(([, decisions]) => Object.keys(decisions).length > 0);
    expect(Object.fromEntries(deciding)).toEqual(REVIEWED);
  });
});

type Part =
  | 'sha256Start'
  | 'sha256Update'
  | 'sha256Finish'
  | 'sha384Start'
  | 'sha512Start'
  | 'sha512Update'
  | 'sha512Finish';

const PARTS: Readonly<Record<string, readonly Part[]>> = {
  sha256: ['sha256Start', 'sha256Update', 'sha256Finish'],
  sha512: ['sha384Start', 'sha512Start', 'sha512Update', 'sha512Finish'],
};

describe('the hashes against node:crypto', () => {
  const random = seededRandom('sha2 kernel');
  const [STATE, TO, FROM] = [0x2000, 0x3000, 0x4001];
  let parts: Parts<Part>;
  let memory: Uint8Array;
  beforeAll(async () => {
    parts = await compiledParts(PARTS, 1);
    memory = new Uint8Array(parts.memory.buffer);
  });

  const rows = [
    ['sha256', 32, 'sha256Start', 'sha256Update', 'sha256Finish'],
    ['sha384', 48, 'sha384Start', 'sha512Update', 'sha512Finish'],
    ['sha512', 64, 'sha512Start', 'sha512Update', 'sha512Finish'],
  ] as const;
  it.each(rows)(
    '%s: every length to 400 bytes, in up to three parts',
    (name, length, start, update, finish) => {
      for (let size = 0; size <= 400; size++) {
        const message = random(size);
        const cuts = [0, (size * 7) % (size + 1), (size * 11) % (size + 1), size].sort((a, b) => a - b);
        memory.fill(0xaa, STATE, TO + 128);
        memory.set(message, FROM);
        parts[start](STATE);
        for (let i = 1; i < cuts.length; i++) {
          const [from, to] = [cuts[i - 1] as number, cuts[i] as number];
          parts[update](STATE, FROM + from, to - from);
        }
        parts[finish](STATE, TO);
        const expected = createHash(name).update(message).digest('hex');
        expect(Buffer.from(memory.slice(TO, TO + length)).toString('hex')).toBe(expected);
      }
    },
  );
});

describe('the module by itself', () => {
  it('leaves a MAC whose message is in parts to its end, and nothing behind it but the MAC', () => {
    const kernel = loaded();
    const memory = new Uint8Array(kernel.memory.buffer);
    memory.fill(7, kernel.keyStart.value, kernel.keyStart.value + 20);
    kernel.macBegin(48, 20);
    memory.fill(9, kernel.messageStart.value, kernel.messageStart.value + 300);
    for (let i = 0; i < 3; i++) kernel.macPart(48, 300);
    kernel.macEnd(48, 300);
    const message = Buffer.alloc(900, 9);
    const expected = createHmac('sha384', Buffer.alloc(20, 7)).update(message).digest();
    const output = memory.subarray(kernel.outputStart.value, kernel.outputStart.value + 48);
    expect(Buffer.compare(output, expected)).toBe(0);
    output.fill(0);
    expect(memory.subarray(kernel.workStart.value).every((byte) => byte === 0)).toBe(true);
  });
});
