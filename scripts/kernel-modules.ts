/**
 * The modules of the kernel: what scripts/build-kernel.ts builds, and what the other scripts know of it.
 *
 * @module
 */

/** A module of the kernel: one family of algorithms. Its entry is assembly/<name>-kernel.ts. */
export interface KernelModule {
  readonly name: string;
  /** The size of its memory in pages of 64 KiB, which neither grows nor shrinks. */
  readonly pages: number;
  /** Whether its swizzles are replaced where the runtime has relaxed SIMD. */
  readonly relaxed: boolean;
  /** Whether it may use SIMD, as it may when this is absent; else the compiler refuses an instruction of it. */
  readonly simd?: boolean;
  /** Whether it is carried packed, as it is when this is absent; what unpacks is not. */
  readonly packed?: boolean;
  /** Whether size comes before the last hundredths of speed: then few functions are put into those that call them. */
  readonly small?: boolean;
}

/** Every module, in the order in which it is built. */
export const KERNEL_MODULES: readonly KernelModule[] = [
  { name: 'aes', pages: 3, relaxed: true },
  { name: 'scalar', pages: 3, relaxed: false, simd: false },
  { name: 'integrity', pages: 4, relaxed: false, simd: false, packed: false },
  { name: 'sha2', pages: 1, relaxed: false },
  { name: 'ec', pages: 68, relaxed: false, small: true },
  { name: 'ed25519', pages: 11, relaxed: false, small: true },
  { name: 'rsa', pages: 5, relaxed: false, small: true },
];

/** The file that carries a module's bytes. */
export function bytesPathOf({ name }: KernelModule): string {
  return `src/crypto/kernel/${name}-bytes.ts`;
}
