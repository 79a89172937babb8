import { describe, expect, it } from 'vitest';
import { MAX_POLICY_LENGTH, policyProblems, policyTemplates } from '../../src/console/policy-text.ts';
import { createKms } from '../../src/index.ts';

const messages = (text: string) => policyProblems(text).map(({ message }) => message);

describe('checking a policy', () => {
  it('finds the place of a mistake in the JSON', () => {
    const [problem] = policyProblems('{\n  "Version": "2012-10-17",\n  "Statement": [}\n}');
    expect(problem).toMatchObject({ line: 3, column: 17 });
    expect(problem?.message).toBe('A value is expected here.');
  });

  it('says what a policy is, when the text is none', () => {
    expect(messages('')).toEqual(['A policy is a JSON object; this is empty.']);
    expect(messages('[]')).toEqual(['A policy is a JSON object.']);
  });

  it('finds what a statement lacks, and members that there are not', () => {
    expect(messages('{"Statement":[{"Efect":"Allow"}]}')).toEqual([
      'Statement 1 has a member "Efect", which policies do not have.',
      'Statement 1 needs an Effect: "Allow" or "Deny".',
      'Statement 1 has no Principal.',
      'Statement 1 has no Action.',
      'Statement 1 has no Resource.',
    ]);
    expect(messages('{"Version":"2012-10-17"}')[0]).toMatch(/^A policy needs a Statement/);
  });

  it('finds a policy too long', () => {
    const [template] = policyTemplates('111122223333');
    const long = template?.text.replace('Enable', 'E'.repeat(MAX_POLICY_LENGTH)) ?? '';
    expect(messages(long)[0]).toMatch(/^A policy has 32768 characters at most/);
  });
});

describe('the templates', () => {
  it('have no mistakes, and the service takes each', async () => {
    const kms = await createKms({ account: '111122223333' });
    for (const { title, text } of policyTemplates('111122223333')) {
      expect(policyProblems(text), title).toEqual([]);
      await expect(kms.createKey({ Policy: text }), title).resolves.toBeDefined();
    }
    await kms.close();
  });
});
