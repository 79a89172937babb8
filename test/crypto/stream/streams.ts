/** Feeding streams, emptying them, and looking at what a stream leaves behind. */
import { concatBytes } from '../../../src/bytes/concat.ts';
import { createEngine, type Engine, type SelfTests } from '../../../src/crypto/engine.ts';
import { nodePrimitives } from '../../../src/crypto/host/node.ts';
import type { AesGcm, Bytes, Kbkdf } from '../../../src/crypto/primitives.ts';

/** Property tests repeat themselves. */
export const RUNS = { seed: 20_261_124, numRuns: 100 };

/** A pair of ends, as `pipeThrough` takes them. */
export type Pair = TransformStream<Uint8Array, Bytes>;

/** What a stream gave before it ended, and what it ended with. */
export interface Outcome {
  readonly output: Bytes;
  readonly chunks: readonly Bytes[];
  /** The failure, as the reader sees it. */
  readonly readError: unknown;
  /** The failure, as the writer sees it. */
  readonly writeError: unknown;
}

/** Writes chunks into a stream, closes it, and reads all that comes out. */
export async function run(pair: Pair, chunks: readonly Uint8Array[]): Promise<Outcome> {
  const written = write(pair, chunks);
  const given: Bytes[] = [];
  let readError: unknown;
  const reader = pair.readable.getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      given.push(value as Bytes);
    }
  } catch (error) {
    readError = error;
  }
  return { output: concatBytes(...given), chunks: given, readError, writeError: await written };
}

async function write({ writable }: Pair, chunks: readonly Uint8Array[]): Promise<unknown> {
  const writer = writable.getWriter();
  try {
    for (const chunk of chunks) await writer.write(chunk);
    await writer.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The output of a stream that is to succeed. */
export async function outputOf(pair: Pair, chunks: readonly Uint8Array[]): Promise<Bytes> {
  const { output, readError, writeError } = await run(pair, chunks);
  if (readError !== undefined || writeError !== undefined) throw readError ?? writeError;
  return output;
}

/** Bytes cut at these places, in any order and beyond the end too. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(places)].filter((place) => place < bytes.length).sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

/** Long enough for everything that waits for nobody. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/** An engine over the host that keeps every array it was given or gave. */
export interface Observed {
  readonly engine: Engine;
  /** Keys and derived bytes. */
  readonly secrets: Uint8Array[];
  /** What was to be sealed, and what was opened. */
  readonly plaintexts: Uint8Array[];
  readonly calls: { seal: number; open: number };
}

/** @param gcm Another AES-GCM than the host's. */
export function observe(gcm: AesGcm = nodePrimitives().aesGcm as AesGcm): Observed {
  const secrets: Uint8Array[] = [];
  const plaintexts: Uint8Array[] = [];
  const calls = { seal: 0, open: 0 };
  const kbkdf: Kbkdf = {
    derive: async (input) => {
      const derived = await (nodePrimitives().kbkdf as Kbkdf).derive(input);
      secrets.push(input.key, derived);
      return derived;
    },
  };
  const aesGcm: AesGcm = {
    seal: async (key, iv, plaintext, aad) => {
      calls.seal++;
      secrets.push(key);
      plaintexts.push(plaintext);
      return await gcm.seal(key, iv, plaintext, aad);
    },
    open: async (key, iv, sealed, aad) => {
      calls.open++;
      secrets.push(key);
      const plaintext = await gcm.open(key, iv, sealed, aad);
      plaintexts.push(plaintext);
      return plaintext;
    },
  };
  const engine = createEngine('host', { kbkdf, aesGcm }, passingTests);
  return { engine, secrets, plaintexts, calls };
}

/** Self-tests that ask nothing, so that only the work of a test is observed. */
export const passingTests = new Proxy({}, { get: () => () => undefined }) as SelfTests;

/** Self-tests that fail. */
export const failingTests = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error('wrong answer');
    },
  },
) as SelfTests;

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
