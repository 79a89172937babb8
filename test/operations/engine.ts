/**
 * The engine of most tests of operations: the portable one, but for the making of RSA and EC keys and for decryption with
 * RSA, which take their time and are tested where they are done. Of each kind one pair is made, by node:crypto, and handed
 * out again and again; decryption is node:crypto's.
 *
 * @module
 */
import { generateKeyPairSync } from 'node:crypto';
import type { Engine } from '../../src/crypto/engine.ts';
import { createNodeEngine } from '../../src/crypto/host/node.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import type { Ec, KeyPair, PrimitiveName, Primitives, Rsa } from '../../src/crypto/primitives.ts';

const publicKeyEncoding = { type: 'spki', format: 'der' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const;
const MADE = new Map<string, KeyPair>();

const generateRsaKey: Rsa['generateKey'] = (modulusLength) =>
  fromStock(`RSA ${modulusLength}`, () =>
    generateKeyPairSync('rsa', { modulusLength, publicKeyEncoding, privateKeyEncoding }),
  );

const generateEcKey: Ec['generateKey'] = (namedCurve) =>
  fromStock(namedCurve, () =>
    generateKeyPairSync('ec', { namedCurve, publicKeyEncoding, privateKeyEncoding }),
  );

const host = createNodeEngine();
const decrypt: Rsa['decrypt'] = async (...input) => await (await host.use('rsa')).decrypt(...input);

const SPARING: { readonly [N in PrimitiveName]?: object } = {
  rsa: { generateKey: generateRsaKey, decrypt },
  ec: { generateKey: generateEcKey },
};

/** The portable engine with key pairs from stock, and RSA's private half left to the host. */
export function createSparingEngine(): Engine {
  const engine = createPortableEngine();
  return {
    name: engine.name,
    get hasFailed() {
      return engine.hasFailed;
    },
    supports: (name) => engine.supports(name),
    selfTest: () => engine.selfTest(),
    describe: () => engine.describe(),
    async use<N extends PrimitiveName>(name: N): Promise<Primitives[N]> {
      return { ...(await engine.use(name)), ...SPARING[name] };
    },
  };
}

/** An engine that keeps hold of the private keys that it makes: whoever was given one may have wiped it since. */
export function createRecordingEngine(): { readonly engine: Engine; readonly privateKeys: Uint8Array[] } {
  const sparing = createSparingEngine();
  const privateKeys: Uint8Array[] = [];
  const generateKey: Ec['generateKey'] = (curve) => {
    const pair = generateEcKey(curve, () => new Uint8Array()) as KeyPair;
    privateKeys.push(pair.privateKey);
    return pair;
  };
  const use = async <N extends PrimitiveName>(name: N): Promise<Primitives[N]> => {
    const primitive = await sparing.use(name);
    return name === 'ec' ? { ...primitive, generateKey } : primitive;
  };
  return { engine: { ...sparing, use }, privateKeys };
}

/** A copy: whoever is given a pair wipes it. */
function fromStock(name: string, make: () => Record<'privateKey' | 'publicKey', Uint8Array>): KeyPair {
  let pair = MADE.get(name);
  if (pair === undefined) {
    const made = make();
    pair = { privateKey: Uint8Array.from(made.privateKey), publicKey: Uint8Array.from(made.publicKey) };
    MADE.set(name, pair);
  }
  return { privateKey: Uint8Array.from(pair.privateKey), publicKey: Uint8Array.from(pair.publicKey) };
}
