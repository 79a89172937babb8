/**
 * AES-256-GCM on any runtime: the kernel, the portable engine, the host's Web Cryptography and @noble/ciphers.
 *
 * Bundled once and run everywhere by run.ts. Time is the process's own on the processor where the runtime tells it, else
 * that on the wall, of which the best of many short pieces is the least disturbed. workerd's clock stands still while it
 * computes, so each piece ends with a turn of the host there.
 *
 * @module
 */
import { gcm as noble } from '@noble/ciphers/aes.js';
import { aesGcm as portable } from '../../src/crypto/aes-gcm.ts';
import { webPrimitives } from '../../src/crypto/host/web.ts';
import { createKernelAesGcm } from '../../src/crypto/kernel/aes-gcm.ts';
import { loadAesKernel } from '../../src/crypto/kernel/aes-kernel.ts';
import { hostRandom } from '../../src/crypto/random.ts';

/** One subject's best rate in one case. */
export interface RuntimeMeasurement {
  readonly case: string;
  readonly bytes: number;
  readonly subject: string;
  readonly opsPerSecond: number;
  readonly clock: 'processor' | 'wall';
}

type Work = () => unknown;
type Subjects = Readonly<Record<string, Work>>;

const ROUNDS = 6;
const LEAST_MS = 25;
const RECORDS = 10_000;
const NONE = new Uint8Array(0);

/** @param module The kernel as the host compiled it, where the host takes no bytes. */
export async function runSuite(
  _origin: string,
  module?: WebAssembly.Module,
): Promise<readonly RuntimeMeasurement[]> {
  const measurements: RuntimeMeasurement[] = [];
  for (const [name, bytes, subjects] of cases(module)) {
    await requireAgreement(name, subjects);
    for (const [subject, opsPerSecond] of await bestRates(subjects)) {
      measurements.push({ case: name, bytes, subject, opsPerSecond, clock: clockName() });
    }
  }
  return measurements;
}

/** @throws {Error} Two subjects give different outputs: then no figure means anything. */
async function requireAgreement(name: string, subjects: Subjects): Promise<void> {
  let expected: string | undefined;
  for (const [subject, work] of Object.entries(subjects)) {
    const output = String(await work());
    expected ??= output;
    if (output !== expected) throw new Error(`${name}: ${subject} disagrees with the kernel`);
  }
}

/** The browsers' page asks it of every suite. */
export function kernelReason(): string {
  return loadAesKernel().reason ?? '';
}

function* cases(module: WebAssembly.Module | undefined): Generator<[string, number, Subjects]> {
  const { kernel, reason } = loadAesKernel(module);
  if (kernel === undefined) throw new Error(reason);
  const gcm = createKernelAesGcm(kernel);
  const web = webPrimitives(crypto.subtle).aesGcm;
  const random = hostRandom();
  const [key, nonce] = [random(32), random(12)];
  const held = gcm.createKey(key);
  const sizes = { '32 B': 32, '4 KiB': 4096, '16 KiB': 16_384, '64 KiB': 65_536, '1 MiB': 2 ** 20 };
  for (const [label, length] of Object.entries(sizes)) {
    const text = new Uint8Array(length).fill(7);
    const subjects: Subjects = {
      kernel: () => held.seal(nonce, text),
      portable: () => portable.seal(key, nonce, text, NONE),
      WebCrypto: () => web?.seal(key, nonce, text, NONE),
      '@noble/ciphers': () => noble(key, nonce).encrypt(text),
    };
    yield [`seal ${label}, kept key`, length, subjects];
  }
  const [nonces, texts] = [new Uint8Array(12 * RECORDS), new Uint8Array(32 * RECORDS)];
  const batch = () => held.sealBatch({ length: 32, nonces, texts });
  yield [`seal ${RECORDS} x 32 B, one key`, 32 * RECORDS, { kernel: batch }];
}

/** The subjects take turns. @returns The best rate of each, in runs a second. */
async function bestRates(subjects: Subjects): Promise<readonly (readonly [string, number])[]> {
  const counts = new Map<string, number>();
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, work] of Object.entries(subjects)) {
      const [count, milliseconds] = await turnOf(work, counts.get(name) ?? 1);
      counts.set(name, count);
      best.set(name, Math.max(best.get(name) ?? 0, (1000 * count) / milliseconds));
    }
  }
  return [...best];
}

/** Does a piece of work so often that it takes long enough for the clock. @returns How often, and how long it took. */
async function turnOf(work: Work, from: number): Promise<[number, number]> {
  for (let count = from; ; count *= 2) {
    const milliseconds = await timeOf(work, count);
    if (milliseconds >= LEAST_MS) return [count, milliseconds];
  }
}

interface CpuUsage {
  readonly user: number;
  readonly system: number;
}

/** What Node, Deno and Bun have of a process. */
const host = globalThis as { readonly process?: { cpuUsage?(): CpuUsage } };

/** Which clock this runtime has. */
export function clockName(): 'processor' | 'wall' {
  return host.process?.cpuUsage === undefined ? 'wall' : 'processor';
}

function now(): number {
  const usage = host.process?.cpuUsage?.();
  return usage === undefined ? performance.now() : (usage.user + usage.system) / 1000;
}

/** Milliseconds. */
async function timeOf(work: Work, count: number): Promise<number> {
  if (clockName() === 'wall') await turn();
  const start = now();
  for (let i = 0; i < count; i++) {
    const result = work();
    if (result instanceof Promise) await result;
  }
  if (clockName() === 'wall') await turn();
  return now() - start;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
