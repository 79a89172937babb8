/** An instance of the module for elliptic curves that no other test uses. */
import { createKernelEc, type KernelEc } from '../../../src/crypto/kernel/ec.ts';
import { type EcKernel, loadEcKernel } from '../../../src/crypto/kernel/ec-kernel.ts';

export interface OwnEc {
  readonly kernel: EcKernel;
  readonly memory: Uint8Array;
  readonly ec: KernelEc;
}

export function ownEc(): OwnEc {
  const { kernel, reason } = loadEcKernel();
  if (kernel === undefined) throw new Error(reason);
  return { kernel, memory: new Uint8Array(kernel.memory.buffer), ec: createKernelEc(kernel) };
}

/** Whether working memory is all zero. */
export function isClean({ kernel, memory }: OwnEc): boolean {
  return memory.subarray(kernel.workStart.value, kernel.workEnd.value).every((byte) => byte === 0);
}
