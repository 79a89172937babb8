import { describe, expect, it } from 'vitest';
import { BYTES_MEMBERS, kindOf, layOut, SECRET_MEMBERS } from '../../src/console/answer-values.ts';
import { createKms } from '../../src/index.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

describe('the kind of a value', () => {
  it('is told from its name and itself', () => {
    expect(kindOf('CiphertextBlob', 'AP8=')).toBe('bytes');
    expect(kindOf('CreationDate', 1.5)).toBe('time');
    expect(kindOf('RotationPeriodInDays', 365)).toBe('number');
    expect(kindOf('Policy', '{}')).toBe('policy');
    expect(kindOf('Keys', [])).toBe('list');
    expect(kindOf('KeyMetadata', {})).toBe('group');
    expect(kindOf('Enabled', false)).toBe('flag');
    expect(kindOf('Note', undefined)).toBe('nothing');
  });

  it('is bytes for members that operations answer', () => {
    const answered = new Set([...OPERATIONS.values()].flatMap(({ output }) => output));
    const nested = ['AttestationDocument'];
    for (const name of BYTES_MEMBERS) expect(answered.has(name) || nested.includes(name), name).toBe(true);
    for (const name of SECRET_MEMBERS) expect(BYTES_MEMBERS).toContain(name);
  });

  it('is bytes wherever the service answers bytes', async () => {
    const kms = await createKms();
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata.KeyId;
    const KeyPairSpec = 'ECC_NIST_P256';
    const answers = [
      await kms.encrypt({ KeyId, Plaintext: new Uint8Array(1) }),
      await kms.generateDataKey({ KeyId, KeySpec: 'AES_256' }),
      await kms.generateDataKeyPair({ KeyId, KeyPairSpec }),
      await kms.generateRandom({ NumberOfBytes: 1 }),
    ];
    for (const [name, value] of answers.flatMap((answer) => Object.entries(answer)))
      expect(BYTES_MEMBERS.has(name), name).toBe(value instanceof Uint8Array);
    await kms.close();
  });
});

describe('a policy', () => {
  it('is laid out when it is JSON, and left alone when it is none', () => {
    expect(layOut('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(layOut('{')).toBe('{');
  });
});
