/** SHAKE128 as a stream: everything that is written goes in before the first byte is read. */
import { shake128 } from '@noble/hashes/sha3.js';

export interface Accumulator {
  write(bytes: Uint8Array): void;
  read(length: number): Uint8Array<ArrayBuffer>;
}

export function createAccumulator(): Accumulator {
  const state = shake128.create({});
  return {
    write: (bytes) => void state.update(bytes),
    read: (length) => state.xof(length) as Uint8Array<ArrayBuffer>,
  };
}
