import { describe, expect, it } from 'vitest';
import { withExplain } from '../../src/aws/explain-path.ts';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { readExplanation } from '../../src/console/access-text.ts';
import { createClient } from '../../src/console/client.ts';
import { createKms } from '../../src/index.ts';

describe('an explanation', () => {
  it('names the statement of the policy that decided', async () => {
    const kms = await createKms({ account: '111122223333' });
    const client = createClient({
      send: withExplain(kmsFetchHandler(kms), { kms }),
      connection: { endpoint: 'http://localhost', region: '' },
      sign: async () => ({}),
      clock: Date.now,
    });
    const { KeyMetadata } = await kms.createKey({});
    const question = { principal: 'arn:aws:iam::111122223333:root', action: 'kms:Decrypt' };
    const found = readExplanation(await client.ask('explain', { ...question, keyId: KeyMetadata.KeyId }));
    expect(found.allowed).toBe(true);
    expect(found.sentence).toMatch(/^User: arn:aws:iam::111122223333:root is authorized/);
    expect(found.reasons[0]).toMatch(
      /^Statement 1 \(Enable IAM User Permissions\) of the key policy .* allows it\.$/,
    );
    await kms.close();
  });

  it('has a sentence for a grant, a root, and a denial', () => {
    const reasons = (by: readonly object[]) => readExplanation({ allowed: false, by }).reasons;
    expect(reasons([{ role: 'grant', grantId: 'abc', effect: 'Allow' }])).toEqual(['Grant abc allows it.']);
    expect(reasons([{ role: 'root of the account', effect: 'Allow' }])[0]).toMatch(/root of the account/);
    expect(reasons([{ role: 'identity policy', policy: 'p', statement: 2, effect: 'Deny' }])).toEqual([
      'Statement 2 of the identity policy "p" denies it.',
    ]);
    expect(readExplanation({})).toEqual({ allowed: false, sentence: '', reasons: [] });
  });
});
