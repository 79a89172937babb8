/**
 * Reading what an external key store proxy answers: strictly, since whoever answers may be broken or hostile.
 *
 * Lengths and encodings as the AWS KMS External Key Store Proxy API Specification 1.0.3 gives them; members that it does
 * not name are passed over. Whatever is not as it must be is one failure, 'malformed response'.
 *
 * @module
 */
import { fromBase64 } from '../bytes/base64.ts';
import { concatBytes } from '../bytes/concat.ts';
import { fromUtf8 } from '../bytes/utf8.ts';
import { XksFailure, xksFailureKindOf } from './xks-failure.ts';

/** No answer of the specification comes near to this. */
const MAX_ANSWER_LENGTH = 65_536;
/** "Metadata … up to 20 bytes". */
export const MAX_METADATA_LENGTH = 20;
export const TAG_LENGTH = 16;
const IV_LENGTHS: readonly number[] = [12, 16];
const MAX_FLEET = 10;
const MAX_USAGES = 10;
const HEALTH: readonly unknown[] = ['ACTIVE', 'DEGRADED', 'UNAVAILABLE'];

/** The members of an answer. */
export type XksAnswer = Readonly<Record<string, unknown>>;

/** What Encrypt answers. */
export interface XksCiphertext {
  /** As long as the plaintext. */
  readonly ciphertext: Uint8Array;
  /** 12 or 16 bytes. */
  readonly iv: Uint8Array;
  /** 16 bytes. */
  readonly tag: Uint8Array;
  /** At most 20 bytes of the proxy's own; empty when it gave none. */
  readonly metadata: Uint8Array;
}

/** What GetKeyMetadata answers. */
export interface XksKeyMetadata {
  readonly spec: string;
  readonly usages: readonly string[];
  readonly status: string;
}

/**
 * The members of an answer that says it went well.
 *
 * @throws {XksFailure} It says otherwise, or is no answer.
 */
export async function readAnswer(response: Response): Promise<XksAnswer> {
  const answer = parse(await readBounded(response));
  if (response.status === 200) return answer;
  const message = answer['errorMessage'];
  const detail = typeof message === 'string' ? message.slice(0, 512) : `HTTP status ${response.status}`;
  throw new XksFailure(xksFailureKindOf(answer['errorName']), detail);
}

/** @throws {XksFailure} 'malformed response'. */
export function readCiphertext(answer: XksAnswer, plaintextLength: number): XksCiphertext {
  const metadata = answer['ciphertextMetadata'];
  return {
    ciphertext: readBytes(answer['ciphertext'], (length) => length === plaintextLength),
    iv: readBytes(answer['initializationVector'], (length) => IV_LENGTHS.includes(length)),
    tag: readBytes(answer['authenticationTag'], (length) => length === TAG_LENGTH),
    metadata:
      metadata === undefined || metadata === null
        ? new Uint8Array()
        : readBytes(metadata, (length) => length <= MAX_METADATA_LENGTH),
  };
}

/** Base64 of so many bytes. @throws {XksFailure} 'malformed response'. */
export function readBytes(value: unknown, hasLength: (length: number) => boolean): Uint8Array {
  try {
    const bytes = fromBase64(value as string);
    if (hasLength(bytes.length)) return bytes;
  } catch {
    // Not base64 or not even text: the same to the caller.
  }
  throw malformed('a member is not base64 of the length that it must have');
}

/** @throws {XksFailure} 'malformed response'. */
export function readKeyMetadata(answer: XksAnswer): XksKeyMetadata {
  const { keySpec: spec, keyUsage: usages, keyStatus: status } = answer;
  const areTexts = Array.isArray(usages) && usages.every((usage) => typeof usage === 'string');
  if (typeof spec !== 'string' || typeof status !== 'string' || !areTexts || usages.length > MAX_USAGES)
    throw malformed('the key has no spec, usage or status');
  return { spec, usages, status };
}

/** Requires a fleet that can serve. @throws {XksFailure} 'malformed response', or 'unhealthy'. */
export function requireHealth(answer: XksAnswer): void {
  const { xksProxyFleetSize: size, ekmFleetDetails: fleet } = answer;
  const texts = [answer['xksProxyVendor'], answer['xksProxyModel'], answer['ekmVendor']];
  const isSized = Number.isInteger(size) && (size as number) > 0;
  if (!isSized || !texts.every((text) => typeof text === 'string'))
    throw malformed('the proxy does not say what it is');
  if (!Array.isArray(fleet) || fleet.length === 0 || fleet.length > MAX_FLEET)
    throw malformed('the proxy does not say what is behind it');
  const statuses = fleet.map((member: XksAnswer | null) => member?.['healthStatus']);
  if (!statuses.every((status) => HEALTH.includes(status)))
    throw malformed('a key manager has no health status');
  if (statuses.every((status) => status === 'UNAVAILABLE'))
    throw new XksFailure('unhealthy', 'all key managers are unavailable');
}

function malformed(detail: string): XksFailure {
  return new XksFailure('malformed response', detail);
}

function parse(bytes: Uint8Array): XksAnswer {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as XksAnswer;
  } catch {
    // Not UTF-8 or not JSON.
  }
  throw malformed('the answer is no JSON object');
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    length += read.value.length;
    if (length > MAX_ANSWER_LENGTH) {
      await reader?.cancel();
      throw malformed('the answer is too long');
    }
    parts.push(read.value);
  }
  return concatBytes(...parts);
}
