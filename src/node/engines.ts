/**
 * The engines of this machine by name: what `--engine` chooses from.
 *
 * `auto` asks the host first, then the portable engine: measured in bench/, OpenSSL is the faster one for every size.
 *
 * @module
 */
import { createAutoEngine } from '../crypto/auto-engine.ts';
import { createEngine, type Engine, type EngineName } from '../crypto/engine.ts';
import { nodePrimitives } from '../crypto/host/node.ts';
import { createKernelEngine } from '../crypto/kernel/engine.ts';
import { createPortableEngine } from '../crypto/portable.ts';
import { selfTests } from '../crypto/self-tests.ts';

const ENGINES: { readonly [N in EngineName]: () => Engine } = {
  portable: createPortableEngine,
  kernel: createKernelEngine,
  host: () => createEngine('host', nodePrimitives(), selfTests),
  auto: () => createAutoEngine([ENGINES.host(), ENGINES.portable()]),
};

/**
 * A new engine of that name, untested until it is asked for something.
 *
 * @example
 * engineNamed('portable').name; // 'portable'
 */
export function engineNamed(name: EngineName): Engine {
  return ENGINES[name]();
}
