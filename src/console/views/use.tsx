/**
 * Using keys by hand: encrypt, decrypt, data keys, signatures, MACs, shared secrets, one form each.
 *
 * The key of the form is asked what it is, so that only algorithms are offered which it has.
 *
 * @module
 */
import type { JSX } from 'preact';
import type { Answer } from '../client.ts';
import { sentenceFor } from '../operation-guide.ts';
import { Page, Section } from '../parts/basics.tsx';
import { OperationForm } from '../parts/operation-form.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import { hrefOf } from '../route.ts';
import type { ViewProps } from './view-props.ts';

/** What is offered, and the members to ask for at once. */
const USES: Readonly<Record<string, readonly string[]>> = {
  Encrypt: ['KeyId', 'Plaintext', 'EncryptionContext', 'EncryptionAlgorithm'],
  Decrypt: ['CiphertextBlob', 'EncryptionContext', 'KeyId', 'EncryptionAlgorithm'],
  ReEncrypt: [
    'CiphertextBlob',
    'DestinationKeyId',
    'SourceEncryptionContext',
    'DestinationEncryptionContext',
  ],
  GenerateDataKey: ['KeyId', 'KeySpec', 'EncryptionContext'],
  GenerateDataKeyWithoutPlaintext: ['KeyId', 'KeySpec', 'EncryptionContext'],
  GenerateDataKeyPair: ['KeyId', 'KeyPairSpec', 'EncryptionContext'],
  GenerateDataKeyPairWithoutPlaintext: ['KeyId', 'KeyPairSpec', 'EncryptionContext'],
  Sign: ['KeyId', 'Message', 'MessageType', 'SigningAlgorithm'],
  Verify: ['KeyId', 'Message', 'MessageType', 'SigningAlgorithm', 'Signature'],
  GenerateMac: ['KeyId', 'Message', 'MacAlgorithm'],
  VerifyMac: ['KeyId', 'Message', 'MacAlgorithm', 'Mac'],
  DeriveSharedSecret: ['KeyId', 'KeyAgreementAlgorithm', 'PublicKey'],
  Encapsulate: ['KeyId', 'EncapsulationAlgorithm'],
  Decapsulate: ['KeyId', 'SharedSecretCiphertextBlob', 'EncapsulationAlgorithm'],
  GetPublicKey: ['KeyId'],
  GenerateRandom: ['NumberOfBytes'],
};

/** What each is called among the others. */
const TITLES: Readonly<Record<string, string>> = {
  ReEncrypt: 'Re-encrypt',
  GenerateDataKey: 'Data key',
  GenerateDataKeyWithoutPlaintext: 'Data key, encrypted only',
  GenerateDataKeyPair: 'Key pair',
  GenerateDataKeyPairWithoutPlaintext: 'Key pair, encrypted only',
  GenerateMac: 'MAC',
  VerifyMac: 'Verify a MAC',
  DeriveSharedSecret: 'Agree on a secret',
  GetPublicKey: 'Public key',
  GenerateRandom: 'Random bytes',
};

const PRESETS: Readonly<Record<string, Answer>> = {
  GenerateDataKey: { KeySpec: 'AES_256' },
  GenerateDataKeyWithoutPlaintext: { KeySpec: 'AES_256' },
  GenerateDataKeyPair: { KeyPairSpec: 'ECC_NIST_P256' },
  GenerateDataKeyPairWithoutPlaintext: { KeyPairSpec: 'ECC_NIST_P256' },
  DeriveSharedSecret: { KeyAgreementAlgorithm: 'ECDH' },
  Encapsulate: { EncapsulationAlgorithm: 'ML_KEM' },
  Decapsulate: { EncapsulationAlgorithm: 'ML_KEM' },
  GenerateRandom: { NumberOfBytes: 32 },
};

/** The form of one use; Encrypt to begin with. */
export function UseView({ path: [name = 'Encrypt'], query }: ViewProps): JSX.Element {
  const operation = Object.hasOwn(USES, name) ? name : 'Encrypt';
  const keyId = query['KeyId'];
  return (
    <Page
      title="Use a key"
      lead="By hand, what programs do by the API. Bytes are text, hexadecimal or base64."
    >
      <nav class="tabs many" aria-label="Uses">
        {Object.keys(USES).map((use) => (
          <a
            key={use}
            href={hrefOf(['use', use], keyId === undefined ? {} : { KeyId: keyId })}
            aria-current={use === operation ? 'page' : undefined}
          >
            {TITLES[use] ?? use}
          </a>
        ))}
      </nav>
      <UseForm key={operation} operation={operation} query={query} />
    </Page>
  );
}

/** Members whose choices are the key's own algorithms, and where DescribeKey names them. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  EncryptionAlgorithm: 'EncryptionAlgorithms',
  SigningAlgorithm: 'SigningAlgorithms',
  MacAlgorithm: 'MacAlgorithms',
  KeyAgreementAlgorithm: 'KeyAgreementAlgorithms',
  EncapsulationAlgorithm: 'EncapsulationAlgorithms',
};

function UseForm({ operation, query }: { operation: string; query: ViewProps['query'] }): JSX.Element {
  const { client } = useSession();
  const keyId = query['KeyId'];
  const { value, isWaiting } = useAsked(async () => {
    if (keyId === undefined) return undefined;
    const { KeyMetadata } = await client.call('DescribeKey', { KeyId: keyId });
    return KeyMetadata as Answer;
  }, [client, keyId]);
  const choices: Record<string, readonly string[]> = {};
  const first: Record<string, string> = {};
  for (const [member, list] of Object.entries(ALGORITHMS)) {
    const algorithms = value?.[list] as readonly string[] | undefined;
    if (algorithms === undefined) continue;
    choices[member] = algorithms;
    first[member] = algorithms.at(-1) ?? '';
  }
  // The form begins with what the key has, and so after it is known.
  if (isWaiting && keyId !== undefined) return <p class="muted">Asking what this key is…</p>;
  return (
    <Section title={TITLES[operation] ?? operation} lead={sentenceFor(operation)}>
      <OperationForm
        operation={operation}
        preset={{ ...PRESETS[operation], ...first, ...query }}
        choices={choices}
        first={USES[operation] ?? []}
      />
    </Section>
  );
}
