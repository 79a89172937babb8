/**
 * One published case through the seam on one engine, by every entrance: the outputs are compared, read again as inputs
 * where the operation has an inverse, and the caller's arrays are looked at afterwards.
 *
 * test/runtimes runs it on hosts without Node: nothing of Node is used here but the assertions, which it exchanges.
 */
import { strict as assert } from 'node:assert';
import type { VectorCase } from '../../scripts/vectors/vector-file.ts';
import { concatBytes } from '../../src/bytes/concat.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import { UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { createHash } from '../../src/crypto/hash.ts';
import { openHmac } from '../../src/crypto/hmac.ts';
import { expandMlDsaSeed } from '../../src/crypto/mldsa-key.ts';
import { expandMlKemSeed } from '../../src/crypto/mlkem-expansion.ts';
import type {
  CurveName,
  EcdsaEncoding,
  EdVariant,
  HashName,
  KbkdfInput,
  MlDsaParameterSet,
  MlKemParameterSet,
  OaepScheme,
  Random,
  RsaSignatureScheme,
  XofName,
} from '../../src/crypto/primitives.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { decodeRsaPrivateKey } from '../../src/crypto/rsa/key.ts';
import { vectorFields } from '../../src/crypto/vector-fields.ts';
import {
  ecPrivateKey,
  ecPublicKey,
  edPrivateKey,
  edPublicKey,
  mlDsaPrivateKey,
  mlDsaPublicKey,
  mlKemPrivateKey,
  mlKemPublicKey,
  rawPublicKey,
  rsaPrivateKey,
  rsaPublicKey,
} from '../../src/crypto/vector-keys.ts';
import { createAccumulator } from './accumulator.ts';

export type Outcome = 'passed' | 'unsupported';

const random = hostRandom();

/** A case on its way: its members as fresh arrays, each remembered so that a change is seen. */
class Run {
  readonly engine: Engine;
  readonly test: VectorCase;
  readonly #given: { readonly view: Uint8Array; readonly hex: string }[] = [];

  constructor(engine: Engine, test: VectorCase) {
    this.engine = engine;
    this.test = test;
  }

  /** A byte string; every other one is a view that starts inside a larger buffer. */
  bytes(name: string): Uint8Array {
    return this.given(fromHex(this.text(name)));
  }

  /** Remembers an input that the test built itself. */
  given(bytes: Uint8Array): Uint8Array {
    const offset = this.#given.length % 2 === 0 ? 0 : 3;
    const view = new Uint8Array(bytes.length + 2 * offset).fill(0x5a).subarray(offset, offset + bytes.length);
    view.set(bytes);
    this.#given.push({ view, hex: toHex(view) });
    return view;
  }

  text(name: string): string {
    assert.equal(typeof this.test[name], 'string', `the case has no ${name}`);
    return this.test[name] as string;
  }

  number(name: string): number {
    assert.equal(typeof this.test[name], 'number', `the case has no ${name}`);
    return this.test[name] as number;
  }

  get hash(): HashName {
    return this.text('hash') as HashName;
  }

  get curve(): CurveName {
    return this.text('curve') as CurveName;
  }

  same(actual: Uint8Array, name: string): void {
    assert.equal(toHex(actual), this.test[name], name);
  }

  assertInputsUnchanged(): void {
    for (const { view, hex } of this.#given) assert.equal(toHex(view), hex, 'an input was changed');
  }
}

type Row = (run: Run) => Promise<void>;

/** Requires the refusal that the case names. */
async function refuses(run: Run, attempt: () => unknown): Promise<void> {
  await assert.rejects(async () => await attempt(), { name: run.text('error') });
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[copy.length >> 1] ^= 0x10;
  return copy;
}

const encryptBlock: Row = async (run) => {
  const aes = await run.engine.use('aesBlock');
  run.same(await aes.encryptBlock(run.bytes('key'), run.bytes('plaintext')), 'ciphertext');
};

const seal: Row = async (run) => {
  const gcm = await run.engine.use('aesGcm');
  const [key, nonce, aad] = [run.bytes('key'), run.bytes('nonce'), run.bytes('aad')];
  const tagLength = run.number('tagLength');
  const sealed = await gcm.seal(key, nonce, run.bytes('plaintext'), aad, tagLength);
  assert.equal(toHex(sealed), run.text('ciphertext') + run.text('tag'));
  run.same(await gcm.open(key, nonce, sealed, aad, tagLength), 'plaintext');
};

const open: Row = async (run) => {
  const gcm = await run.engine.use('aesGcm');
  const [key, nonce, aad] = [run.bytes('key'), run.bytes('nonce'), run.bytes('aad')];
  const sealed = run.given(fromHex(run.text('ciphertext') + run.text('tag')));
  const tagLength = run.number('tagLength');
  if (run.test['error'] !== undefined) {
    return await refuses(run, () => gcm.open(key, nonce, sealed, aad, tagLength));
  }
  const plaintext = await gcm.open(key, nonce, sealed, aad, tagLength);
  run.same(plaintext, 'plaintext');
  assert.equal(toHex(await gcm.seal(key, nonce, plaintext, aad, tagLength)), toHex(sealed));
};

function wrap(wrapMethod: 'wrap' | 'wrapPadded', unwrapMethod: 'unwrap' | 'unwrapPadded'): Row {
  return async (run) => {
    const keyWrap = await run.engine.use('aesKeyWrap');
    const key = run.bytes('key');
    const wrapped = await keyWrap[wrapMethod](key, run.bytes('plaintext'));
    run.same(wrapped, 'ciphertext');
    run.same(await keyWrap[unwrapMethod](key, wrapped), 'plaintext');
  };
}

function unwrap(wrapMethod: 'wrap' | 'wrapPadded', unwrapMethod: 'unwrap' | 'unwrapPadded'): Row {
  return async (run) => {
    const keyWrap = await run.engine.use('aesKeyWrap');
    const [key, wrapped] = [run.bytes('key'), run.bytes('ciphertext')];
    if (run.test['error'] !== undefined) return await refuses(run, () => keyWrap[unwrapMethod](key, wrapped));
    const plaintext = await keyWrap[unwrapMethod](key, wrapped);
    run.same(plaintext, 'plaintext');
    run.same(await keyWrap[wrapMethod](key, plaintext), 'ciphertext');
  };
}

/** The portable engine's own streams take a message in pieces of uneven lengths, empty ones among them. */
function piecesOf(message: Uint8Array): Uint8Array[] {
  const { length } = message;
  const cuts = [0, 0, Math.min(1, length), length >> 2, length >> 1, length].sort((a, b) => a - b);
  return cuts.slice(1).map((cut, i) => message.subarray(cuts[i], cut));
}

const digest: Row = async (run) => {
  const hash = await run.engine.use('hash');
  const [name, message] = [run.text('alg') as HashName, run.bytes('message')];
  run.same(await hash.digest(name, message), 'digest');
  if (run.engine.name !== 'portable') return;
  const state = createHash(name);
  for (const piece of piecesOf(message)) state.update(piece);
  run.same(state.digest(), 'digest');
};

const digestXof: Row = async (run) => {
  const hash = await run.engine.use('hash');
  const xof = run.text('alg') as XofName;
  run.same(await hash.digestXof(xof, run.bytes('message'), run.number('length')), 'digest');
};

const MONTE_CARLO_ROUNDS = 1000;

/** The Monte Carlo loop of SHAVS §6.4: each message is the last three digests. */
const monteCarlo: Row = async (run) => {
  const hash = await run.engine.use('hash');
  const name = run.text('alg') as HashName;
  let [first, second, third] = [run.bytes('seed'), run.bytes('seed'), run.bytes('seed')];
  for (let i = 0; i < MONTE_CARLO_ROUNDS; i++) {
    const next = await hash.digest(name, concatBytes(first, second, third));
    [first, second, third] = [second, third, next];
  }
  run.same(third, 'digest');
};

/** The loop of SHA3VS §6.2.3: each message is the last digest. */
const monteCarlo3: Row = async (run) => {
  const hash = await run.engine.use('hash');
  const name = run.text('alg') as HashName;
  let message = run.bytes('seed');
  for (let i = 0; i < MONTE_CARLO_ROUNDS; i++) message = await hash.digest(name, message);
  run.same(message, 'digest');
};

/** The loop of SHA3VS §6.3.3: the next message and length are taken from both ends of the output. */
const monteCarloXof: Row = async (run) => {
  const hash = await run.engine.use('hash');
  const [minLength, maxLength] = [run.number('minLength'), run.number('maxLength')];
  let [output, length] = [run.bytes('seed'), run.number('length')];
  for (let i = 0; i < MONTE_CARLO_ROUNDS; i++) {
    const message = new Uint8Array(16);
    message.set(output.subarray(0, 16));
    output = await hash.digestXof(run.text('alg') as XofName, message, length);
    const last =
      output.length === 1 ? output[0] : output[output.length - 2] * 256 + output[output.length - 1];
    length = minLength + (last % (maxLength - minLength + 1));
  }
  run.same(output, 'digest');
};

const mac: Row = async (run) => {
  const hmac = await run.engine.use('hmac');
  const [key, message] = [run.bytes('key'), run.bytes('message')];
  const tag = await hmac.mac(run.hash, key, message, run.test['tagLength'] as number | undefined);
  run.same(tag, 'tag');
  if (run.engine.name === 'portable') {
    const keyed = openHmac(run.hash, key);
    run.same(keyed.mac(...piecesOf(message)).subarray(0, tag.length), 'tag');
    keyed.release();
  }
  assert.equal(await hmac.verify(run.hash, key, message, tag), true);
  assert.equal(await hmac.verify(run.hash, key, message, flipped(tag)), false);
};

const verifyMac: Row = async (run) => {
  const hmac = await run.engine.use('hmac');
  const [key, message, tag] = [run.bytes('key'), run.bytes('message'), run.bytes('tag')];
  assert.equal(await hmac.verify(run.hash, key, message, tag), run.test['valid']);
};

const deriveHkdf: Row = async (run) => {
  const hkdf = await run.engine.use('hkdf');
  const [ikm, salt, info] = [run.bytes('ikm'), run.bytes('salt'), run.bytes('info')];
  run.same(await hkdf.derive(run.hash, ikm, salt, info, run.number('length')), 'okm');
};

const deriveKbkdf: Row = async (run) => {
  const kbkdf = await run.engine.use('kbkdf');
  const input: KbkdfInput = {
    hash: run.hash,
    key: run.bytes('key'),
    fixedInput: run.bytes('fixedInput'),
    counterBits: run.number('counterBits') as 8,
    counterLocation: run.test['counterLocation'] as KbkdfInput['counterLocation'],
    length: run.number('length'),
  };
  const okm = await kbkdf.derive(input);
  // Some vectors end inside a byte: its leftmost bits count.
  const spare = (run.test['spareBits'] as number | undefined) ?? 0;
  okm[okm.length - 1] &= 0xff << spare;
  run.same(okm, 'okm');
};

const rsaKeys = new Map<string, Uint8Array>();

/** A private key from its numbers; finding the primes takes a while, so each key is made once. */
function rsaPrivate(run: Run): Uint8Array {
  const n = run.text('n');
  const known = rsaKeys.get(n) ?? rsaPrivateKey(vectorFields(run.test));
  rsaKeys.set(n, known);
  return run.given(known);
}

function rsaPublic(run: Run): Uint8Array {
  return run.given(rsaPublicKey(vectorFields(run.test)));
}

function rsaScheme(run: Run): RsaSignatureScheme {
  if (run.text('alg') === 'RSA-PKCS1') return { scheme: 'PKCS1', hash: run.hash };
  const mgfHash = run.test['mgfHash'] as HashName | undefined;
  return { scheme: 'PSS', hash: run.hash, mgfHash, saltLength: run.test['saltLength'] as number | undefined };
}

/** Gives the published salt for a salt, and fresh bytes for whatever else an engine draws. */
function randomWith(salt: string | undefined): Random {
  if (salt === undefined) return random;
  return (length) => (length === salt.length / 2 ? fromHex(salt) : random(length));
}

const signRsa: Row = async (run) => {
  const rsa = await run.engine.use('rsa');
  const [privateKey, publicKey, message] = [rsaPrivate(run), rsaPublic(run), run.bytes('message')];
  const source = randomWith(run.test['salt'] as string | undefined);
  const scheme = rsaScheme(run);
  const signature = await rsa.sign(privateKey, scheme, message, source);
  run.same(signature, 'signature');
  assert.equal(await rsa.verify(publicKey, scheme, message, signature), true);
  assert.equal(await rsa.verify(publicKey, scheme, message, flipped(signature)), false);
};

const verifyRsa: Row = async (run) => {
  const rsa = await run.engine.use('rsa');
  const [publicKey, message, signature] = [rsaPublic(run), run.bytes('message'), run.bytes('signature')];
  assert.equal(await rsa.verify(publicKey, rsaScheme(run), message, signature), run.test['valid']);
};

const decryptRsa: Row = async (run) => {
  const rsa = await run.engine.use('rsa');
  const label = run.test['label'] === undefined ? undefined : run.bytes('label');
  const scheme: OaepScheme = { hash: run.hash, mgfHash: run.text('mgfHash') as HashName, label };
  const privateKey = run.test['n'] === undefined ? run.bytes('privateKey') : rsaPrivate(run);
  const ciphertext = run.bytes('ciphertext');
  if (run.test['error'] !== undefined) {
    return await refuses(run, () => rsa.decrypt(privateKey, scheme, ciphertext, random));
  }
  const plaintext = await rsa.decrypt(privateKey, scheme, ciphertext, random);
  run.same(plaintext, 'plaintext');
  if (run.test['n'] !== undefined) {
    const again = await rsa.encrypt(rsaPublic(run), scheme, plaintext, random);
    assert.equal(again.length, run.text('n').length / 2);
  }
  const other = { ...scheme, label: fromHex('ff') };
  const refusal = { name: 'AuthenticationError' };
  if (label !== undefined) {
    await assert.rejects(async () => await rsa.decrypt(privateKey, other, ciphertext, random), refusal);
  }
};

/** An ECDSA-Sig-Value (RFC 3279 §2.2.3), written by a second hand. */
function derSignature(compact: string): Uint8Array {
  const half = compact.length / 2;
  const numbers = [compact.slice(0, half), compact.slice(half)].map((hex) => {
    const digits = BigInt(`0x${hex}`).toString(16);
    const even = digits.length % 2 === 0 ? digits : `0${digits}`;
    const bytes = fromHex(Number.parseInt(even.slice(0, 2), 16) > 127 ? `00${even}` : even);
    return concatBytes(Uint8Array.of(2, bytes.length), bytes);
  });
  const body = concatBytes(...numbers);
  const head = body.length > 127 ? [0x30, 0x81, body.length] : [0x30, body.length];
  return concatBytes(Uint8Array.from(head), body);
}

function curvePublic(run: Run, name = 'publicKey'): Uint8Array {
  return run.given(ecPublicKey(run.curve, fromHex(run.text(name))));
}

function curvePrivate(run: Run): Uint8Array {
  return run.given(ecPrivateKey(run.curve, fromHex(run.text('privateKey'))));
}

const signEcdsa: Row = async (run) => {
  const ec = await run.engine.use('ec');
  const [privateKey, message] = [curvePrivate(run), run.bytes('message')];
  const encoding = run.text('encoding') as EcdsaEncoding;
  const signature = await ec.sign(run.curve, privateKey, run.hash, message, { encoding });
  run.same(signature, 'signature');
  const inDer = await ec.sign(run.curve, privateKey, run.hash, message);
  assert.equal(toHex(inDer), toHex(derSignature(run.text('signature'))));
  assert.equal(await ec.verify(run.curve, curvePublic(run), run.hash, message, signature, encoding), true);
};

/** Where the private key is known too, it must be the public key's: what it signs verifies. */
const verifyEcdsa: Row = async (run) => {
  const ec = await run.engine.use('ec');
  const { curve, hash } = run;
  const [publicKey, message, signature] = [curvePublic(run), run.bytes('message'), run.bytes('signature')];
  const encoding = run.text('encoding') as EcdsaEncoding;
  const valid = await ec.verify(curve, publicKey, hash, message, signature, encoding);
  assert.equal(valid, run.test['valid']);
  const inDer = run.given(derSignature(run.text('signature')));
  assert.equal(await ec.verify(curve, publicKey, hash, message, inDer), run.test['valid']);
  if (run.test['privateKey'] === undefined) return;
  const own = await ec.sign(curve, curvePrivate(run), hash, message, { random });
  assert.equal(await ec.verify(curve, publicKey, hash, message, own), true);
};

const derivePublicKey: Row = async (run) => {
  const ec = await run.engine.use('ec');
  const message = run.given(fromHex('00'));
  const own = await ec.sign(run.curve, curvePrivate(run), 'SHA-256', message, { random });
  assert.equal(await ec.verify(run.curve, curvePublic(run), 'SHA-256', message, own), true);
};

const validatePublicKey: Row = async (run) => {
  const ec = await run.engine.use('ec');
  const publicKey = curvePublic(run);
  const { privateKey } = await ec.generateKey(run.curve, random);
  const agree = async () => await ec.deriveSharedSecret(run.curve, privateKey, publicKey);
  if (run.test['valid'] === true) await agree();
  else await assert.rejects(agree, { name: 'InvalidKeyError' });
};

const deriveEcdh: Row = async (run) => {
  const ec = await run.engine.use('ec');
  const [privateKey, publicKey] = [curvePrivate(run), curvePublic(run)];
  const agree = async () => await ec.deriveSharedSecret(run.curve, privateKey, publicKey);
  if (run.test['error'] !== undefined) return await refuses(run, agree);
  const secret = await agree();
  if (run.test['sharedSecret'] !== undefined) run.same(secret, 'sharedSecret');
  else assert.notEqual(toHex(secret), run.text('differsFrom'));
  if (run.test['refusedPublicKey'] === undefined) return;
  const refused = curvePublic(run, 'refusedPublicKey');
  await assert.rejects(async () => await ec.deriveSharedSecret(run.curve, privateKey, refused), {
    name: 'InvalidKeyError',
  });
};

const signEd: Row = async (run) => {
  const ed25519 = await run.engine.use('ed25519');
  const variant = run.text('alg') as EdVariant;
  const message = run.bytes('message');
  const privateKey = run.given(edPrivateKey(fromHex(run.text('privateKey'))));
  const publicKey = run.given(edPublicKey(fromHex(run.text('publicKey'))));
  const signature = await ed25519.sign(variant, privateKey, message);
  run.same(signature, 'signature');
  assert.equal(await ed25519.verify(variant, publicKey, message, signature), true);
  assert.equal(await ed25519.verify(variant, publicKey, message, flipped(signature)), false);
};

/** The loop of CCTV's accumulated vectors: seeds from one SHAKE128, keys and signatures into another. */
const accumulateMlDsa: Row = async (run) => {
  const mlDsa = await run.engine.use('mlDsa');
  const parameterSet = run.text('parameterSet') as MlDsaParameterSet;
  const [seeds, results] = [createAccumulator(), createAccumulator()];
  const message = new Uint8Array();
  for (let i = 0; i < run.number('runs'); i++) {
    const seed = seeds.read(32);
    const { privateKey, publicKey } = await mlDsa.generateKey(parameterSet, () => seed);
    const signature = await mlDsa.sign(parameterSet, privateKey, message);
    results.write(rawPublicKey(publicKey));
    results.write(signature);
    assert.equal(await mlDsa.verify(parameterSet, publicKey, message, signature), true);
  }
  run.same(results.read(32), 'digest');
};

const generateMlDsa: Row = async (run) => {
  const mlDsa = await run.engine.use('mlDsa');
  const parameterSet = run.text('parameterSet') as MlDsaParameterSet;
  const seed = fromHex(run.text('seed'));
  const pair = await mlDsa.generateKey(parameterSet, () => seed.slice());
  run.same(rawPublicKey(pair.publicKey), 'publicKey');
  run.same(expandMlDsaSeed(parameterSet, seed).secretKey, 'secretKey');
};

const signMlDsa: Row = async (run) => {
  const mlDsa = await run.engine.use('mlDsa');
  const parameterSet = run.text('parameterSet') as MlDsaParameterSet;
  const privateKey = run.given(mlDsaPrivateKey(parameterSet, vectorFields(run.test)));
  const rnd = run.test['rnd'] as string | undefined;
  const source = rnd === undefined ? undefined : () => fromHex(rnd);
  if (rnd !== undefined && run.engine.name === 'host') {
    throw new UnsupportedAlgorithmError(
      'the host draws its own randomness: the signature cannot be foretold',
    );
  }
  if (run.test['mu'] !== undefined) {
    const signature = await mlDsa.signMu(parameterSet, privateKey, run.bytes('mu'), { random: source });
    return run.same(signature, 'signature');
  }
  const options = { context: run.bytes('context'), random: source };
  run.same(await mlDsa.sign(parameterSet, privateKey, run.bytes('message'), options), 'signature');
};

const verifyMlDsa: Row = async (run) => {
  const mlDsa = await run.engine.use('mlDsa');
  const parameterSet = run.text('parameterSet') as MlDsaParameterSet;
  const publicKey = run.given(mlDsaPublicKey(parameterSet, fromHex(run.text('publicKey'))));
  const signature = run.bytes('signature');
  const valid =
    run.test['mu'] === undefined
      ? await mlDsa.verify(parameterSet, publicKey, run.bytes('message'), signature, run.bytes('context'))
      : await mlDsa.verifyMu(parameterSet, publicKey, run.bytes('mu'), signature);
  assert.equal(valid, run.test['valid']);
};

/** The loop of Go's accumulated vectors: seeds, m and ciphertexts from one SHAKE128, what comes of them into another. */
const accumulateMlKem: Row = async (run) => {
  const mlKem = await run.engine.use('mlKem');
  const parameterSet = run.text('parameterSet') as MlKemParameterSet;
  const [inputs, results] = [createAccumulator(), createAccumulator()];
  for (let i = 0; i < run.number('runs'); i++) {
    const seed = inputs.read(64);
    const { privateKey, publicKey } = await mlKem.generateKey(parameterSet, (length) =>
      seed.slice(0, length),
    );
    results.write(rawPublicKey(publicKey));
    const { ciphertext, sharedSecret } = await mlKem.encapsulateMessage(
      parameterSet,
      publicKey,
      inputs.read(32),
    );
    results.write(ciphertext);
    results.write(sharedSecret);
    const found = await mlKem.decapsulate(parameterSet, privateKey, ciphertext);
    assert.equal(toHex(found), toHex(sharedSecret));
    results.write(await mlKem.decapsulate(parameterSet, privateKey, inputs.read(ciphertext.length)));
  }
  run.same(results.read(32), 'digest');
};

const generateMlKem: Row = async (run) => {
  const mlKem = await run.engine.use('mlKem');
  const parameterSet = run.text('parameterSet') as MlKemParameterSet;
  const seed = fromHex(run.text('seed'));
  const pair = await mlKem.generateKey(parameterSet, (length) => seed.slice(0, length));
  run.same(rawPublicKey(pair.publicKey), 'publicKey');
  run.same(expandMlKemSeed(parameterSet, seed).secretKey, 'secretKey');
};

const encapsulate: Row = async (run) => {
  const mlKem = await run.engine.use('mlKem');
  const parameterSet = run.text('parameterSet') as MlKemParameterSet;
  const publicKey = run.given(mlKemPublicKey(parameterSet, fromHex(run.text('publicKey'))));
  const { ciphertext, sharedSecret } = await mlKem.encapsulateMessage(
    parameterSet,
    publicKey,
    run.bytes('message'),
  );
  run.same(ciphertext, 'ciphertext');
  run.same(sharedSecret, 'sharedSecret');
};

const decapsulate: Row = async (run) => {
  const mlKem = await run.engine.use('mlKem');
  const parameterSet = run.text('parameterSet') as MlKemParameterSet;
  const privateKey = run.given(mlKemPrivateKey(parameterSet, vectorFields(run.test)));
  const ciphertext = run.bytes('ciphertext');
  run.same(await mlKem.decapsulate(parameterSet, privateKey, ciphertext), 'sharedSecret');
  const other = await mlKem.decapsulate(parameterSet, privateKey, flipped(ciphertext));
  assert.notEqual(toHex(other), run.text('sharedSecret'), 'a changed ciphertext gives the same secret');
};

/** The numbers for each prime as this house orders them: the larger prime first. */
function expectedHalves(run: Run): readonly bigint[] {
  const [p, q, dP, dQ, qInv] = ['p', 'q', 'dP', 'dQ', 'qInv'].map((name) => BigInt(`0x${run.text(name)}`));
  assert.equal((qInv * q) % p, 1n);
  return p > q ? [p, q, dP, dQ] : [q, p, dQ, dP];
}

/** A published key pair signs, and its numbers are the ones that this house computes from its primes. */
const usesRsaKey: Row = async (run) => {
  const rsa = await run.engine.use('rsa');
  const [privateKey, message] = [rsaPrivate(run), run.given(fromHex('00'))];
  const { p, q, dP, dQ } = decodeRsaPrivateKey(privateKey);
  assert.deepEqual([p, q, dP, dQ], expectedHalves(run));
  const signature = await rsa.sign(privateKey, { scheme: 'PSS', hash: 'SHA-256' }, message, random);
  const scheme = { scheme: 'PSS', hash: 'SHA-256' } as const;
  assert.equal(await rsa.verify(rsaPublic(run), scheme, message, signature), true);
};

/** Verification of Ed25519 by itself. */
const verifyEd: Row = async (run) => {
  const ed25519 = await run.engine.use('ed25519');
  const publicKey = run.given(edPublicKey(fromHex(run.text('publicKey'))));
  const [message, signature] = [run.bytes('message'), run.bytes('signature')];
  const valid = await ed25519.verify(run.text('alg') as EdVariant, publicKey, message, signature);
  assert.equal(valid, run.test['valid']);
};

const HASH_ROWS = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA-512/224', 'SHA-512/256'];
const HASH_3_ROWS = ['SHA3-224', 'SHA3-256', 'SHA3-384', 'SHA3-512'];
const XOF_ROWS = ['SHAKE-128', 'SHAKE-256'];

const ROWS: ReadonlyMap<string, Row> = new Map([
  ['AES encrypt-block', encryptBlock],
  ['AES-GCM seal', seal],
  ['AES-GCM open', open],
  ['AES-KW wrap', wrap('wrap', 'unwrap')],
  ['AES-KW unwrap', unwrap('wrap', 'unwrap')],
  ['AES-KWP wrap', wrap('wrapPadded', 'unwrapPadded')],
  ['AES-KWP unwrap', unwrap('wrapPadded', 'unwrapPadded')],
  ...[...HASH_ROWS, ...HASH_3_ROWS].map((name): [string, Row] => [`${name} digest`, digest]),
  ...HASH_ROWS.map((name): [string, Row] => [`${name} monte-carlo`, monteCarlo]),
  ...HASH_3_ROWS.map((name): [string, Row] => [`${name} monte-carlo`, monteCarlo3]),
  ...XOF_ROWS.map((name): [string, Row] => [`${name} digest`, digestXof]),
  ...XOF_ROWS.map((name): [string, Row] => [`${name} monte-carlo`, monteCarloXof]),
  ['HMAC mac', mac],
  ['HMAC verify', verifyMac],
  ['HKDF derive', deriveHkdf],
  ['KBKDF-CTR-HMAC derive', deriveKbkdf],
  ['RSA-PKCS1 sign', signRsa],
  ['RSA-PKCS1 verify', verifyRsa],
  ['RSA-PSS sign', signRsa],
  ['RSA-PSS verify', verifyRsa],
  ['RSA-OAEP decrypt', decryptRsa],
  ['ECDSA sign', signEcdsa],
  ['ECDSA verify', verifyEcdsa],
  ['EC derive-public-key', derivePublicKey],
  ['EC validate-public-key', validatePublicKey],
  ['ECDH derive', deriveEcdh],
  ['Ed25519 sign', signEd],
  ['Ed25519ph sign', signEd],
  ['Ed25519 verify', verifyEd],
  ['Ed25519ph verify', verifyEd],
  ['ML-DSA accumulate', accumulateMlDsa],
  ['ML-DSA keygen', generateMlDsa],
  ['ML-DSA sign', signMlDsa],
  ['ML-DSA verify', verifyMlDsa],
  ['ML-KEM accumulate', accumulateMlKem],
  ['ML-KEM keygen', generateMlKem],
  ['ML-KEM encapsulate', encapsulate],
  ['ML-KEM decapsulate', decapsulate],
  ['RSA use-key', usesRsaKey],
]);

/**
 * Runs one case.
 *
 * @returns Whether it passed, or the engine does not do it.
 * @throws {Error} The engine gave another answer, or changed an input.
 */
export async function runCase(engine: Engine, test: VectorCase): Promise<Outcome> {
  const row = ROWS.get(`${test['alg']} ${test['op']}`);
  assert.ok(row, `no row for ${test['alg']} ${test['op']}`);
  const run = new Run(engine, test);
  try {
    await row(run);
  } catch (error) {
    if (error instanceof UnsupportedAlgorithmError) return 'unsupported';
    throw error;
  }
  run.assertInputsUnchanged();
  return 'passed';
}
