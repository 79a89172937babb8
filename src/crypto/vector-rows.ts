/**
 * The rows of the vector port's table: an algorithm and an operation, and what does them by the seam.
 *
 * Each row reads its members, asks the engine for the primitive and names the outputs; checks are the primitive's.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import type { Engine } from './engine.ts';
import { UnsupportedAlgorithmError } from './errors.ts';
import { HASH_NAMES } from './hash.ts';
import { expandMlDsaSeed } from './mldsa-key.ts';
import { expandMlKemSeed } from './mlkem-expansion.ts';
import type {
  Bytes,
  EcdsaEncoding,
  EdVariant,
  HashName,
  KbkdfInput,
  OaepScheme,
  Random,
  RsaSignatureScheme,
  XofName,
} from './primitives.ts';
import type { VectorFields } from './vector-fields.ts';
import {
  curveOf,
  ecPrivateKey,
  ecPublicKey,
  edPrivateKey,
  edPublicKey,
  mlDsaPrivateKey,
  mlDsaPublicKey,
  mlDsaSetOf,
  mlKemPrivateKey,
  mlKemPublicKey,
  mlKemSetOf,
  rawPublicKey,
  rsaPrivateKey,
  rsaPublicKey,
} from './vector-keys.ts';

/** What an operation gives: byte strings, which become hexadecimal, and verdicts. */
export type VectorOutput = { readonly [name: string]: Uint8Array | boolean };

/** What an operation works with. */
export interface VectorContext {
  readonly fields: VectorFields;
  readonly engine: Engine;
  readonly random: Random;
}

/** Does one operation. @throws {UnsupportedAlgorithmError} The engine does not do it. */
export type VectorRow = (context: VectorContext) => Promise<VectorOutput>;

/** Bytes of output where a line does not say: what CAVP's message tests take. */
const XOF_LENGTHS: { readonly [X in XofName]: number } = { 'SHAKE-128': 16, 'SHAKE-256': 32 };

/** A hash's name. @throws {UnsupportedAlgorithmError} There is no such hash in the seam. */
function hashOf(fields: VectorFields, name = 'hash'): HashName {
  const hash = fields.text(name) as HashName;
  if (HASH_NAMES.includes(hash)) return hash;
  throw new UnsupportedAlgorithmError('no such hash');
}

async function seal({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const tagLength = fields.integerOr('tagLength', 16);
  const [key, nonce, plaintext] = [fields.bytes('key'), fields.bytes('nonce'), fields.bytes('plaintext')];
  const gcm = await engine.use('aesGcm');
  const sealed = await gcm.seal(key, nonce, plaintext, fields.bytesOrEmpty('aad'), tagLength);
  return { ciphertext: sealed.slice(0, plaintext.length), tag: sealed.slice(plaintext.length) };
}

async function open({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const tag = fields.bytes('tag');
  const tagLength = fields.integerOr('tagLength', tag.length);
  const sealed = concatBytes(fields.bytes('ciphertext'), tag);
  const [key, nonce, aad] = [fields.bytes('key'), fields.bytes('nonce'), fields.bytesOrEmpty('aad')];
  if (tagLength !== tag.length) throw new RangeError('"tag" expected as many bytes as "tagLength" says');
  const gcm = await engine.use('aesGcm');
  return { plaintext: await gcm.open(key, nonce, sealed, aad, tagLength) };
}

function wrapRow(method: 'wrap' | 'wrapPadded'): VectorRow {
  return async ({ fields, engine }) => {
    const [key, plaintext] = [fields.bytes('key'), fields.bytes('plaintext')];
    return { ciphertext: await (await engine.use('aesKeyWrap'))[method](key, plaintext) };
  };
}

function unwrapRow(method: 'unwrap' | 'unwrapPadded'): VectorRow {
  return async ({ fields, engine }) => {
    const [key, ciphertext] = [fields.bytes('key'), fields.bytes('ciphertext')];
    return { plaintext: await (await engine.use('aesKeyWrap'))[method](key, ciphertext) };
  };
}

async function encryptBlock({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const [key, plaintext] = [fields.bytes('key'), fields.bytes('plaintext')];
  return { ciphertext: await (await engine.use('aesBlock')).encryptBlock(key, plaintext) };
}

function digestRow(hash: HashName): VectorRow {
  return async ({ fields, engine }) => {
    const [message, length] = [fields.bytes('message'), fields.integerIfAny('length')];
    const digest = await (await engine.use('hash')).digest(hash, message);
    if (length === undefined || length === digest.length) return { digest };
    throw new RangeError(`"length" expected ${digest.length}, got ${length}`);
  };
}

function xofRow(xof: XofName): VectorRow {
  return async ({ fields, engine }) => {
    const [message, length] = [fields.bytes('message'), fields.integerOr('length', XOF_LENGTHS[xof])];
    return { digest: await (await engine.use('hash')).digestXof(xof, message, length) };
  };
}

async function mac({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const [hash, tagLength] = [hashOf(fields), fields.integerIfAny('tagLength')];
  const [key, message] = [fields.bytes('key'), fields.bytes('message')];
  return { tag: await (await engine.use('hmac')).mac(hash, key, message, tagLength) };
}

async function verifyMac({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const [hash, tag] = [hashOf(fields), fields.bytes('tag')];
  const [key, message, tagLength] = [
    fields.bytes('key'),
    fields.bytes('message'),
    fields.integerOr('tagLength', tag.length),
  ];
  const valid = await (await engine.use('hmac')).verify(hash, key, message, tag);
  return { valid: valid && tag.length === tagLength };
}

async function deriveHkdf({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const [hash, ikm, length] = [hashOf(fields), fields.bytes('ikm'), fields.integer('length')];
  const [salt, info] = [fields.bytesOrEmpty('salt'), fields.bytesOrEmpty('info')];
  return { okm: await (await engine.use('hkdf')).derive(hash, ikm, salt, info, length) };
}

async function deriveKbkdf({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const input: KbkdfInput = {
    hash: hashOf(fields),
    key: fields.bytes('key'),
    fixedInput: fields.bytes('fixedInput'),
    counterBits: fields.integer('counterBits') as KbkdfInput['counterBits'],
    counterLocation: locationOf(fields),
    length: fields.integer('length'),
  };
  return { okm: await (await engine.use('kbkdf')).derive(input) };
}

function locationOf(fields: VectorFields): KbkdfInput['counterLocation'] {
  if (fields.isText('counterLocation')) {
    const place = fields.text('counterLocation');
    if (place === 'before' || place === 'after') return place;
    throw new RangeError('"counterLocation" expected before, after or a number of bytes');
  }
  return fields.integer('counterLocation');
}

type SchemeReader = (fields: VectorFields) => RsaSignatureScheme;

const readPkcs1: SchemeReader = (fields) => ({ scheme: 'PKCS1', hash: hashOf(fields) });

const readPss: SchemeReader = (fields) => ({
  scheme: 'PSS',
  hash: hashOf(fields),
  mgfHash: fields.has('mgfHash') ? hashOf(fields, 'mgfHash') : undefined,
  saltLength: fields.integerIfAny('saltLength'),
});

function signRsa(readScheme: SchemeReader): VectorRow {
  return async ({ fields, engine, random }) => {
    const [scheme, message] = [readScheme(fields), fields.bytes('message')];
    const rsa = await engine.use('rsa');
    return { signature: await rsa.sign(rsaPrivateKey(fields), scheme, message, random) };
  };
}

function verifyRsa(readScheme: SchemeReader): VectorRow {
  return async ({ fields, engine }) => {
    const [scheme, message] = [readScheme(fields), fields.bytes('message')];
    const [publicKey, signature] = [rsaPublicKey(fields), fields.bytes('signature')];
    return { valid: await (await engine.use('rsa')).verify(publicKey, scheme, message, signature) };
  };
}

function readOaep(fields: VectorFields): OaepScheme {
  return {
    hash: hashOf(fields),
    mgfHash: fields.has('mgfHash') ? hashOf(fields, 'mgfHash') : undefined,
    label: fields.bytesOrEmpty('label'),
  };
}

async function encrypt({ fields, engine, random }: VectorContext): Promise<VectorOutput> {
  const [scheme, plaintext] = [readOaep(fields), fields.bytes('plaintext')];
  const rsa = await engine.use('rsa');
  return { ciphertext: await rsa.encrypt(rsaPublicKey(fields), scheme, plaintext, random) };
}

async function decrypt({ fields, engine, random }: VectorContext): Promise<VectorOutput> {
  const [scheme, ciphertext] = [readOaep(fields), fields.bytes('ciphertext')];
  const rsa = await engine.use('rsa');
  return { plaintext: await rsa.decrypt(rsaPrivateKey(fields), scheme, ciphertext, random) };
}

function encodingOf(fields: VectorFields): EcdsaEncoding {
  const encoding = fields.textOr('encoding', 'der');
  if (encoding === 'der' || encoding === 'p1363') return encoding;
  throw new UnsupportedAlgorithmError('no such encoding');
}

async function signEcdsa({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const [curve, hash, encoding] = [curveOf(fields), hashOf(fields), encodingOf(fields)];
  const [privateKey, message] = [ecPrivateKey(curve, fields.bytes('privateKey')), fields.bytes('message')];
  const ec = await engine.use('ec');
  return { signature: await ec.sign(curve, privateKey, hash, message, { encoding }) };
}

async function verifyEcdsa({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const [curve, hash, encoding] = [curveOf(fields), hashOf(fields), encodingOf(fields)];
  const [publicKey, message] = [ecPublicKey(curve, fields.bytes('publicKey')), fields.bytes('message')];
  const signature = fields.bytes('signature');
  const ec = await engine.use('ec');
  return { valid: await ec.verify(curve, publicKey, hash, message, signature, encoding) };
}

async function deriveEcdh({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const curve = curveOf(fields);
  const privateKey = ecPrivateKey(curve, fields.bytes('privateKey'));
  const publicKey = ecPublicKey(curve, fields.bytes('publicKey'));
  const ec = await engine.use('ec');
  return { sharedSecret: await ec.deriveSharedSecret(curve, privateKey, publicKey) };
}

function signEd(variant: EdVariant): VectorRow {
  return async ({ fields, engine }) => {
    const [privateKey, message] = [edPrivateKey(fields.bytes('privateKey')), fields.bytes('message')];
    return { signature: await (await engine.use('ed25519')).sign(variant, privateKey, message) };
  };
}

function verifyEd(variant: EdVariant): VectorRow {
  return async ({ fields, engine }) => {
    const [publicKey, message] = [edPublicKey(fields.bytes('publicKey')), fields.bytes('message')];
    const signature = fields.bytes('signature');
    return { valid: await (await engine.use('ed25519')).verify(variant, publicKey, message, signature) };
  };
}

/** The engine makes the pair; the expanded private key, which the seam does not give out, is made of the seed. */
async function generateMlDsa({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const [parameterSet, seed] = [mlDsaSetOf(fields), fields.bytes('seed')];
  const { secretKey } = expandMlDsaSeed(parameterSet, seed);
  const pair = await (await engine.use('mlDsa')).generateKey(parameterSet, (length) => seed.slice(0, length));
  return { publicKey: rawPublicKey(pair.publicKey), secretKey };
}

/** The message, or the mu that stands for it; one of them and not both. */
function messageOrMu(fields: VectorFields): { readonly message?: Bytes; readonly mu?: Bytes } {
  if (fields.has('message') === fields.has('mu')) throw new TypeError('"message" or "mu" expected, not both');
  return fields.has('mu') ? { mu: fields.bytes('mu') } : { message: fields.bytes('message') };
}

/** Deterministic unless the line says otherwise: what is hedged cannot be compared. */
async function signMlDsa({ fields, engine, random }: VectorContext): Promise<VectorOutput> {
  const parameterSet = mlDsaSetOf(fields);
  const privateKey = mlDsaPrivateKey(parameterSet, fields);
  const { message, mu } = messageOrMu(fields);
  const context = fields.bytesOrEmpty('context');
  const options = { context, random: fields.flagOr('deterministic', true) ? undefined : random };
  const mlDsa = await engine.use('mlDsa');
  if (mu !== undefined) return { signature: await mlDsa.signMu(parameterSet, privateKey, mu, options) };
  return { signature: await mlDsa.sign(parameterSet, privateKey, message as Bytes, options) };
}

async function verifyMlDsa({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const parameterSet = mlDsaSetOf(fields);
  const publicKey = mlDsaPublicKey(parameterSet, fields.bytes('publicKey'));
  const { message, mu } = messageOrMu(fields);
  const [signature, context] = [fields.bytes('signature'), fields.bytesOrEmpty('context')];
  const mlDsa = await engine.use('mlDsa');
  if (mu !== undefined) return { valid: await mlDsa.verifyMu(parameterSet, publicKey, mu, signature) };
  return { valid: await mlDsa.verify(parameterSet, publicKey, message as Bytes, signature, context) };
}

/** As ML-DSA's: the expanded private key is made of the seed. */
async function generateMlKem({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const [parameterSet, seed] = [mlKemSetOf(fields), fields.bytes('seed')];
  const { secretKey } = expandMlKemSeed(parameterSet, seed);
  const pair = await (await engine.use('mlKem')).generateKey(parameterSet, (length) => seed.slice(0, length));
  return { publicKey: rawPublicKey(pair.publicKey), secretKey };
}

/** Of the 32 bytes m where the line has them, else of fresh ones. */
async function encapsulate({ fields, engine, random }: VectorContext): Promise<VectorOutput> {
  const parameterSet = mlKemSetOf(fields);
  const publicKey = mlKemPublicKey(parameterSet, fields.bytes('publicKey'));
  const message = fields.has('message') ? fields.bytes('message') : undefined;
  const mlKem = await engine.use('mlKem');
  const { sharedSecret, ciphertext } =
    message === undefined
      ? await mlKem.encapsulate(parameterSet, publicKey, random)
      : await mlKem.encapsulateMessage(parameterSet, publicKey, message);
  return { sharedSecret, ciphertext };
}

async function decapsulate({ fields, engine }: VectorContext): Promise<VectorOutput> {
  const parameterSet = mlKemSetOf(fields);
  const [privateKey, ciphertext] = [mlKemPrivateKey(parameterSet, fields), fields.bytes('ciphertext')];
  return {
    sharedSecret: await (await engine.use('mlKem')).decapsulate(parameterSet, privateKey, ciphertext),
  };
}

/** Every row by `algorithm operation`. */
export const VECTOR_ROWS: ReadonlyMap<string, VectorRow> = /* @__PURE__ */ (() =>
  new Map<string, VectorRow>([
    ['AES-GCM seal', seal],
    ['AES-GCM open', open],
    ['AES-KW wrap', wrapRow('wrap')],
    ['AES-KW unwrap', unwrapRow('unwrap')],
    ['AES-KWP wrap', wrapRow('wrapPadded')],
    ['AES-KWP unwrap', unwrapRow('unwrapPadded')],
    ['AES encrypt-block', encryptBlock],
    ...HASH_NAMES.map((hash) => [`${hash} digest`, digestRow(hash)] as const),
    ['SHAKE-128 digest', xofRow('SHAKE-128')],
    ['SHAKE-256 digest', xofRow('SHAKE-256')],
    ['HMAC mac', mac],
    ['HMAC verify', verifyMac],
    ['HKDF derive', deriveHkdf],
    ['KBKDF-CTR-HMAC derive', deriveKbkdf],
    ['RSA-PKCS1 sign', signRsa(readPkcs1)],
    ['RSA-PKCS1 verify', verifyRsa(readPkcs1)],
    ['RSA-PSS sign', signRsa(readPss)],
    ['RSA-PSS verify', verifyRsa(readPss)],
    ['RSA-OAEP encrypt', encrypt],
    ['RSA-OAEP decrypt', decrypt],
    ['ECDSA sign', signEcdsa],
    ['ECDSA verify', verifyEcdsa],
    ['ECDH derive', deriveEcdh],
    ['Ed25519 sign', signEd('Ed25519')],
    ['Ed25519 verify', verifyEd('Ed25519')],
    ['Ed25519ph sign', signEd('Ed25519ph')],
    ['Ed25519ph verify', verifyEd('Ed25519ph')],
    ['ML-DSA keygen', generateMlDsa],
    ['ML-DSA sign', signMlDsa],
    ['ML-DSA verify', verifyMlDsa],
    ['ML-KEM keygen', generateMlKem],
    ['ML-KEM encapsulate', encapsulate],
    ['ML-KEM decapsulate', decapsulate],
  ]))();
