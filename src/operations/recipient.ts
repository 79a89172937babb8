/**
 * Recipients: who is to read the answer, by an attestation document; and what becomes of the answer then.
 *
 * A request with a Recipient is answered with an envelope in the place of the plaintext, which never leaves. Source: KMS
 * Developer Guide, "Cryptographic attestation support in AWS KMS"; condition keys from "AWS KMS condition keys for
 * attested platforms".
 *
 * @module
 */
import { AttestationError, type AttestationFailure } from '../attestation/attestation-error.ts';
import type { Attestation, Attestor } from '../attestation/attestor.ts';
import { wipe } from '../bytes/wipe.ts';
import { KmsError } from '../kms/errors.ts';
import type { RecipientMember } from './members.ts';

const TEXTS: { readonly [F in AttestationFailure]: string } = {
  malformed: 'The attestation document is malformed.',
  untrusted: 'The attestation document is not signed by a trusted authority.',
  expired: 'The attestation document has expired or is not valid yet.',
  'without key': 'The attestation document has no RSA public key of 2048 bits or more.',
};

/**
 * Verifies a recipient.
 *
 * @returns What its document says; `undefined` when the request names nobody.
 * @throws {KmsError} ValidationException: a member is missing, or the document is not believed.
 */
export async function verifyRecipient(
  attestor: Attestor,
  recipient: RecipientMember | undefined,
): Promise<Attestation | undefined> {
  if (recipient === undefined) return undefined;
  const { AttestationDocument, KeyEncryptionAlgorithm } = recipient;
  if (KeyEncryptionAlgorithm === undefined) throw missing('keyEncryptionAlgorithm');
  if (AttestationDocument === undefined) throw missing('attestationDocument');
  try {
    return await attestor.verify(AttestationDocument);
  } catch (error) {
    if (!(error instanceof AttestationError)) throw error;
    throw new KmsError('ValidationException', TEXTS[error.failure], { cause: error });
  }
}

/**
 * An answer with its secret in an envelope: the secret is wiped and absent, and so is the id of the material, as AWS
 * answers.
 *
 * @param secret The member that holds the secret.
 */
export async function sealAnswer(
  attestor: Attestor,
  attestation: Attestation,
  answer: Readonly<Record<string, unknown>>,
  secret: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { [secret]: plaintext, KeyMaterialId: _, ...rest } = answer;
  if (!(plaintext instanceof Uint8Array)) throw new TypeError(`the answer has no bytes in ${secret}`);
  try {
    return { ...rest, CiphertextForRecipient: await attestor.seal(attestation, plaintext) };
  } finally {
    wipe(plaintext);
  }
}

/**
 * The condition keys that an attestation has values for, and the values.
 *
 * @example
 * const pcrs = new Map([[0, 'ab'], [8, 'cd']]);
 * const attestation = { platform: 'tpm', moduleId: 'i-1', timestampMs: 0, pcrs, publicKey: new Uint8Array() } as const;
 * Object.fromEntries(attestationConditions(attestation))['kms:RecipientAttestation:NitroTPMPCR8']; // 'cd'
 */
export function attestationConditions({ platform, pcrs }: Attestation): ReadonlyMap<string, string> {
  const register = platform === 'enclave' ? 'PCR' : 'NitroTPMPCR';
  const conditions = new Map<string, string>();
  for (const [index, value] of pcrs) conditions.set(`kms:RecipientAttestation:${register}${index}`, value);
  const image = platform === 'enclave' ? pcrs.get(0) : undefined;
  if (image !== undefined) conditions.set('kms:RecipientAttestation:ImageSha384', image);
  return conditions;
}

function missing(member: string): KmsError {
  return new KmsError(
    'ValidationException',
    `1 validation error detected: Value null at 'recipient.${member}' failed to satisfy constraint: ` +
      'Member must not be null',
  );
}
