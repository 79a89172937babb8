/**
 * What the trace test runs: every exported function of the kernel that meets a secret, on keys and texts that differ
 * and on nonces, lengths and additional data that do not.
 *
 * @module
 */
import { createKernelAesGcm, type KernelAesGcm } from '../src/crypto/kernel/aes-gcm.ts';
import { loadAesKernel } from '../src/crypto/kernel/aes-kernel.ts';
import type { KernelPlaces } from '../src/crypto/kernel/gcm-message.ts';

/** A use of the kernel. */
export interface Scenario {
  readonly name: string;
  /** The exports that it is about. */
  readonly exports: readonly string[];
  /** How many secret bytes it takes. */
  readonly secretLength: number;
  /** What comes before the trace. */
  prepare?(places: KernelPlaces, secret: Uint8Array): void;
  run(places: KernelPlaces, secret: Uint8Array): void;
}

const NONCE: Uint8Array = Uint8Array.from({ length: 12 }, (_, i) => i);
const LONG_NONCE: Uint8Array = Uint8Array.from({ length: 40 }, (_, i) => i);
const AAD: Uint8Array = Uint8Array.from({ length: 20 }, (_, i) => 100 + i);
const NONE: Uint8Array = new Uint8Array(0);
const SLOT = 1;

function putKey({ memory, key }: KernelPlaces, secret: Uint8Array, length = 32): Uint8Array {
  memory.set(secret.subarray(0, length), key);
  return secret.subarray(length);
}

function putPublic({ memory, nonce, aad }: KernelPlaces, bytes: Uint8Array, data: Uint8Array): void {
  memory.set(bytes, nonce);
  memory.set(data, aad);
}

let quiet: KernelAesGcm | undefined;

/** Sealed by a kernel that tells nothing. */
function sealed(key: Uint8Array, nonce: Uint8Array, text: Uint8Array, aad: Uint8Array): Uint8Array {
  if (quiet === undefined) {
    const { kernel, reason } = loadAesKernel();
    if (kernel === undefined) throw new Error(reason);
    quiet = createKernelAesGcm(kernel);
  }
  return quiet.seal(key, nonce, text, aad);
}

function expands(length: number): Scenario {
  return {
    name: `a key of ${length} bytes is expanded and released`,
    exports: ['setAesKey', 'releaseAesKey'],
    secretLength: length,
    run: (places, secret) => {
      putKey(places, secret, length);
      places.kernel.setAesKey(SLOT, length);
      places.kernel.releaseAesKey(SLOT);
    },
  };
}

function seals(length: number, fresh: boolean, nonce: Uint8Array, aad: Uint8Array): Scenario {
  return {
    name: `${length} bytes are sealed, ${fresh ? 'fresh' : 'kept'} key, nonce of ${nonce.length}, aad of ${aad.length}`,
    exports: ['gcmSeal'],
    secretLength: 32 + length,
    prepare: (places, secret) => {
      const text = putKey(places, secret);
      if (!fresh) places.kernel.setAesKey(SLOT, 32);
      putPublic(places, nonce, aad);
      places.memory.set(text, places.text);
    },
    run: ({ kernel }) => kernel.gcmSeal(SLOT, fresh ? 32 : 0, nonce.length, aad.length, length),
  };
}

/** `forged` opens what is not authentic: both secrets of a pair are, or neither is. */
function opens(length: number, forged: boolean, nonce: Uint8Array): Scenario {
  return {
    name: `${length} bytes are opened, ${forged ? 'forged' : 'authentic'}, nonce of ${nonce.length}`,
    exports: ['gcmOpen', 'wipeText'],
    secretLength: 32 + length,
    prepare: (places, secret) => {
      const text = sealed(secret.subarray(0, 32), nonce, secret.subarray(32), AAD);
      if (forged) text[text.length - 1] ^= 1;
      putKey(places, secret);
      putPublic(places, nonce, AAD);
      places.memory.set(text, places.text);
    },
    run: ({ kernel }) => {
      kernel.gcmOpen(SLOT, 32, nonce.length, AAD.length, length, 16);
      kernel.wipeText(length);
    },
  };
}

const IN_PARTS: Scenario = {
  name: 'a message is sealed and opened in parts',
  exports: [
    ...['gcmBegin', 'gcmAbsorb', 'gcmNonce', 'gcmAad', 'gcmAadAbsorbed', 'gcmSealPart', 'gcmFinish'],
    ...['gcmOpenPart', 'gcmVerify', 'gcmAbort'],
  ],
  secretLength: 32 + 160,
  run: (places, secret) => {
    const { kernel, memory, text } = places;
    const plain = putKey(places, secret);
    kernel.setAesKey(SLOT, 32);
    for (const work of [kernel.gcmSealPart, kernel.gcmOpenPart]) {
      putPublic(places, NONCE, AAD);
      kernel.gcmBegin(SLOT, 1000);
      kernel.gcmNonce(NONCE.length, NONCE.length);
      kernel.gcmAad(AAD.length);
      memory.set(plain, text);
      work(96);
      memory.set(plain, text);
      work(33);
      if (work === kernel.gcmSealPart) kernel.gcmFinish();
      else kernel.gcmVerify(16);
    }
    kernel.gcmBegin(SLOT, 1000);
    memory.fill(7, text, text + 64);
    kernel.gcmAbsorb(64);
    kernel.gcmNonce(5, 69);
    kernel.gcmAbsorb(64);
    kernel.gcmAadAbsorbed(64);
    kernel.gcmAbort();
  },
};

const RECORD = 48;

function sealsBatch(records: number, fresh: boolean): Scenario {
  const keys = fresh ? records * 32 : 0;
  return {
    name: `a batch of ${records} is sealed, ${fresh ? 'fresh keys' : 'one key'}`,
    exports: ['gcmSealBatch'],
    secretLength: 32 + keys + records * RECORD,
    prepare: (places, secret) => {
      const rest = putKey(places, secret);
      places.kernel.setAesKey(SLOT, 32);
      const { memory, text } = places;
      memory.set(rest.subarray(0, keys), text);
      for (let i = 0; i < records; i++) memory.set(NONCE, text + keys + 12 * i);
      memory.set(rest.subarray(keys), text + keys + 12 * records);
    },
    run: ({ kernel }) => kernel.gcmSealBatch(SLOT, fresh ? 32 : 0, records, RECORD, 0),
  };
}

/** `forged` has a wrong tag in the second record. */
function opensBatch(records: number, forged: boolean): Scenario {
  return {
    name: `a batch of ${records} is opened, ${forged ? 'forged' : 'authentic'}`,
    exports: ['gcmOpenBatch'],
    secretLength: 32 + records * RECORD,
    prepare: (places, secret) => {
      const { memory, text, kernel } = places;
      const texts = putKey(places, secret);
      kernel.setAesKey(SLOT, 32);
      for (let i = 0; i < records; i++) {
        memory.set(NONCE, text + 12 * i);
        const record = sealed(
          ...([secret.subarray(0, 32), NONCE, texts.subarray(i * RECORD, (i + 1) * RECORD), NONE] as const),
        );
        if (forged && i === 1) record[RECORD] ^= 1;
        memory.set(record, text + 12 * records + i * (RECORD + 16));
      }
    },
    run: ({ kernel }) => {
      kernel.gcmOpenBatch(SLOT, records, RECORD, 0);
    },
  };
}

/** A few records, and enough for a group and some more. */
const BATCHES: readonly number[] = [3, 35];

/** Lengths that take every way through the kernel: a block, Horner's rule, pairs, one batch, two batches. */
export const SCENARIOS: readonly Scenario[] = [
  ...[16, 24, 32].map(expands),
  ...[0, 32, 100].map((length) => seals(length, true, NONCE, NONE)),
  ...[1, 32, 300, 2100].map((length) => seals(length, false, NONCE, AAD)),
  seals(700, true, LONG_NONCE, AAD),
  ...[0, 40, 700].flatMap((length) => [opens(length, false, NONCE), opens(length, true, NONCE)]),
  opens(100, false, LONG_NONCE),
  IN_PARTS,
  ...BATCHES.flatMap((records) => [sealsBatch(records, false), sealsBatch(records, true)]),
  ...BATCHES.flatMap((records) => [opensBatch(records, false), opensBatch(records, true)]),
  {
    name: 'everything is wiped',
    exports: ['wipe'],
    secretLength: 32,
    run: (places, secret) => {
      putKey(places, secret);
      places.kernel.setAesKey(SLOT, 32);
      places.kernel.wipe();
    },
  },
];

/** How many pairs of secrets a scenario takes, that each function that it is about gets so many in all. */
export function pairsFor({ exports }: Scenario, pairs: number): number {
  const uses = exports.map((name) => SCENARIOS.filter((other) => other.exports.includes(name)).length);
  return Math.ceil(pairs / Math.min(...uses));
}
