/**
 * The engines of this machine by name: what `--engine` chooses from.
 *
 * `auto` seals short messages, derives keys and does elliptic curves with the kernel, and generates RSA keys and uses
 * public ones there; everything else is the host's, and what the host does not do the portable engine's. Where the one
 * ends and the other begins was measured (docs/BENCHMARKS.md).
 *
 * @module
 */
import { createAutoEngine } from '../crypto/auto-engine.ts';
import { kernelOfThisHost } from '../crypto/default-engine.ts';
import { createEngine, type Engine, type EngineName } from '../crypto/engine.ts';
import { nodePrimitives } from '../crypto/host/node.ts';
import { createKernelEngine } from '../crypto/kernel/engine.ts';
import { createMemberEngine } from '../crypto/member-engine.ts';
import { createPartialEngine } from '../crypto/partial-engine.ts';
import { createPortableEngine } from '../crypto/portable.ts';
import type { PrimitiveName } from '../crypto/primitives.ts';
import { selfTests } from '../crypto/self-tests.ts';
import { CROSSOVERS, createSizedEngine } from '../crypto/sized-engine.ts';

const ENGINES: { readonly [N in EngineName]: () => Engine } = {
  portable: createPortableEngine,
  kernel: createKernelEngine,
  host: () => createEngine('host', nodePrimitives(), selfTests),
  auto: createFastestEngine,
};

/** What the kernel does faster than OpenSSL at any size: keys come as DER, and the host reads them anew for each call. */
const KERNEL_FIRST: readonly PrimitiveName[] = ['kbkdf', 'ec', 'ed25519'];

/**
 * What of RSA the kernel does faster than OpenSSL, at every length: it finds primes in half the time, and it knows a
 * public key again, where OpenSSL decodes and checks it each time. Private operations are OpenSSL's.
 */
const KERNEL_RSA = ['generateKey', 'inspectPrivateKey', 'verify', 'verifyDigest', 'encrypt'] as const;

function createFastestEngine(): Engine {
  let reason: string | undefined;
  const kernel = kernelOfThisHost((told) => {
    reason = told;
  });
  const [host, portable] = [ENGINES.host(), ENGINES.portable()];
  if (kernel === undefined) return createAutoEngine([host, portable], reason);
  return createAutoEngine([
    createSizedEngine({ short: kernel, long: host, longFrom: CROSSOVERS.nodeOverKernel }),
    createPartialEngine(kernel, KERNEL_FIRST),
    createMemberEngine({ primitive: 'rsa', usual: host, other: kernel, members: KERNEL_RSA }),
    host,
    portable,
  ]);
}

/**
 * A new engine of that name, untested until it is asked for something.
 *
 * @example
 * engineNamed('portable').name; // 'portable'
 */
export function engineNamed(name: EngineName): Engine {
  return ENGINES[name]();
}

/**
 * A new engine to serve with: the named one for what it has, and the portable engine for the rest.
 *
 * @example
 * servingEngine('kernel').supports('kbkdf'); // true
 */
export function servingEngine(name: EngineName): Engine {
  const engine = engineNamed(name);
  return name === 'kernel' || name === 'host' ? createAutoEngine([engine, createPortableEngine()]) : engine;
}
