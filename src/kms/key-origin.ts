/**
 * Where a key's material comes from, and what can therefore not be done with it: the one table.
 *
 * What is refused here is refused whatever the key's state: it will never be possible. Source: KMS Developer Guide, "Key
 * states of AWS KMS keys", notes 6, 7 and 9.
 *
 * @module
 */
import { KmsError } from './errors.ts';
import type { KeyOrigin } from './key.ts';
import type { Refusal } from './key-state.ts';

/** Which origins are refused, and how. An origin that is not named is allowed. */
type OriginRule = { readonly [O in KeyOrigin]?: Refusal };

/** Named by what the operations of a row do. */
export type OriginRuleName = 'rotate' | 'rotateAutomatically' | 'wrapKeyPair' | 'import';

/** The service does not hold the material of such keys. */
const IN_STORE: OriginRule = {
  AWS_CLOUDHSM: notValid('AWS_CLOUDHSM'),
  EXTERNAL_KEY_STORE: notValid('EXTERNAL_KEY_STORE'),
};

const ORIGIN_RULES: { readonly [N in OriginRuleName]: OriginRule } = {
  // RotateKeyOnDemand, GetKeyRotationStatus, ListKeyRotations.
  rotate: IN_STORE,
  // EnableKeyRotation, DisableKeyRotation: nobody but its owner can bring new imported material.
  rotateAutomatically: { ...IN_STORE, EXTERNAL: notValid('EXTERNAL') },
  // GenerateDataKeyPair and its twin, and these after the state.
  wrapKeyPair: IN_STORE,
  // GetParametersForImport, ImportKeyMaterial, DeleteImportedKeyMaterial.
  import: { ...IN_STORE, AWS_KMS: notValid('AWS_KMS') },
};

/**
 * Requires that a key's origin allows what the row stands for.
 *
 * @throws {KmsError} UnsupportedOperationException, in AWS's words.
 *
 * @example
 * requireOrigin('import', 'EXTERNAL', 'arn:aws:kms:us-east-1:111122223333:key/x');
 */
export function requireOrigin(rule: OriginRuleName, origin: KeyOrigin, arn: string): void {
  const refusal = ORIGIN_RULES[rule][origin];
  if (refusal !== undefined) throw new KmsError(refusal.code, `${arn} ${refusal.text}`);
}

function notValid(origin: KeyOrigin): Refusal {
  return {
    code: 'UnsupportedOperationException',
    text: `origin is ${origin} which is not valid for this operation.`,
  };
}
