/** A kernel of one's own, and what is left in its memory. */
import { createKernelAesGcm, type KernelAesGcm } from '../../../src/crypto/kernel/aes-gcm.ts';
import { type AesKernel, loadAesKernel } from '../../../src/crypto/kernel/aes-kernel.ts';

/** An instance that no other test uses, AES-GCM on it, and its memory. */
export interface OwnKernel {
  readonly kernel: AesKernel;
  readonly gcm: KernelAesGcm;
  readonly memory: Uint8Array;
}

export function ownKernel(): OwnKernel {
  const { kernel, reason } = loadAesKernel();
  if (kernel === undefined) throw new Error(reason);
  return { kernel, gcm: createKernelAesGcm(kernel), memory: new Uint8Array(kernel.memory.buffer) };
}

/** The working memory before the place of input and output: where keys, schedules and states are. */
export function workOf({ kernel, memory }: OwnKernel): Uint8Array {
  return memory.subarray(kernel.workStart.value, kernel.nonceStart.value);
}

/** Whether 16 bytes in a row of a secret, or all of a shorter one, lie anywhere in the memory. */
export function holds({ memory }: OwnKernel, secret: Uint8Array): boolean {
  const hay = Buffer.from(memory.buffer, memory.byteOffset, memory.length);
  const size = Math.min(16, secret.length);
  for (let at = 0; at + size <= secret.length; at += size) {
    if (hay.includes(Buffer.from(secret.subarray(at, at + size)))) return true;
  }
  return false;
}
