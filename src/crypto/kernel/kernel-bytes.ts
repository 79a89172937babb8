/**
 * How a module of the kernel is carried: the generated files hold one of these each.
 *
 * @module
 */

/** A module's bytes, packed as assembly/unpack.ts says, and the SHA-256 that they must have, in hex. */
export interface KernelBytes {
  readonly packed: string;
  readonly sha256: string;
  /** That of the module for relaxed SIMD, where the runtime has it and this is given. */
  readonly relaxedSha256?: string | undefined;
}

/** The bytes of what unpacks the others, in base64, which every host decodes by itself. */
export interface PlainKernelBytes {
  readonly base64: string;
  readonly sha256: string;
}
