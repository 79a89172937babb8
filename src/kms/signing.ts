/**
 * Signing and verifying under a key: from the service's terms to the keystore's.
 *
 * What may be signed depends on the algorithm: the message, its digest, or ML-DSA's message representative. An
 * algorithm that takes something else refuses it before any key is opened. A signature that does not verify is
 * KMSInvalidSignatureException without a text, never an answer that says false. Source: KMS API reference, Sign and
 * Verify.
 *
 * @module
 */
import type { HashName, RsaSignatureScheme } from '../crypto/primitives.ts';
import type { SignatureScheme, SignedContent } from '../keystore/key-algorithm.ts';
import { KmsError } from './errors.ts';
import { type Key, requireMaterial, requirePublicKey } from './key.ts';
import { algorithmsOf, keyPairKindOf, requireAlgorithm } from './key-spec.ts';
import type { Vault } from './vault.ts';

/** What a request says that its message is. */
export type MessageType = 'RAW' | 'DIGEST' | 'EXTERNAL_MU';

/** What is to be signed, and how. */
export interface SigningRequest {
  /** Such as `ECDSA_SHA_256`. */
  readonly algorithm: string;
  readonly messageType: MessageType;
  readonly message: Uint8Array;
}

/** What an algorithm makes of a message of some type; of which length, in bytes, unless any will do. */
interface MessageRule {
  readonly form: SignedContent['form'];
  readonly length?: number;
}

type MessageRules = { readonly [T in MessageType]?: MessageRule };

/** The curve and the parameter set are the key's own. */
type SchemeRow =
  | { readonly kind: 'rsa'; readonly scheme: RsaSignatureScheme }
  | { readonly kind: 'ecdsa'; readonly hash: HashName }
  | { readonly kind: 'eddsa'; readonly variant: 'Ed25519' | 'Ed25519ph' }
  | { readonly kind: 'mlDsa' };

interface SigningAlgorithm {
  readonly scheme: SchemeRow;
  readonly messages: MessageRules;
}

const SHA_256: MessageRules = { RAW: { form: 'message' }, DIGEST: { form: 'digest', length: 32 } };
const SHA_384: MessageRules = { RAW: { form: 'message' }, DIGEST: { form: 'digest', length: 48 } };
const SHA_512: MessageRules = { RAW: { form: 'message' }, DIGEST: { form: 'digest', length: 64 } };

const ROWS: { readonly [algorithm: string]: SigningAlgorithm } = {
  RSASSA_PKCS1_V1_5_SHA_256: {
    scheme: { kind: 'rsa', scheme: { scheme: 'PKCS1', hash: 'SHA-256' } },
    messages: SHA_256,
  },
  RSASSA_PKCS1_V1_5_SHA_384: {
    scheme: { kind: 'rsa', scheme: { scheme: 'PKCS1', hash: 'SHA-384' } },
    messages: SHA_384,
  },
  RSASSA_PKCS1_V1_5_SHA_512: {
    scheme: { kind: 'rsa', scheme: { scheme: 'PKCS1', hash: 'SHA-512' } },
    messages: SHA_512,
  },
  RSASSA_PSS_SHA_256: {
    scheme: { kind: 'rsa', scheme: { scheme: 'PSS', hash: 'SHA-256' } },
    messages: SHA_256,
  },
  RSASSA_PSS_SHA_384: {
    scheme: { kind: 'rsa', scheme: { scheme: 'PSS', hash: 'SHA-384' } },
    messages: SHA_384,
  },
  RSASSA_PSS_SHA_512: {
    scheme: { kind: 'rsa', scheme: { scheme: 'PSS', hash: 'SHA-512' } },
    messages: SHA_512,
  },
  ECDSA_SHA_256: { scheme: { kind: 'ecdsa', hash: 'SHA-256' }, messages: SHA_256 },
  ECDSA_SHA_384: { scheme: { kind: 'ecdsa', hash: 'SHA-384' }, messages: SHA_384 },
  ECDSA_SHA_512: { scheme: { kind: 'ecdsa', hash: 'SHA-512' }, messages: SHA_512 },
  ED25519_SHA_512: {
    scheme: { kind: 'eddsa', variant: 'Ed25519' },
    messages: { RAW: { form: 'message' } },
  },
  // The caller's digest is the message here: Ed25519ph hashes it once more, as AWS documents of itself.
  ED25519_PH_SHA_512: {
    scheme: { kind: 'eddsa', variant: 'Ed25519ph' },
    messages: { DIGEST: { form: 'message', length: 64 } },
  },
  ML_DSA_SHAKE_256: {
    scheme: { kind: 'mlDsa' },
    messages: { RAW: { form: 'message' }, EXTERNAL_MU: { form: 'mu', length: 64 } },
  },
};

const ALGORITHMS: ReadonlyMap<string, SigningAlgorithm> = /* @__PURE__ */ new Map(Object.entries(ROWS));

/**
 * Signs with a key's private half.
 *
 * @returns The signature: DER for ECDSA, raw for the others.
 * @throws {KmsError} InvalidKeyUsageException for a foreign algorithm; ValidationException for a message that the
 * algorithm does not take.
 */
export async function signUnder({ keystore }: Vault, key: Key, request: SigningRequest): Promise<Uint8Array> {
  const { scheme, content } = planOf(key, request);
  return await keystore.sign(requireMaterial(key), scheme, content);
}

/**
 * Requires that a signature is one of the message under the key.
 *
 * @throws {KmsError} KMSInvalidSignatureException; and as {@link signUnder}.
 */
export async function verifyUnder(
  { keystore }: Vault,
  key: Key,
  request: SigningRequest,
  signature: Uint8Array,
): Promise<void> {
  const { scheme, content } = planOf(key, request);
  if (await keystore.verify(requirePublicKey(key), scheme, content, signature)) return;
  throw new KmsError('KMSInvalidSignatureException');
}

interface SigningPlan {
  readonly scheme: SignatureScheme;
  readonly content: SignedContent;
}

function planOf(key: Key, request: SigningRequest): SigningPlan {
  requireAlgorithm(key, request.algorithm);
  const algorithm = ALGORITHMS.get(request.algorithm);
  const scheme = algorithm === undefined ? undefined : schemeOf(algorithm.scheme, key.spec);
  // The table of key specs names only algorithms that are here, each for keys that it fits.
  if (algorithm === undefined || scheme === undefined) throw new TypeError(`no scheme ${request.algorithm}`);
  return { scheme, content: contentOf(algorithm.messages, key, request) };
}

function schemeOf(row: SchemeRow, spec: string): SignatureScheme | undefined {
  const pair = keyPairKindOf(spec);
  if (row.kind === 'ecdsa') return pair?.kind === 'ec' ? { ...row, curve: pair.curve } : undefined;
  if (row.kind !== 'mlDsa') return row;
  return pair?.kind === 'mlDsa' ? { ...row, parameterSet: pair.parameterSet } : undefined;
}

function contentOf(rules: MessageRules, key: Key, request: SigningRequest): SignedContent {
  const { algorithm, messageType, message } = request;
  const rule = rules[messageType];
  if (rule === undefined) {
    const whole = takesType(key, messageType) ? `algorithm ${algorithm}` : `key spec ${key.spec}`;
    throw new KmsError('ValidationException', `Message type ${messageType} is incompatible with ${whole}.`);
  }
  if (rule.length === undefined || message.length === rule.length) return { form: rule.form, bytes: message };
  const what = messageType === 'DIGEST' ? 'Digest' : 'External mu';
  throw new KmsError('ValidationException', `${what} is invalid length for algorithm ${algorithm}.`);
}

/** Whether any algorithm of the key takes the type. */
function takesType(key: Key, messageType: MessageType): boolean {
  return algorithmsOf(key).some((name) => ALGORITHMS.get(name)?.messages[messageType] !== undefined);
}
