/**
 * Mutation of well-formed inputs, and the rule that every strict decoder is held to: what it accepts re-encodes to the
 * same bytes, and what it refuses it refuses with the errors that it documents.
 */
import { toHex } from '../../src/bytes/hex.ts';

/** A decoder under attack. */
export interface Decoder {
  readonly name: string;
  /** Well-formed inputs to start from. */
  readonly seeds: readonly Uint8Array[];
  /** Decodes, and encodes again what was decoded. */
  readonly roundTrip: (input: Uint8Array) => Uint8Array;
  /** The names of the errors that it may throw. */
  readonly refusals: readonly string[];
}

export interface MutationResult {
  readonly accepted: number;
  readonly refused: number;
}

/** Numbers from 0 to below `bound`, the same for the same seed (xorshift32). */
export function numbers(seed: number): (bound: number) => number {
  let state = seed | 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

type Below = (bound: number) => number;

/** Octets that mean something in DER and PEM. */
const TELLING = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0d, 0x20, 0x2d, 0x30, 0x31, 0x3d, 0x7f, 0x80,
];
const MORE_TELLING = [0x81, 0x82, 0x84, 0xa0, 0xa1, 0xff];
const OCTETS = [...TELLING, ...MORE_TELLING];

const MUTATIONS: readonly ((input: Uint8Array, below: Below) => Uint8Array)[] = [
  (input, below) => withOctet(input, below, (octet) => octet ^ (1 << below(8))),
  (input, below) => withOctet(input, below, () => OCTETS[below(OCTETS.length)]),
  (input, below) => withOctet(input, below, (octet) => octet + (below(2) === 0 ? 1 : 255)),
  (input, below) => input.slice(0, below(input.length + 1)),
  (input, below) => splice(input, input.length, 0, [below(256)]),
  (input, below) => splice(input, below(input.length + 1), 0, [OCTETS[below(OCTETS.length)]]),
  (input, below) => splice(input, below(input.length + 1), 1 + below(4), []),
  (input, below) => {
    const at = below(input.length + 1);
    return splice(input, at, 0, [...input.subarray(at, at + below(16))]);
  },
];

function withOctet(input: Uint8Array, below: Below, change: (octet: number) => number): Uint8Array {
  const mutated = Uint8Array.from(input);
  // The front is where tags and lengths are: half of the changes go there.
  const at = below(below(2) === 0 ? Math.min(40, input.length + 1) : input.length + 1);
  if (at < mutated.length) mutated[at] = change(mutated[at]);
  return mutated;
}

function splice(input: Uint8Array, at: number, remove: number, insert: readonly number[]): Uint8Array {
  return Uint8Array.of(...input.subarray(0, at), ...insert, ...input.subarray(at + remove));
}

/**
 * Attacks a decoder with mutated inputs, one to three mutations each.
 *
 * @throws {Error} It accepted what does not re-encode to itself, or threw what it does not document; with the input.
 */
export function attack(decoder: Decoder, runs: number, seed: number): MutationResult {
  const below = numbers(seed);
  let accepted = 0;
  for (let run = 0; run < runs; run++) {
    let input = decoder.seeds[below(decoder.seeds.length)];
    for (let i = below(3); i >= 0; i--) input = MUTATIONS[below(MUTATIONS.length)](input, below);
    if (accepts(decoder, input)) accepted++;
  }
  return { accepted, refused: runs - accepted };
}

function accepts(decoder: Decoder, input: Uint8Array): boolean {
  let encoded: Uint8Array;
  try {
    encoded = decoder.roundTrip(input);
  } catch (error) {
    if (error instanceof Error && decoder.refusals.includes(error.name)) return false;
    throw new Error(`${decoder.name} threw ${String(error)} at ${toHex(input)}`);
  }
  if (Buffer.compare(input, encoded) === 0) return true;
  throw new Error(`${decoder.name} took ${toHex(input)} for ${toHex(encoded)}`);
}
