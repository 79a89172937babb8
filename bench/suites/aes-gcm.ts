/**
 * AES-256-GCM: what a caller of the public functions gets, copies and the boundary of WebAssembly included.
 *
 * The kernel comes first, so that every ratio is to it. Peers take one nonce again and again, which is wrong outside a
 * bench. Batches are measured against a loop over single messages, which is all that the peers offer.
 *
 * @module
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import { aesGcm as portable } from '../../src/crypto/aes-gcm.ts';
import { nodePrimitives } from '../../src/crypto/host/node.ts';
import { createKernelAesGcm, type KernelAesGcm } from '../../src/crypto/kernel/aes-gcm.ts';
import { loadAesKernel } from '../../src/crypto/kernel/aes-kernel.ts';
import { SCALAR_KERNEL } from '../../src/crypto/kernel/scalar-bytes.ts';
import { kernelAesGcm } from '../../src/crypto/kernel/shared.ts';
import type { AesGcm } from '../../src/crypto/primitives.ts';
import { nodeSeal, preparePeers } from '../peers.ts';
import type { Case, Subject, Suite } from '../suite.ts';

const NONE = new Uint8Array(0);
const NONCE = 12;
const RECORDS = 10_000;

let scalarInstance: KernelAesGcm | undefined;

/** The kernel for runtimes without SIMD. */
function scalarGcm(): KernelAesGcm {
  if (scalarInstance !== undefined) return scalarInstance;
  const { kernel, reason } = loadAesKernel(SCALAR_KERNEL);
  if (kernel === undefined) throw new Error(reason);
  scalarInstance = createKernelAesGcm(kernel);
  return scalarInstance;
}

/** One message under a key that is prepared before. */
async function cachedKey(bytes: number, label: string): Promise<Case> {
  const [key, nonce, text] = [randomBytes(32), randomBytes(NONCE), randomBytes(bytes)];
  const held = kernelAesGcm().createKey(key);
  const scalar = scalarGcm().createKey(key);
  const host = nodePrimitives().aesGcm as AesGcm;
  const peers = await preparePeers(key);
  const subjects: Subject[] = [
    { name: 'strongroom kernel', run: () => held.seal(nonce, text) },
    { name: 'strongroom kernel, no SIMD', run: () => scalar.seal(nonce, text) },
    { name: 'strongroom portable', run: () => portable.seal(key, nonce, text, NONE) },
    { name: 'strongroom host', run: () => host.seal(key, nonce, text, NONE) },
    ...peers.map(([{ name, orientation = false }, seal]) => ({
      name,
      orientation,
      run: () => seal(nonce, text),
    })),
  ];
  return { name: `seal ${label}, kept key`, bytes, subjects };
}

async function opening(bytes: number, label: string): Promise<Case> {
  const [key, nonce, text] = [randomBytes(32), randomBytes(NONCE), randomBytes(bytes)];
  const held = kernelAesGcm().createKey(key);
  const sealed = held.seal(nonce, text);
  const subjects: Subject[] = [
    { name: 'strongroom kernel', run: () => held.open(nonce, sealed) },
    { name: 'strongroom portable', run: () => portable.open(key, nonce, sealed, NONE) },
    { name: '@noble/ciphers', run: () => gcm(key, nonce).decrypt(sealed) },
  ];
  return { name: `open ${label}, kept key`, bytes, subjects };
}

/** One message under a key that was never seen before. */
function freshKey(bytes: number, label: string): Case {
  const [key, nonce, text] = [randomBytes(32), randomBytes(NONCE), randomBytes(bytes)];
  const kernel = kernelAesGcm();
  const subjects: Subject[] = [
    { name: 'strongroom kernel', run: () => kernel.seal(key, nonce, text, NONE) },
    { name: 'strongroom portable', run: () => portable.seal(key, nonce, text, NONE) },
    { name: 'node:crypto', run: () => nodeSeal(key)(nonce, text) },
    { name: '@noble/ciphers', run: () => gcm(key, nonce).encrypt(text) },
  ];
  return { name: `seal ${label}, fresh key`, bytes, subjects };
}

function part(bytes: Uint8Array, length: number, i: number): Uint8Array {
  return bytes.subarray(i * length, (i + 1) * length);
}

/** Many messages, each sealed by a function of its number. */
function loop(length: number, records: number, seal: (i: number) => Uint8Array): Uint8Array {
  const out = new Uint8Array(records * (length + 16));
  for (let i = 0; i < records; i++) out.set(seal(i), i * (length + 16));
  return out;
}

function batch(length: number, records: number, label: string): Case {
  const [key, nonces, texts] = [randomBytes(32), randomBytes(NONCE * records), randomBytes(length * records)];
  const held = kernelAesGcm().createKey(key);
  const node = nodeSeal(createSecretKey(key));
  const message = (i: number) => [part(nonces, NONCE, i), part(texts, length, i)] as const;
  const subjects: Subject[] = [
    { name: 'strongroom kernel, batch', run: () => held.sealBatch({ length, nonces, texts }) },
    {
      name: 'strongroom kernel, loop',
      run: () => loop(length, records, (i) => held.seal(...message(i))),
    },
    { name: 'node:crypto, loop', run: () => loop(length, records, (i) => node(...message(i))) },
    {
      name: '@noble/ciphers, loop',
      run: () => loop(length, records, (i) => gcm(key, message(i)[0]).encrypt(message(i)[1])),
    },
  ];
  return { name: `seal ${records} x ${label}, one key`, bytes: length * records, subjects };
}

function freshBatch(length: number, records: number, label: string): Case {
  const [keys, nonces] = [randomBytes(32 * records), randomBytes(NONCE * records)];
  const texts = randomBytes(length * records);
  const kernel = kernelAesGcm();
  const subjects: Subject[] = [
    {
      name: 'strongroom kernel, batch',
      run: () => kernel.sealBatchFresh(keys, { length, nonces, texts }),
    },
    {
      name: 'node:crypto, loop',
      run: () =>
        loop(length, records, (i) =>
          nodeSeal(part(keys, 32, i))(part(nonces, NONCE, i), part(texts, length, i)),
        ),
    },
  ];
  return { name: `seal ${records} x ${label}, a fresh key each`, bytes: length * records, subjects };
}

export const suite: Suite = {
  name: 'aes-gcm',
  cases: async () => [
    await cachedKey(32, '32 B'),
    await cachedKey(4096, '4 KiB'),
    await cachedKey(65_536, '64 KiB'),
    await cachedKey(2 ** 20, '1 MiB'),
    await opening(32, '32 B'),
    await opening(65_536, '64 KiB'),
    freshKey(32, '32 B'),
    freshKey(4096, '4 KiB'),
    batch(32, RECORDS, '32 B'),
    batch(4096, RECORDS / 10, '4 KiB'),
    freshBatch(32, RECORDS, '32 B'),
  ],
};
