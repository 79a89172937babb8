import { beforeEach, describe, expect, it } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { makeKey, openService, type Service } from './service.ts';

describe('ListKeyPolicies', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId: keyId } = await makeKey(service));
  });

  it('knows one policy, default', async () => {
    for (const Limit of [undefined, 1, 1000]) {
      const answer = await service.kms.listKeyPolicies({ KeyId: keyId, Limit });
      expect(answer).toEqual({ PolicyNames: ['default'], Truncated: false });
    }
  });

  it('passes over every marker, for which the model has no refusal', async () => {
    for (const text of ['policy default', 'policy x', 'key x', '{"policy":"x"}']) {
      const answer = await service.kms.listKeyPolicies({ KeyId: keyId, Marker: toBase64(toUtf8(text)) });
      expect(answer).toEqual({ PolicyNames: ['default'], Truncated: false });
    }
  });
});
