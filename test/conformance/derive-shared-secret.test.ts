import { describeConformance } from './conformance.ts';
import type { House } from './house.ts';

const peers = new Map<string, Uint8Array>();

/** Somebody else's public key on the curve of a spec. */
async function peerOf(house: House, KeySpec: string): Promise<Uint8Array> {
  const known = peers.get(KeySpec);
  if (known !== undefined) return known;
  const { KeyId } = await house.make({ KeySpec, KeyUsage: 'KEY_AGREEMENT' });
  const { PublicKey } = await house.send('GetPublicKey', { KeyId });
  peers.set(KeySpec, PublicKey as Uint8Array);
  return PublicKey as Uint8Array;
}

describeConformance('DeriveSharedSecret', {
  async request({ keyId, kind }, house) {
    const PublicKey = await peerOf(house, kind.usage === 'KEY_AGREEMENT' ? kind.spec : 'ECC_NIST_P256');
    return { KeyId: keyId, KeyAgreementAlgorithm: 'ECDH', PublicKey };
  },
  unanswered: { CiphertextForRecipient: 'the request has no recipient' },
  recorded: {
    '59': async (house) => {
      const { KeyId, Arn } = await house.make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
      const PublicKey = await peerOf(house, 'ECC_NIST_P256');
      return { input: { KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey }, values: { 'key ARN': Arn } };
    },
    '61': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
      const PublicKey = await peerOf(house, 'ECC_NIST_P256');
      return { input: { KeyId, KeyAgreementAlgorithm: 'INVALID', PublicKey } };
    },
    '62': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
      return { input: { KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey: Buffer.from('InvalidPublicKey') } };
    },
  },
});
