/**
 * additionalEventData: what belongs to a call and stands neither in its request nor in its answer.
 *
 *   keyMaterialId                              the material that a symmetric key worked with; ReEncrypt has two
 *   customKeyStoreId, clusterId, xksKeyId      of a key in a custom key store
 *   customKeyStoreName, clusterId              of a custom key store that is connected, changed or deleted
 *   recipient                                  what the attestation document of a Recipient says
 *   grantId                                    of RetireGrant
 *
 * Source: KMS Developer Guide, "CloudTrail log entries" and "Monitoring attested requests".
 *
 * @module
 */
import type { Attestation } from '../attestation/attestor.ts';
import { toBase64 } from '../bytes/base64.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { materialIdOf } from '../keystore/ciphertext-blob.ts';
import type { CustomKeyStore } from '../kms/custom-key-store.ts';
import { readGrantToken } from '../kms/grant-token.ts';
import type { Key } from '../kms/key.ts';
import { DEFAULT_KEY_SPEC } from '../kms/key-spec.ts';
import type { CallOutcome, TouchedKey } from '../operations/recorder.ts';
import type { Json, JsonObject } from './cloudtrail-event.ts';

/** Operations that tell by which material they worked. */
const MATERIAL_OPERATIONS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
]);

/** The registers that AWS tells, by platform, and what it calls them. */
const REGISTERS = {
  enclave: { prefix: 'attestationDocumentEnclavePCR', indexes: [1, 2, 3, 4, 8] },
  tpm: { prefix: 'attestationDocumentNitroTPMPCR', indexes: [4, 7, 8, 9, 16, 23] },
} as const;

/** See the file's head; `undefined` of calls of which there is nothing to add. */
export function additionalDataOf(outcome: CallOutcome): JsonObject | undefined {
  // What a call may do must have been decided before anything of a key or a store is told.
  if (!outcome.isAllowed) return undefined;
  const data: Record<string, Json> = {};
  if (outcome.attestation !== undefined) data['recipient'] = recipientOf(outcome.attestation);
  addMaterial(data, outcome);
  for (const touched of outcome.touched) addStoreKey(data, touched);
  if (outcome.store !== undefined) addStore(data, outcome.store);
  if (outcome.operation === 'RetireGrant') addGrant(data, outcome);
  return Object.keys(data).length === 0 ? undefined : data;
}

function addMaterial(data: Record<string, Json>, outcome: CallOutcome): void {
  const { operation, answer, touched } = outcome;
  if (answer === undefined) return;
  if (operation === 'ReEncrypt') {
    addText(data, 'destinationKeyMaterialId', answer['DestinationKeyMaterialId']);
    addText(data, 'sourceKeyMaterialId', answer['SourceKeyMaterialId']);
    return;
  }
  const key = touched[0]?.key;
  if (!MATERIAL_OPERATIONS.has(operation) || key?.spec !== DEFAULT_KEY_SPEC) return;
  addText(data, 'keyMaterialId', answer['KeyMaterialId'] ?? unansweredMaterial(outcome, key));
}

/** Encrypt and answers to recipients do not tell the material: what was opened says which it was, the rest is current. */
function unansweredMaterial({ operation, input }: CallOutcome, key: Key): string | undefined {
  if (operation !== 'Decrypt') return key.currentMaterialId;
  const id = materialIdOf(input?.['CiphertextBlob'] as Uint8Array);
  return id && toHex(id);
}

function addText(data: Record<string, Json>, name: string, value: unknown): void {
  if (typeof value === 'string') data[name] = value;
}

function addStoreKey(data: Record<string, Json>, { key, store }: TouchedKey): void {
  if (key?.customKeyStoreId === undefined) return;
  data['customKeyStoreId'] = key.customKeyStoreId;
  if (store?.backing.type === 'AWS_CLOUDHSM') data['clusterId'] = store.backing.clusterId;
  if (key.xksKeyId !== undefined) data['xksKeyId'] = key.xksKeyId;
}

function addStore(data: Record<string, Json>, { name, backing }: CustomKeyStore): void {
  data['customKeyStoreName'] = name;
  if (backing.type === 'AWS_CLOUDHSM') data['clusterId'] = backing.clusterId;
}

/** The token was found to be of a grant: what it says is so. */
function addGrant(data: Record<string, Json>, { input }: CallOutcome): void {
  const token = input?.['GrantToken'];
  const id = typeof token === 'string' ? readGrantToken(token)?.grantId : input?.['GrantId'];
  if (typeof id === 'string') data['grantId'] = id;
}

/** In base64, as CloudTrail has them, although policies have them in hexadecimal digits. */
function recipientOf({ platform, moduleId, pcrs }: Attestation): JsonObject {
  const recipient: Record<string, Json> = { attestationDocumentModuleId: moduleId };
  const image = pcrs.get(0);
  if (platform === 'enclave' && image !== undefined) {
    recipient['attestationDocumentEnclaveImageDigest'] = toBase64(fromHex(image));
  }
  const { prefix, indexes } = REGISTERS[platform];
  for (const index of indexes) {
    const value = pcrs.get(index);
    if (value !== undefined) recipient[`${prefix}${index}`] = toBase64(fromHex(value));
  }
  return recipient;
}
