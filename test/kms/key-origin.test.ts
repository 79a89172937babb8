import { describe, expect, it } from 'vitest';
import type { KeyOrigin } from '../../src/kms/key.ts';
import { type OriginRuleName, requireOrigin } from '../../src/kms/key-origin.ts';
import { refusalOf } from '../operations/service.ts';

const ORIGINS: readonly KeyOrigin[] = ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'];
const notValid = (origin: KeyOrigin): string => `origin is ${origin} which is not valid for this operation.`;
const IN_STORE = [notValid('AWS_CLOUDHSM'), notValid('EXTERNAL_KEY_STORE')];

/** KMS Developer Guide, "Key states of AWS KMS keys", notes 6, 7 and 9: by the origins above. */
const TABLE: Readonly<Record<OriginRuleName, readonly (string | undefined)[]>> = {
  rotate: [undefined, undefined, ...IN_STORE],
  rotateAutomatically: [undefined, notValid('EXTERNAL'), ...IN_STORE],
  wrapKeyPair: [undefined, undefined, ...IN_STORE],
  import: [notValid('AWS_KMS'), undefined, ...IN_STORE],
};

describe('the origin of a key', () => {
  const cells = Object.entries(TABLE).flatMap(([rule, texts]) =>
    ORIGINS.map((origin, i) => ({ rule: rule as OriginRuleName, origin, text: texts[i] })),
  );

  it.each(cells)('$origin says to "$rule": $text', async ({ rule, origin, text }) => {
    if (text === undefined) return expect(requireOrigin(rule, origin, 'arn:x')).toBeUndefined();
    expect(await refusalOf((async () => requireOrigin(rule, origin, 'arn:x'))())).toEqual({
      code: 'UnsupportedOperationException',
      message: `arn:x ${text}`,
    });
  });
});
