/**
 * The file of `--nitro-root`: one certificate, in PEM (RFC 7468) or DER, whom attestation documents must lead to.
 *
 * Public, and so read without ceremony; what is no such certificate is refused before anything is opened.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { isNitroRoot } from '../attestation/attestor.ts';
import { FormatError } from '../bytes/reader.ts';
import { decodePem } from '../crypto/pem.ts';
import { UsageError } from './flags.ts';

/**
 * Reads the file.
 *
 * @param file `undefined` when no flag names one.
 * @returns The certificate in DER.
 * @throws {UsageError} It cannot be read, or holds no certificate of an authority on P-384 with SHA-384.
 *
 * @example
 * await readNitroRoot(undefined); // undefined
 */
export async function readNitroRoot(file: string | undefined): Promise<Uint8Array | undefined> {
  if (file === undefined) return undefined;
  const bytes = await read(file);
  const certificate = derOf(bytes);
  if (certificate !== undefined && isNitroRoot(certificate)) return certificate;
  throw new UsageError(
    `--nitro-root expects the certificate of an authority on P-384 with SHA-384, in PEM or DER: ${file} is none.`,
  );
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`--nitro-root expects a file that can be read: ${file} (${code}).`, {
      cause: error,
    });
  }
}

/** A DER certificate begins with 30, which no PEM does. */
function derOf(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] === 0x30) return bytes;
  try {
    const { label, bytes: der } = decodePem(new TextDecoder().decode(bytes));
    return label === 'CERTIFICATE' ? der : undefined;
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
