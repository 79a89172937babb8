/**
 * The packing of the kernel's modules: what assembly/unpack.ts unpacks, whose head says what the text is made of.
 *
 * Which repetitions to take is a shortest path through the module, whose steps cost what the bits of a literal or a
 * repetition would take; what bits cost is counted over the path found before, and so on a few times. Costs are whole
 * numbers, so that the same module gives the same text everywhere.
 *
 * @module
 */

/** Where in unpack.ts each probability lies. */
const IS_REPETITION = 0;
const IS_SAME = 2;
const SIZE = 4;
const DISTANCE = 44;
const LENGTH = 84;
const LITERAL = 128;
const PLACES = LITERAL + 8 * 256;

const PASSES = 6;
/** Costs are in 64ths of a bit. */
const COST_OF_BIT = 64;
const SHORTEST = 2;
const LONGEST = 512;
/** So long a repetition is good enough: no farther one is looked for. */
const GOOD_LENGTH = 200;
/** So many earlier places are looked at for a repetition. */
const TRIES = 2000;

/** A literal, or a repetition of what came some distance before. */
interface Step {
  readonly length: number;
  /** 0: a literal. */
  readonly distance: number;
}

/** Takes one bit after the other, and in which place each stands. */
type BitSink = (place: number, bit: number) => void;

/**
 * Packs a module.
 *
 * @param module 1 byte or more.
 * @returns base64 without padding.
 *
 * @example
 * pack(Uint8Array.of(0, 97, 115, 109)).length; // 14
 */
export function pack(module: Uint8Array): string {
  const repetitions = repetitionsIn(module);
  let costs = new Float64Array(2 * PLACES).fill(COST_OF_BIT);
  let steps: readonly Step[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    steps = shortestPath(module, repetitions, costs);
    costs = costsOver(module, steps);
  }
  const coder = new RangeCoder();
  emitAll(module, steps, (place, bit) => coder.encode(place, bit));
  return Buffer.from(coder.finish()).toString('base64').replace(/=+$/, '');
}

function emitAll(module: Uint8Array, steps: readonly Step[], sink: BitSink): void {
  let [at, repeated, last] = [0, 0, 0];
  emitNumber(SIZE, module.length, sink);
  for (const { length, distance } of steps) {
    sink(IS_REPETITION + repeated, distance === 0 ? 0 : 1);
    if (distance === 0) emitLiteral(module, at, sink);
    else {
      const isSame = distance === last;
      if (repeated === 0) sink(IS_SAME, isSame ? 1 : 0);
      if (repeated === 1 || !isSame) emitNumber(DISTANCE, distance, sink);
      emitNumber(LENGTH, length - 1, sink);
      last = distance;
    }
    repeated = distance === 0 ? 0 : 1;
    at += length;
  }
}

function emitLiteral(module: Uint8Array, at: number, sink: BitSink): void {
  const place = LITERAL + (((module[at - 1] ?? 0) >> 5) << 8);
  for (let shift = 7; shift >= 0; shift--) {
    const before = (256 | module[at]) >> (shift + 1);
    sink(place + before, (module[at] >> shift) & 1);
  }
}

/** @param value 1 or more. */
function emitNumber(place: number, value: number, sink: BitSink): void {
  let at = place;
  for (let rest = value; rest > 1; rest >>= 1, at += 2) {
    sink(at, 1);
    sink(at + 1, rest & 1);
  }
  sink(at, 0);
}

/** What a bit costs in each place, by how often either was there. */
function costsOver(module: Uint8Array, steps: readonly Step[]): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(2 * PLACES).fill(0.4);
  emitAll(module, steps, (place, bit) => {
    counts[2 * place + bit]++;
  });
  return counts.map((count, i) =>
    Math.round(COST_OF_BIT * Math.log2((counts[i & ~1] + counts[i | 1]) / count)),
  );
}

/** For each place the repetitions that there are, each longer and farther back than the one before. */
function repetitionsIn(module: Uint8Array): readonly (readonly Step[])[] {
  const places = new Map<number, number[]>();
  return Array.from(module, (byte, at) => {
    const pair = (byte << 8) | (module[at + 1] ?? 0);
    const earlier = places.get(pair) ?? [];
    const found = repetitionsAt(module, at, earlier);
    places.set(pair, earlier);
    earlier.push(at);
    return found;
  });
}

function repetitionsAt(module: Uint8Array, at: number, earlier: readonly number[]): readonly Step[] {
  const found: Step[] = [];
  let longest = SHORTEST - 1;
  for (const from of earlier.slice(-TRIES).reverse()) {
    const length = sameLength(module, from, at);
    if (length <= longest) continue;
    found.push({ length, distance: at - from });
    longest = length;
    if (length >= GOOD_LENGTH) break;
  }
  return found;
}

function sameLength(module: Uint8Array, from: number, at: number): number {
  const most = Math.min(LONGEST, module.length - at);
  let length = 0;
  while (length < most && module[from + length] === module[at + length]) length++;
  return length;
}

/** The cheapest way to a place, by whether its last step was a repetition. */
interface Way {
  readonly cost: number;
  readonly step: Step;
  /** Of the last repetition; 0: there was none. */
  readonly distance: number;
  readonly before: Way | undefined;
}

function shortestPath(
  module: Uint8Array,
  repetitions: readonly (readonly Step[])[],
  costs: Float64Array,
): readonly Step[] {
  const ways: (Way | undefined)[] = new Array(2 * module.length + 2);
  ways[0] = { cost: 0, step: { length: 0, distance: 0 }, distance: 0, before: undefined };
  const prices = new Prices(costs);
  for (let at = 0; at < module.length; at++) {
    for (const repeated of [0, 1]) {
      const way = ways[2 * at + repeated];
      if (way === undefined) continue;
      const take = (cost: number, step: Step): void => {
        const to = 2 * (at + step.length) + (step.distance === 0 ? 0 : 1);
        const total = way.cost + cost;
        if (total >= (ways[to]?.cost ?? Number.POSITIVE_INFINITY)) return;
        ways[to] = { cost: total, step, distance: step.distance || way.distance, before: way };
      };
      take(prices.literal(module, at, repeated), { length: 1, distance: 0 });
      for (const [step, cost] of stepsFrom(module, at, way, repeated, repetitions[at] ?? [], prices)) {
        take(cost, step);
      }
    }
  }
  const [a, b] = ways.slice(-2);
  return stepsOf(b === undefined || (a !== undefined && a.cost <= b.cost) ? a : b);
}

function stepsOf(end: Way | undefined): readonly Step[] {
  const steps: Step[] = [];
  for (let way = end; way?.before !== undefined; way = way.before) steps.push(way.step);
  return steps.reverse();
}

/** Every repetition that may be taken, in every length, and its cost. */
function* stepsFrom(
  module: Uint8Array,
  at: number,
  { distance: last }: Way,
  repeated: number,
  repetitions: readonly Step[],
  prices: Prices,
): Iterable<readonly [Step, number]> {
  if (repeated === 0 && last > 0) {
    const most = sameLength(module, at - last, at);
    for (let length = SHORTEST; length <= most; length++) {
      yield [{ length, distance: last }, prices.same(length)];
    }
  }
  let from = SHORTEST;
  for (const { length: most, distance } of repetitions) {
    for (let length = from; length <= most; length++) {
      yield [{ length, distance }, prices.repetition(repeated, distance, length)];
    }
    from = most + 1;
  }
}

/** What steps cost. */
class Prices {
  readonly #costs: Float64Array;
  readonly #distances = new Map<number, number>();
  readonly #lengths = new Map<number, number>();

  constructor(costs: Float64Array) {
    this.#costs = costs;
  }

  literal(module: Uint8Array, at: number, repeated: number): number {
    return this.#bit(IS_REPETITION + repeated, 0) + this.#sum((sink) => emitLiteral(module, at, sink));
  }

  same(length: number): number {
    return this.#bit(IS_REPETITION, 1) + this.#bit(IS_SAME, 1) + this.#number(LENGTH, length - 1);
  }

  repetition(repeated: number, distance: number, length: number): number {
    const another = repeated === 0 ? this.#bit(IS_SAME, 0) : 0;
    const numbers = this.#number(DISTANCE, distance) + this.#number(LENGTH, length - 1);
    return this.#bit(IS_REPETITION + repeated, 1) + another + numbers;
  }

  #bit(place: number, bit: number): number {
    return this.#costs[2 * place + bit];
  }

  #sum(emit: (sink: BitSink) => void): number {
    let sum = 0;
    emit((place, bit) => {
      sum += this.#bit(place, bit);
    });
    return sum;
  }

  #number(place: number, value: number): number {
    const known = place === LENGTH ? this.#lengths : this.#distances;
    const cost = known.get(value) ?? this.#sum((sink) => emitNumber(place, value, sink));
    known.set(value, cost);
    return cost;
  }
}

const BYTE = 0x100;
const RANGE_LEAST = 0x1000000;
const RANGE_END = 0x100000000;

/** Codes bits by probabilities that follow them: a carry may still run through what is held back. */
class RangeCoder {
  readonly #zeroes = new Uint16Array(PLACES).fill(1024);
  readonly #bytes: number[] = [];
  #low = 0;
  #range: number = RANGE_END - 1;
  #held = -1;
  #heldOnes = 0;

  encode(place: number, bit: number): void {
    const zero = this.#zeroes[place];
    const bound = (this.#range >>> 11) * zero;
    if (bit === 0) {
      this.#range = bound;
      this.#zeroes[place] = zero + ((2048 - zero) >> 4);
    } else {
      this.#low += bound;
      this.#range -= bound;
      this.#zeroes[place] = zero - (zero >> 4);
    }
    if (this.#range >= RANGE_LEAST) return;
    this.#range *= BYTE;
    this.#shift();
  }

  finish(): Uint8Array {
    for (let i = 0; i < 5; i++) this.#shift();
    return Uint8Array.from(this.#bytes);
  }

  /** Puts out the highest byte of `low`, unless a carry may still change it: behind it there are only ones. */
  #shift(): void {
    const carry = this.#low >= RANGE_END ? 1 : 0;
    const low = this.#low - carry * RANGE_END;
    const highest = Math.floor(low / RANGE_LEAST);
    this.#low = (low % RANGE_LEAST) * BYTE;
    if (highest === BYTE - 1 && carry === 0) {
      this.#heldOnes++;
      return;
    }
    if (this.#held >= 0) this.#bytes.push(this.#held + carry);
    for (; this.#heldOnes > 0; this.#heldOnes--) this.#bytes.push((BYTE - 1 + carry) % BYTE);
    this.#held = highest;
  }
}
