/** An RSA kernel of one's own, and what is left in its memory. */
import { createKernelRsa, type KernelRsa, newRsaKernel } from '../../../src/crypto/kernel/rsa.ts';
import { type RsaKernel, type RsaPlaces, rsaPlacesOf } from '../../../src/crypto/kernel/rsa-kernel.ts';
import type { RsaKeyRules } from '../../../src/crypto/rsa/key.ts';

export interface OwnRsaKernel {
  readonly kernel: RsaKernel;
  readonly places: RsaPlaces;
  readonly rsa: KernelRsa;
  /** Instances that were made for long work, the last one last. */
  readonly others: readonly RsaKernel[];
}

/** An instance that no other test uses. */
export function ownRsaKernel(rules?: RsaKeyRules): OwnRsaKernel {
  const kernel = newRsaKernel();
  const others: RsaKernel[] = [];
  const rsa = createKernelRsa(
    kernel,
    () => {
      const other = newRsaKernel();
      others.push(other);
      return other;
    },
    rules,
  );
  return { kernel, places: rsaPlacesOf(kernel), rsa, others };
}

/** Whether all working memory is zero: only public keys and small primes may be left. */
export function isClean(kernel: RsaKernel): boolean {
  const work = Buffer.from(kernel.memory.buffer, kernel.workStart.value);
  return work.equals(Buffer.alloc(work.length));
}
