/**
 * The tags of CreateKey by which tests fix what AWS chooses: a key's id and its material.
 *
 *   _custom_id_             the key id: a UUID, or mrk- and 32 hexadecimal digits for a multi-Region key
 *   _custom_key_material_   base64 of the material, in any form of kms/given-material.ts
 *
 * Users of other emulators know both by these names. The id is kept as a tag, as there, so that tools which compare tags
 * find what they wrote. The material is taken out before anything else sees the request: it is in no tag, no log and no
 * record, and AWS's limit of 256 characters for a tag's value does not hold for it.
 *
 * @module
 */
import { fromBase64 } from '../bytes/base64.ts';
import { InvalidKeyError } from '../crypto/errors.ts';
import { KmsError } from '../kms/errors.ts';
import { isKeyId, isMultiRegionKeyId } from '../kms/identifier.ts';
import type { Tag } from '../kms/key.ts';

const ID_TAG = '_custom_id_';
const MATERIAL_TAG = '_custom_key_material_';

/** A request without its material, and the material's text. */
export interface SeparatedRequest {
  readonly input: unknown;
  /** Absent when the request gives none. */
  readonly secret: string | undefined;
}

/**
 * Takes the material out of a request that nobody has checked yet; what is malformed stays, and is refused as usual.
 *
 * @throws {KmsError} TagException: it is given twice.
 *
 * @example
 * separateMaterial({ Tags: [{ TagKey: '_custom_key_material_', TagValue: 'AA==' }] }).secret; // 'AA=='
 */
export function separateMaterial(input: unknown): SeparatedRequest {
  const tags = ownMember(input, 'Tags');
  if (!Array.isArray(tags)) return { input, secret: undefined };
  const [first, second] = tags.filter(isMaterialTag);
  if (first === undefined) return { input, secret: undefined };
  if (second !== undefined) throw new KmsError('TagException', 'Duplicate tag keys');
  const rest = tags.filter((tag) => !isMaterialTag(tag));
  return { input: { ...(input as object), Tags: rest }, secret: first.TagValue };
}

/**
 * The material that its text gives; the caller's to wipe.
 *
 * @throws {KmsError} ValidationException: not base64, not for such a key, or for a key whose material is imported.
 */
export function readMaterial(secret: string | undefined): Uint8Array | undefined {
  if (secret === undefined) return undefined;
  try {
    return fromBase64(secret);
  } catch {
    throw refusal(MATERIAL_TAG, 'is not base64');
  }
}

/**
 * The key id that the tags ask for.
 *
 * @throws {KmsError} ValidationException: it is none of this kind of key.
 *
 * @example
 * customKeyId([{ key: '_custom_id_', value: 'mrk-' + '0'.repeat(32) }], true); // 'mrk-00000000000000000000000000000000'
 */
export function customKeyId(tags: readonly Tag[], isMultiRegion: boolean): string | undefined {
  const wanted = tags.find(({ key }) => key === ID_TAG)?.value;
  if (wanted === undefined) return undefined;
  if (isKeyId(wanted) && isMultiRegionKeyId(wanted) === isMultiRegion) return wanted;
  throw refusal(
    ID_TAG,
    isMultiRegion
      ? 'of a multi-Region key is mrk- and 32 hexadecimal digits in lower case'
      : 'is a UUID in lower case',
  );
}

/** Turns what is wrong with given material into the service's own refusal. */
export async function refusingMaterial<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidKeyError) throw refusal(MATERIAL_TAG, `cannot be used: ${error.message}`);
    throw error;
  }
}

/** Material is given to keys whose material would be made here. */
export function requireMadeHere(secret: string | undefined, origin: string | undefined): void {
  if (secret === undefined || origin === undefined || origin === 'AWS_KMS') return;
  throw refusal(MATERIAL_TAG, `is for keys of Origin AWS_KMS, not of ${origin}`);
}

interface MaterialTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

function isMaterialTag(tag: unknown): tag is MaterialTag {
  return ownMember(tag, 'TagKey') === MATERIAL_TAG && typeof ownMember(tag, 'TagValue') === 'string';
}

function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function refusal(tag: string, text: string): KmsError {
  return new KmsError('ValidationException', `The tag ${tag} ${text}.`);
}
