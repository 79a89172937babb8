/**
 * The requests of ImportKeyMaterial, which two files share: the primes of an RSA key are put to the test at every import,
 * and that takes seconds.
 *
 * @module
 */
import { FOR_EVER, wrapFor } from '../operations/wrapping.ts';
import { type Conformance, wrapMaterial } from './conformance.ts';
import type { House } from './house.ts';

const FORGED = { ImportToken: new Uint8Array(1), EncryptedKeyMaterial: new Uint8Array(1) };

async function describe(house: House, KeyId: string): Promise<{ readonly Origin?: string }> {
  return (await house.send('DescribeKey', { KeyId }))['KeyMetadata'] as { readonly Origin?: string };
}

export const importKeyMaterial: Conformance = {
  isSlow: ({ kind, expected }) => kind.spec.startsWith('RSA') && expected === 'granted',
  async request(subject, house) {
    const { Origin } = await describe(house, subject.keyId);
    // A key of another origin gives no parameters for an import.
    const parcel = Origin === 'EXTERNAL' ? await wrapMaterial(house, subject) : FORGED;
    return { KeyId: subject.keyId, ...FOR_EVER, ...parcel };
  },
  recorded: {
    '47': async (house) => {
      const { KeyId } = await house.make({ Origin: 'EXTERNAL' });
      const parcel = await wrapFor(house.service, KeyId, new Uint8Array(32));
      return { input: { KeyId, ...parcel, ExpirationModel: 'KEY_MATERIAL_EXPIRES' } };
    },
    '50': async (house) => {
      const { KeyId, Arn } = await house.makeImported();
      const importNew = async (fill: number): Promise<object> => ({
        KeyId,
        ...(await wrapFor(house.service, KeyId, new Uint8Array(32).fill(fill))),
        ...FOR_EVER,
        ImportType: 'NEW_KEY_MATERIAL',
      });
      const { KeyMaterialId } = await house.send('ImportKeyMaterial', await importNew(2));
      const input = await importNew(3);
      const refusal = await house.try('ImportKeyMaterial', input);
      // The id of what is refused is told by the refusal alone.
      const id = /\(id: ([\da-f]{64})\)/.exec((refusal !== 'granted' && refusal.message) || '')?.[1] ?? '';
      return { input, values: { 'key ARN': Arn, id, id2: String(KeyMaterialId) } };
    },
  },
};
