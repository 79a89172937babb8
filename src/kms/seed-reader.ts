/**
 * The values of a seed, read one by one: each of the type that it must have, or an error that says where and why.
 *
 * Seeds are written by hand, so nothing is passed over and nothing is guessed: a member that is not known is an error,
 * and so is a number where text belongs, since 000000000000 and 1e3 are other texts once they have been numbers.
 *
 * @module
 */
import { fromBase64 } from '../bytes/base64.ts';
import { fromHex } from '../bytes/hex.ts';
import { decodePem } from '../crypto/pem.ts';
import { SeedError, type SeedPath } from './seed-error.ts';

/** A value and where it stands. */
export class SeedNode {
  readonly value: unknown;
  readonly path: SeedPath;

  constructor(value: unknown, path: SeedPath = []) {
    this.value = value;
    this.path = path;
  }

  /** Whether nothing stands here. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** What is wrong with what stands here. */
  refuse(reason: string, cause?: unknown): SeedError {
    return new SeedError(this.path, reason, { cause });
  }

  /** A mapping's member; absent when it is not there. */
  member(name: string): SeedNode {
    const members = this.value as Readonly<Record<string, unknown>>;
    return new SeedNode(Object.hasOwn(members, name) ? members[name] : undefined, [...this.path, name]);
  }

  /** Requires a mapping, with no other members than these. */
  members(known: readonly string[]): this {
    const unknown = this.names().find((name) => !known.includes(name));
    if (unknown === undefined) return this;
    throw this.member(unknown).refuse(`there is no such member; there are ${known.join(', ')}`);
  }

  /** The names of a mapping's members. */
  names(): readonly string[] {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
      throw this.#expected('a mapping');
    }
    return Object.keys(value);
  }

  /** The items of a list; none when it is absent. */
  items(): readonly SeedNode[] {
    if (this.isAbsent) return [];
    if (!Array.isArray(this.value)) throw this.#expected('a list');
    return Array.from(this.value, (item, i) => new SeedNode(item, [...this.path, i]));
  }

  /** Text of a limited length, or what stands for its absence. */
  text(fallback?: string, maximumLength: number = Number.POSITIVE_INFINITY): string {
    if (this.isAbsent && fallback !== undefined) return fallback;
    if (typeof this.value === 'number' || typeof this.value === 'boolean') {
      throw this.refuse(`expected text, got ${String(this.value)}: put it in quotes`);
    }
    if (typeof this.value !== 'string') throw this.#expected('text');
    if (this.value.length <= maximumLength) return this.value;
    throw this.refuse(`expected at most ${maximumLength} characters, got ${this.value.length}`);
  }

  /** One of some texts, or what stands for its absence. */
  choice<T extends string>(choices: readonly T[], fallback?: T): T {
    const text = this.text(fallback);
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    throw this.refuse(`expected ${choices.join(', ')}, got ${JSON.stringify(text)}`);
  }

  flag(fallback: boolean): boolean {
    if (this.isAbsent) return fallback;
    if (typeof this.value === 'boolean') return this.value;
    throw this.#expected('true or false');
  }

  integer(minimum: number, maximum: number): number | undefined {
    if (this.isAbsent) return undefined;
    const { value } = this;
    if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return Number(value);
    throw this.#expected(`a whole number from ${minimum} to ${maximum}`);
  }

  /** Bytes: base64, or a mapping with one of `base64`, `hex` and `pem`; bytes as they are from the same process. */
  bytes(): Uint8Array {
    if (this.value instanceof Uint8Array) return new Uint8Array(this.value);
    if (typeof this.value !== 'object') return this.#decode('base64', this.text());
    const [name, ...others] = this.members(['base64', 'hex', 'pem']).names();
    if (name === undefined || others.length > 0) throw this.refuse('expected one of base64, hex, pem');
    const member = this.member(name);
    return member.#decode(name, member.text());
  }

  #decode(form: string, text: string): Uint8Array {
    try {
      if (form === 'base64') return fromBase64(text);
      if (form === 'hex') return fromHex(text);
      // A block scalar may or may not keep the line end behind its last line.
      return decodePem(text).bytes;
    } catch (error) {
      // The text may be a secret: it is not repeated.
      throw this.refuse(form === 'pem' ? 'is not one PEM block' : `is not ${form}`, error);
    }
  }

  #expected(what: string): SeedError {
    const { value } = this;
    return this.refuse(
      this.isAbsent ? `is missing: expected ${what}` : `expected ${what}, got ${kindOf(value)}`,
    );
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'a mapping' : String(value);
}
