/**
 * Temporary credentials: an access key id, a secret and a session token that holds everything, sealed.
 *
 * The service remembers no session. The token is a record that the keystore sealed under its domain key for the access
 * key id: whose session it is, until when, the secret, session policies. So it is good in every process on the same
 * store, and nobody can make or change one. What a role may do is looked up when the session is used: a role that is
 * gone, or that lost a permission, takes its sessions along.
 *
 * @module
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { SessionFacts } from '../iam/identity.ts';
import type { Keystore } from '../keystore/keystore.ts';

/** What a session token holds beside the secret. */
export interface Session extends SessionFacts {
  /** The ARN of the role that was taken, or of the user or root who asked for a token of their own. */
  readonly subject: string;
  /** JSON of session policies. */
  readonly policies: readonly string[];
  readonly tags: readonly (readonly [key: string, value: string])[];
}

/** As AWS STS gives them out. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

const ID_PREFIX = 'ASIA';
const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ID_LENGTH = 16;
/** 40 characters of base64, as AWS's secrets are. */
const SECRET_LENGTH = 30;
/** A session with several policies of the greatest length stays far below. */
const MAX_TOKEN_LENGTH = 32_768;

/**
 * Makes credentials for a session.
 *
 * @returns The secret in the clear, for the caller of AssumeRole: a text, since it leaves in one.
 */
export async function issueCredentials(keystore: Keystore, session: Session): Promise<TemporaryCredentials> {
  const accessKeyId = newAccessKeyId(keystore);
  const secretBytes = keystore.random(SECRET_LENGTH);
  const secretAccessKey = toBase64(secretBytes);
  wipe(secretBytes);
  const record = toUtf8(JSON.stringify({ secretAccessKey, session }));
  try {
    const { sealed } = await keystore.sealBackingKey(ownerOf(accessKeyId), record);
    const sessionToken = toBase64(sealed);
    return { accessKeyId, secretAccessKey, sessionToken, expiresAtMs: session.expiresAtMs };
  } finally {
    wipe(record);
  }
}

/**
 * Opens a session token for the time of one use.
 *
 * @param use Gets the secret access key in UTF-8, which it must not keep, and the session.
 * @returns `undefined` when the token is none of this service for that access key id.
 */
export async function exposeSession<T>(
  keystore: Keystore,
  accessKeyId: string,
  sessionToken: string,
  use: (secret: Uint8Array, session: Session) => Promise<T>,
): Promise<T | undefined> {
  const sealed = readToken(sessionToken);
  if (sealed === undefined || !isTemporaryId(accessKeyId)) return undefined;
  let opened: { secret: Uint8Array; session: Session };
  try {
    opened = await keystore.exposeSecret(ownerOf(accessKeyId), sealed, async (record) => readRecord(record));
  } catch (error) {
    // Damaged, another's, or made up: nobody is told which.
    if (error instanceof AuthenticationError) return undefined;
    throw error;
  }
  try {
    return await use(opened.secret, opened.session);
  } finally {
    wipe(opened.secret);
  }
}

/**
 * Whether an access key id has the form of a temporary one.
 *
 * @example
 * isTemporaryId('ASIAABCDEFGHIJKLMNOP'); // true
 */
export function isTemporaryId(accessKeyId: string): boolean {
  return accessKeyId.startsWith(ID_PREFIX) && accessKeyId.length === ID_PREFIX.length + ID_LENGTH;
}

function readRecord(record: Uint8Array): { secret: Uint8Array; session: Session } {
  const { secretAccessKey, session } = JSON.parse(fromUtf8(record)) as {
    secretAccessKey: string;
    session: Session;
  };
  return { secret: toUtf8(secretAccessKey), session };
}

function readToken(text: string): Uint8Array | undefined {
  if (text.length > MAX_TOKEN_LENGTH) return undefined;
  try {
    return fromBase64(text);
  } catch {
    return undefined;
  }
}

function newAccessKeyId(keystore: Keystore): string {
  const characters = Array.from(keystore.random(ID_LENGTH), (byte) => ID_CHARACTERS[byte & 31]);
  return ID_PREFIX + characters.join('');
}

function ownerOf(accessKeyId: string): string {
  return `sts/${accessKeyId}`;
}
