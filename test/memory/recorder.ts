/**
 * A recorder of typed arrays: while it runs, every array that anybody makes is known, and can be looked at afterwards.
 *
 * It replaces the global constructors by subclasses. Views, copies and slices are made through the species of their
 * array and are recorded too. What it cannot see: numbers in variables and fields, strings, BigInts, and what the
 * runtime copies for itself.
 */
import { vi } from 'vitest';

const RECORDED = ['Uint8Array', 'Int32Array', 'Uint32Array', 'BigUint64Array'] as const;

/** Every buffer that was made while the recorder ran; working memory is made once and used again. */
const buffers = new Set<ArrayBufferLike>();
/** Buffers of inputs and results, which are the caller's. */
const known = new Set<ArrayBufferLike>();

/** Bytes of a test: recorded, but not counted as left behind. */
export type Make = (length: number) => Uint8Array<ArrayBuffer>;

/** What a recorded piece of work left, and how it ended. */
export interface Left {
  /** Arrays that hold anything but zeroes, beside inputs and results. */
  readonly residue: readonly Uint8Array[];
  readonly result: Uint8Array | boolean | undefined;
  readonly thrown: unknown;
}

/** Runs `work` under the recorder. Its inputs come from `make`. */
export function leftBy(work: (make: Make) => Uint8Array | boolean): Left {
  for (const name of RECORDED) vi.stubGlobal(name, recordedConstructor(name));
  let result: Uint8Array | boolean | undefined;
  let thrown: unknown;
  try {
    result = work(make);
    if (result instanceof Uint8Array) known.add(result.buffer);
  } catch (error) {
    thrown = error;
  } finally {
    vi.unstubAllGlobals();
  }
  return { residue: residue(), result, thrown };
}

function make(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length).fill(0xa5);
  known.add(bytes.buffer);
  return bytes;
}

function recordedConstructor(name: (typeof RECORDED)[number]): unknown {
  const Original = globalThis[name] as Uint8ArrayConstructor;
  return class extends Original {
    constructor(...input: [number]) {
      super(...input);
      buffers.add(this.buffer);
    }
  };
}

/** Counters of up to four bytes are public and are passed over. */
function residue(): readonly Uint8Array[] {
  return [...buffers]
    .filter((buffer) => !known.has(buffer) && buffer.byteLength > 4)
    .map((buffer) => new Uint8Array(buffer))
    .filter((bytes) => bytes.some((byte) => byte !== 0));
}
