/**
 * Recipients through the operations that take one: what they are answered, what is refused, and what conditions see.
 *
 * @module
 */
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Attestation } from '../../src/attestation/attestor.ts';
import type { AuthorizationRequest } from '../../src/operations/authorize.ts';
import type { RecipientMember } from '../../src/operations/members.ts';
import { attestationConditions, sealAnswer, verifyRecipient } from '../../src/operations/recipient.ts';
import { OPERATIONS, type OperationName } from '../../src/operations/table.ts';
import { createNitro, type DocumentOptions, enclaveKeys } from '../attestation/nitro.ts';
import { openEnvelope } from '../crypto/cms/open.ts';
import { createRecordingEngine } from './engine.ts';
import { makeWorld, VALID_REQUESTS, type World } from './requests.ts';
import { expectRefusal, invoke, openService, refusalOf, type Service } from './service.ts';

const nitro = createNitro();
const RSA = 'RSAES_OAEP_SHA_256';

const recipientOf = (options?: DocumentOptions): RecipientMember => ({
  KeyEncryptionAlgorithm: RSA,
  AttestationDocument: Uint8Array.from(nitro.document(options)),
});

const open = (answer: Readonly<Record<string, unknown>>): Buffer =>
  openEnvelope(answer['CiphertextForRecipient'] as Uint8Array, enclaveKeys().privateKey).plaintext;

/** The operations that take a Recipient, and the member that is in the envelope. */
const WITH_RECIPIENT: readonly (readonly [OperationName, string])[] = [
  ['Decrypt', 'Plaintext'],
  ['DeriveSharedSecret', 'SharedSecret'],
  ['GenerateDataKey', 'Plaintext'],
  ['GenerateDataKeyPair', 'PrivateKeyPlaintext'],
  ['GenerateRandom', 'Plaintext'],
];

describe('a recipient', () => {
  let service: Service;
  let world: World;
  let Recipient: RecipientMember;
  beforeAll(() => {
    Recipient = recipientOf();
  });
  beforeEach(async () => {
    service = await openService({ nitroRoot: nitro.root });
    world = await makeWorld(service);
  });

  it('is a member of these operations and no others, each of which says what is secret', () => {
    const taking = [...OPERATIONS].filter(([, { input }]) => input['Recipient'] !== undefined);
    expect(taking.map(([name, { recipientSecret }]) => [name, recipientSecret])).toEqual(WITH_RECIPIENT);
    expect(
      [...OPERATIONS.values()].filter(({ recipientSecret }) => recipientSecret !== undefined),
    ).toHaveLength(5);
  });

  it.each(WITH_RECIPIENT)(
    'is answered by %s in an envelope, without %s and the id of the material',
    async (operation, secret) => {
      const input = VALID_REQUESTS[operation](world);
      const plain = Object.keys(await invoke(service, operation, input));
      const answer = await invoke(service, operation, { ...input, Recipient });
      const left = plain.filter((member) => member !== secret && member !== 'KeyMaterialId');
      expect(Object.keys(answer).sort()).toEqual([...left, 'CiphertextForRecipient'].sort());
      expect(open(answer).length).toBeGreaterThan(0);
    },
  );

  it('opens what Decrypt decrypted, and what GenerateDataKey wrapped', async () => {
    const Plaintext = new Uint8Array(4096).fill(7);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: world.keyId, Plaintext });
    expect(open({ ...(await service.kms.decrypt({ CiphertextBlob, Recipient })) })).toEqual(
      Buffer.from(Plaintext),
    );
    const made = await service.kms.generateDataKey({ KeyId: world.keyId, KeySpec: 'AES_256', Recipient });
    const wrapped = await service.kms.decrypt({ CiphertextBlob: made.CiphertextBlob });
    expect(open({ ...made })).toEqual(Buffer.from(wrapped.Plaintext));
  });

  it('opens the private half of a data key pair', async () => {
    const made = await service.kms.generateDataKeyPair({
      KeyId: world.keyId,
      KeyPairSpec: 'ECC_NIST_P256',
      Recipient,
    });
    const key = createPrivateKey({ key: open({ ...made }), format: 'der', type: 'pkcs8' });
    expect(createPublicKey(key).export({ format: 'der', type: 'spki' })).toEqual(Buffer.from(made.PublicKey));
  });

  it('opens a shared secret, and as many random bytes as were asked for', async () => {
    const peer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { PublicKey } = await service.kms.getPublicKey({ KeyId: world.agreeing.keyId });
    const answer = await service.kms.deriveSharedSecret({
      KeyId: world.agreeing.keyId,
      KeyAgreementAlgorithm: 'ECDH',
      PublicKey: peer.publicKey.export({ format: 'der', type: 'spki' }),
      Recipient,
    });
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    expect(open({ ...answer })).toEqual(diffieHellman({ privateKey: peer.privateKey, publicKey }));
    expect(open({ ...(await service.kms.generateRandom({ NumberOfBytes: 1024, Recipient })) })).toHaveLength(
      1024,
    );
  });

  it.each<[string, RecipientMember, string]>([
    ['nothing in it', {}, "Value null at 'recipient.keyEncryptionAlgorithm'"],
    ['no document', { KeyEncryptionAlgorithm: RSA }, "Value null at 'recipient.attestationDocument'"],
    [
      'no algorithm',
      { AttestationDocument: new Uint8Array(1) },
      "Value null at 'recipient.keyEncryptionAlgorithm'",
    ],
    [
      'another algorithm',
      { ...recipientOf(), KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      "at 'recipient.keyEncryptionAlgorithm'",
    ],
    [
      'an empty document',
      { ...recipientOf(), AttestationDocument: new Uint8Array() },
      "at 'recipient.attestationDocument'",
    ],
    [
      'no document at all',
      { ...recipientOf(), AttestationDocument: new Uint8Array(9) },
      'The attestation document is malformed.',
    ],
    [
      'a document of nobody',
      recipientOf({ signer: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey }),
      'The attestation document is not signed by a trusted authority.',
    ],
    [
      'an old document',
      recipientOf({ members: { certificate: nitro.certify({ toMs: 0, fromMs: 0 }) } }),
      'The attestation document has expired or is not valid yet.',
    ],
    [
      'a document without a key',
      recipientOf({ members: { public_key: null } }),
      'The attestation document has no RSA public key of 2048 bits or more.',
    ],
  ])('with %s is refused by every operation', async (_, bad, text) => {
    for (const [operation] of WITH_RECIPIENT) {
      const input = { ...VALID_REQUESTS[operation](world), Recipient: bad };
      const call = (): Promise<unknown> => invoke(service, operation, input);
      await expectRefusal(service, call, 'ValidationException', expect.stringContaining(text));
    }
  });

  it('is verified by the service’s clock', async () => {
    service.wait(2 * 3_600_000 + 1);
    const { message } = await refusalOf(service.kms.generateRandom({ NumberOfBytes: 8, Recipient }));
    expect(message).toBe('The attestation document has expired or is not valid yet.');
  });

  it('is verified after the key was found, and before the state is looked at', async () => {
    const Bad = { ...Recipient, AttestationDocument: new Uint8Array(9) };
    const ask = async (KeyId: string): Promise<string> =>
      (await refusalOf(service.kms.generateDataKey({ KeyId, KeySpec: 'AES_256', Recipient: Bad }))).code;
    expect(await ask('alias/nope')).toBe('NotFoundException');
    await service.kms.disableKey({ KeyId: world.keyId });
    expect(await ask(world.keyId)).toBe('ValidationException');
    const call = (): Promise<unknown> =>
      service.kms.generateDataKey({ KeyId: world.keyId, KeySpec: 'AES_256', Recipient });
    await expectRefusal(service, call, 'DisabledException', `${world.keyArn} is disabled.`);
  });

  it('is verified by dry runs, which answer no envelope', async () => {
    const input = { KeyId: world.keyId, KeySpec: 'AES_256', DryRun: true };
    expect((await refusalOf(service.kms.generateDataKey({ ...input, Recipient }))).code).toBe(
      'DryRunOperationException',
    );
    const bad = { ...Recipient, AttestationDocument: new Uint8Array(9) };
    expect((await refusalOf(service.kms.generateDataKey({ ...input, Recipient: bad }))).code).toBe(
      'ValidationException',
    );
  });

  it('is shown to the authorizer, for conditions', async () => {
    const asked: AuthorizationRequest[] = [];
    const watched = await openService({
      nitroRoot: nitro.root,
      authorizer: (request) => {
        asked.push(request);
        return { allowed: true };
      },
    });
    const other = await makeWorld(watched);
    for (const [operation] of WITH_RECIPIENT) {
      asked.length = 0;
      await invoke(watched, operation, { ...VALID_REQUESTS[operation](other), Recipient });
      expect(asked[0]?.attestation?.pcrs.get(0)).toBe('01'.repeat(48));
      await invoke(watched, operation, VALID_REQUESTS[operation](other));
      expect(asked[1]?.attestation).toBeUndefined();
    }
  });
});

describe('the secret of a sealed answer', () => {
  it('is wiped, whether or not sealing succeeds', async () => {
    const { engine, privateKeys } = createRecordingEngine();
    const service = await openService({ nitroRoot: nitro.root, engine });
    const { KeyId } = (await service.kms.createKey({})).KeyMetadata;
    await service.kms.generateDataKeyPair({ KeyId, KeyPairSpec: 'ECC_NIST_P256', Recipient: recipientOf() });
    expect(privateKeys.at(-1)?.every((byte) => byte === 0)).toBe(true);
    const secret = new Uint8Array([1, 2, 3]);
    const failing = {
      verify: () => Promise.reject(new Error('no')),
      seal: () => Promise.reject(new Error('no')),
    };
    await expect(sealAnswer(failing, {} as Attestation, { Plaintext: secret }, 'Plaintext')).rejects.toThrow(
      'no',
    );
    expect(secret).toEqual(new Uint8Array(3));
  });

  it('is there, or nothing is answered', async () => {
    const attestor = { verify: () => Promise.reject(new Error('no')), seal: async () => new Uint8Array() };
    await expect(sealAnswer(attestor, {} as Attestation, {}, 'Plaintext')).rejects.toThrow(TypeError);
  });
});

it('an attestor that fails for another reason is not taken for a bad document', async () => {
  const attestor = { verify: () => Promise.reject(new Error('disk')), seal: async () => new Uint8Array() };
  await expect(verifyRecipient(attestor, recipientOf())).rejects.toThrow('disk');
  expect(await verifyRecipient(attestor, undefined)).toBeUndefined();
});

describe('the condition keys of an attestation', () => {
  const attestation = { moduleId: 'i', timestampMs: 0, publicKey: new Uint8Array() };
  const pcrs = new Map([
    [0, 'aa'],
    [8, 'bb'],
  ]);

  it('are the image and the registers of an enclave', () => {
    expect(Object.fromEntries(attestationConditions({ ...attestation, platform: 'enclave', pcrs }))).toEqual({
      'kms:RecipientAttestation:ImageSha384': 'aa',
      'kms:RecipientAttestation:PCR0': 'aa',
      'kms:RecipientAttestation:PCR8': 'bb',
    });
  });

  it('are registers of another name for a NitroTPM, and no image', () => {
    expect(Object.fromEntries(attestationConditions({ ...attestation, platform: 'tpm', pcrs }))).toEqual({
      'kms:RecipientAttestation:NitroTPMPCR0': 'aa',
      'kms:RecipientAttestation:NitroTPMPCR8': 'bb',
    });
  });
});
