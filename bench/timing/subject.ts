/**
 * What is measured: an operation, and two classes of inputs that a leak would tell apart.
 *
 * @module
 */

/** A measurement, or a control of the harness itself. */
export type Role = 'measured' | 'leaking control' | 'null control';

/**
 * A row of the measurement.
 *
 * Both classes have the same public outcome, or the verdict would be what is measured.
 */
export interface Subject {
  readonly family: string;
  readonly name: string;
  readonly role: Role;
  /** What tells the classes apart. */
  readonly classes: string;
  /** Operations on one input that are timed together. */
  readonly batch: number;
  /** How many of the samples asked for it gets: 1, or less where an operation is long. */
  readonly share: number;
  /** An input of class 0 or 1, by the same steps for both: byte strings, of the same lengths each time. */
  prepare(kind: 0 | 1): readonly Uint8Array[];
  /**
   * The operation on what `slots` hold: arrays of the lengths that `prepare` gives, into which each input is copied, so
   * that every input is at the same address. What the operation answers is summed, so that it cannot be left out.
   */
  bind(slots: readonly Uint8Array<ArrayBuffer>[]): () => number;
}

/** Fresh bytes. */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Bytes that are zero in class 0 and random in class 1. */
export function zeroOrRandom(kind: 0 | 1, length: number): Uint8Array<ArrayBuffer> {
  return randomBytes(length).map((byte) => byte & -kind);
}

/** A copy with one bit turned: in the first byte in class 0, in the last in class 1. */
export function wrongInFirstOrLast(kind: 0 | 1, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[kind * (bytes.length - 1)] ^= 1;
  return copy;
}
