/**
 * Known answers of ML-KEM, for every parameter set: the key of a seed, a ciphertext and its secret, and the secret of a
 * ciphertext that is refused.
 *
 * The seed is the first of the round 3 submission's, and the keys that it gives are those of Project Wycheproof's
 * mlkem_512_test.json and mlkem_1024_test.json, case 2. No published encapsulation names both its m and its outcome in
 * so few bytes: the others were made by @noble/post-quantum with m the first half of the seed, and
 * test/crypto/self-tests/mlkem.test.ts has OpenSSL agree. An engine that draws m by itself is asked for a ciphertext of
 * its own way, which must open.
 *
 * @module
 */
import { fromHex } from '../../bytes/hex.ts';
import { decodeSpki } from '../der/spki.ts';
import { UnsupportedAlgorithmError } from '../errors.ts';
import { digestOf } from '../hash.ts';
import type { Encapsulation, KeyPair, MlKem, MlKemParameterSet } from '../primitives.ts';
import { hostRandom } from '../random.ts';
import { expectAnswer, testEach } from './answers.ts';

const SEED =
  '7c9935a0b07694aa0c6d10e4db6b1add2fd81a25ccb148032dcd739936737f2d8626ed79d451140800e03b59b956f8210e556067407d13dc90fa9e8b872bfb8f';
const MESSAGE_LENGTH = 32;

/** SHA-256 digests of the raw public key and of the ciphertext; the secret in it, and that of a ciphertext of zeroes. */
export interface MlKemAnswer {
  readonly parameterSet: MlKemParameterSet;
  readonly publicKeyDigest: string;
  readonly ciphertextDigest: string;
  readonly sharedSecret: string;
  readonly refusedSecret: string;
}

export const ML_KEM_ANSWERS: readonly MlKemAnswer[] = [
  {
    parameterSet: 'ML-KEM-512',
    publicKeyDigest: '852523749efd2b78d1074e5de629060312cd9397933a19ddb7482cfda5e92614',
    ciphertextDigest: '1a0587d50c600222c8efd3c9ffecb23145e1b5f66632046db359ef8a9bb5fa9a',
    sharedSecret: '8e33148681c9d984c28f8ec023fe5b5556225287ecdfcb387f65cb45bc151864',
    refusedSecret: '5ac14adb3fba23f4f93f6feb37203ec8394d1c29c1d6e595867219814f7aaee5',
  },
  {
    parameterSet: 'ML-KEM-768',
    publicKeyDigest: '86adbca81f4fee893e2fb58fb98aa2fe188f501fed268d7f4056f8c05c4e53c4',
    ciphertextDigest: '7d92cb17db0e4e07980d9f72249fe984bc1d623b83ce6e1bbbb11bfee713d099',
    sharedSecret: '9e9c80150caf599f160b0cbea432eaa69f3063d68090ae305b8ed29248bfb78a',
    refusedSecret: 'c5f71f0f8573ee4dd87963c57e16dbf69498afcd898270ebfcf27ea69f45e96e',
  },
  {
    parameterSet: 'ML-KEM-1024',
    publicKeyDigest: '61b95ec8c32ae85ad7a17ae5b9c2dfb083e05f767da3ba9a0a8092ea6b4cbf7a',
    ciphertextDigest: '7b5313e8f8dee6c508450a726c459c32ab01432d51f59f00ab2030e0e5508867',
    sharedSecret: '7c32ceddb391c222abbbcba71474255ff68860542bc7426571e97552e66f2b05',
    refusedSecret: '14a385b12154645d51d6960117912b634e49e5885a385576d5dee5c48f149274',
  },
];

/** The known-answer test of ML-KEM. */
export async function testMlKem(mlKem: MlKem): Promise<void> {
  await testEach(ML_KEM_ANSWERS, async (answer) => {
    const { parameterSet, publicKeyDigest, refusedSecret } = answer;
    const pair = await mlKem.generateKey(parameterSet, () => fromHex(SEED));
    await expectAnswer('ML-KEM key', digestOf('SHA-256', decodeSpki(pair.publicKey).key), publicKeyDigest);
    const { sharedSecret, ciphertext } = await encapsulateOrOwn(mlKem, answer, pair);
    const found = mlKem.decapsulate(parameterSet, pair.privateKey, ciphertext);
    await expectAnswer('ML-KEM decapsulation', found, sharedSecret);
    const zeroes = new Uint8Array(ciphertext.length);
    const refused = mlKem.decapsulate(parameterSet, pair.privateKey, zeroes);
    await expectAnswer('ML-KEM implicit rejection', refused, refusedSecret);
  });
}

/** The known ciphertext, compared; or one of an engine that has no other than its own. */
async function encapsulateOrOwn(
  mlKem: MlKem,
  { parameterSet, ciphertextDigest, sharedSecret }: MlKemAnswer,
  { publicKey }: KeyPair,
): Promise<Encapsulation> {
  const message = fromHex(SEED).subarray(0, MESSAGE_LENGTH);
  try {
    const known = await mlKem.encapsulateMessage(parameterSet, publicKey, message);
    await expectAnswer('ML-KEM ciphertext', digestOf('SHA-256', known.ciphertext), ciphertextDigest);
    await expectAnswer('ML-KEM encapsulation', known.sharedSecret, sharedSecret);
    return known;
  } catch (error) {
    if (!(error instanceof UnsupportedAlgorithmError)) throw error;
    return await mlKem.encapsulate(parameterSet, publicKey, hostRandom());
  }
}
