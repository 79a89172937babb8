/**
 * Known answers of the asymmetric primitives: RSA, ECDSA and ECDH, Ed25519, ML-DSA, and with ./mlkem.ts ML-KEM.
 *
 * Each answer has an input of its own and names where it is published. An engine that cannot sign deterministically
 * says so by UnsupportedAlgorithmError, and is asked for a signature that it makes its own way: that must verify, the
 * known one must too, and neither may when a bit of it is turned.
 *
 * @module
 */
import { fromHex } from '../../bytes/hex.ts';
import { toUtf8 } from '../../bytes/utf8.ts';
import { octets } from '../der/element.ts';
import { encodePkcs8 } from '../der/pkcs8.ts';
import { decodeSpki, encodeSpki } from '../der/spki.ts';
import { encodeEcPrivateKey, encodeEcPublicKey } from '../ec/key.ts';
import type { SelfTests } from '../engine.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../errors.ts';
import { digestOf } from '../hash.ts';
import type {
  Awaitable,
  Bytes,
  CurveName,
  Ec,
  Ed25519,
  HashName,
  KeyPair,
  MlDsa,
  MlDsaParameterSet,
  Random,
  Rsa,
} from '../primitives.ts';
import { hostRandom } from '../random.ts';
import { assemble } from '../rsa/generate.ts';
import { integerFromBytes } from '../rsa/integer.ts';
import { encodeRsaPrivateKey, encodeRsaPublicKey } from '../rsa/key.ts';
import {
  corrupted,
  expectAnswer,
  expectRefusal,
  expectVerdict,
  testEach,
  WrongAnswerError,
} from './answers.ts';
import { testMlKem } from './mlkem.ts';

/** The known-answer tests of the asymmetric primitives. */
export const asymmetricSelfTests: Pick<SelfTests, 'rsa' | 'ec' | 'ed25519' | 'mlDsa' | 'mlKem'> = {
  rsa: testRsa,
  ec: testEc,
  ed25519: testEd25519,
  mlDsa: testMlDsa,
  mlKem: testMlKem,
};

/** NIST CAVS 11.4, SigGen15_186-2, 2048 bits, SHA-256, the first signature; the primes from n, e and d. */
const PKCS1_ANSWER = {
  p: 'f55608a0bbf228a3cac2075fcd51cee8dd66fe482592b5bc43052d21f2a585a9e662c4d2f8c31b9983c56aea0ee6065c2b7dba1b9e4c0b25c258c0ba29f9a20d832d8140c131778f7a5371cc8d02ea0b0827fa9e48b890446289fb9dc266b0e1126047d25e68b603e6c7b47070847dc829e431ba4b46f5b0ae47a9f54c6df2ab',
  q: 'ea758d47882feccf4826a11d4e808fa02138144caf142e3591d7e25c91b8dec869145dd9ce604bdaad61a9d5b59f34ab151741638730ecc38df0711dfa70da6cb58ddba0bae1fa3561f2f20ae3a85a711a05828288109eb69b1226b12f057c5e554ad041539df3b5558d59c062a5f22f47c9bc9796a0c604e2f936fa5fb3b8db',
  message:
    '6504921a97cd57aa8f3863dc32e1f2d0b57aff63106e59f6afc3f9726b459388bae16b3e224f6aa7f4f471f13606eda6e1f1ac2b4df9ef8de921c07c2f4c8598d7a3d6ec4b368cb85ce61a74338221118a303e821c0f277b591af6795f50c40226127a2efacce4662fd7076c109eb59b18005e7165f6294a6976436ee397774e',
  signature:
    '335ffadc0b1b8bd2b1eb670dd246e76dcccdc955a1687a15f74aa3e1596ebd43e607c640525f89dda95809cfd065f1be4e4a249477d24f400d4d4c9438a0af95b26b28b416e42aa950e2a52851b52132048f1b1ce944322fc99c1aabb49b7fae4c2f0fef674b50adee3bbb5c6c33822b608e4b9577275ca20c710af9fc41b1c01d9c0ff6f0d8324dc08e1a76e232d8feaa06c73bbf64053bea35f1c528b2722764822ef1ff06246e75a9a22a10da4ea84fc2441bea24b35506f8447fcf69093c5d21ab0305cce2c7ea9ffac357c664b491fc55f2919ec490c38accbab378c252ac2df3845acff575ec7524cd2f586cca1497c74f24b299d6d6254c8cdb1d227d',
} as const;

/** NIST CAVS 11.4, SigGenPSS_186-2, 2048 bits, SHA-256, a salt of 20 bytes, the first signature. */
const PSS_ANSWER = {
  n: 'd95b71c9dfee453ba1b1a7de2c1f0b0a67579ee91d1d3ad97e481829b86edac750c48e12a8cdb026c82f273dafc222009f0db3b08b2db10a69c4b2dddaaeceac1b0c862682eef294e579f55aab871bc0a7eeabc923c9e80dddc22ec0a27002aee6a5ba66397f412bbaf5fb4eaf66a1a0f82eaf6827198caf49b347258b1283e8cbb10da2837f6ecc3490c728fe927f44455a6f194f3776bf79151d9ad7e2daf770b37d12627cc0c5fb62484f46258d9ce2c11b26256d09cb412f8d8f8f1fe91bb94ac27de6d26a83a8439e51b35dbee46b3b8ff991d667bb53eeee85ff1652c8981f141d47c8205791cef5b32d718ddc082ed0dd542826416b2271064ef437a9',
  message:
    'cd74ae6152d5fe5ce3d9073c921e861a24208f0c68477f49c825338e1ef877c0c977c1d2ffcb20e964db6fbedcccce449ec8538c8bfffce5bdece84762dac7f2cba69052c0c67226178a0ce185a2e050b3e1057e94411dd5f726878558e7d62afc8a81a93dcfdb5a2271466d32a8a4868af20fab2e13ca609d5a7710a8278aaf',
  signature:
    '6375755eff8d48afb3263b3b96988a2afd181ba061793ea009783bb1599d03944d987620a2668ac9714d6f2a21f7e5200d63923f42cb32e63301c8de58c70a203910640da967d03f4f6292f6cb199759822790c0c5bcfb1d4faa59465c3db2ea1fffd5e543335632b74745bf1e18473c0a8b4a89def6b27edf0d7d735ee13f887041c9d8a91e62186a9a1e0b1afb48e577f6887ca61b7c1bb26b4a8e2cc464a9af03444b3da5bed08b73f1262bd3d61f4c78f49fac6a3bfc9e8548b4bbe64cce6a6090fc480efd1f36c18c10bc09be9d957a79f707a10577a1bf6e9e2d4849693fa58d8877c8f1e55181955d6c2b94b1d6d9401b5fb80cc32b358934fec2aedb',
} as const;

/** RSA Laboratories, oaep-vect, example 10.1: 2048 bits, SHA-1. */
const OAEP_ANSWER = {
  p: 'ecf5aecd1e5515fffacbd75a2816c6ebf49018cdfb4638e185d66a7396b6f8090f8018c7fd95cc34b857dc17f0cc6516bb1346ab4d582cadad7b4103352387b70338d084047c9d9539b6496204b3dd6ea442499207bec01f964287ff6336c3984658336846f56e46861881c10233d2176bf15a5e96ddc780bc868aa77d3ce769',
  q: 'bc46c464fc6ac4ca783b0eb08a3c841b772f7e9b2f28babd588ae885e1a0c61e4858a0fb25ac299990f35be85164c259ba1175cdd7192707135184992b6c29b746dd0d2cabe142835f7d148cc161524b4a09946d48b828473f1ce76b6cb6886c345c03e05f41d51b5c3a90a3f24073c7d74a4fe25d9cf21c75960f3fc3863183',
  plaintext: '8bba6bf82a6c0f86d5f1756e97956870b08953b06b4eb205bc1694ee',
  ciphertext:
    '53ea5dc08cd260fb3b858567287fa91552c30b2febfba213f0ae87702d068d19bab07fe574523dfb42139d68c3c5afeee0bfe4cb7969cbf382b804d6e61396144e2d0e60741f8993c3014b58b9b1957a8babcd23af854f4c356fb1662aa72bfcc7e586559dc4280d160c126785a723ebeebeff71f11594440aaef87d10793a8774a239d4a04c87fe1467b9daf85208ec6c7255794a96cc29142f9a8bd418e3c1fd67344b0cd0829df3b2bec60253196293c6b34d3f75d32f213dd45c6273d505adf4cced1057cb758fc26aeefa441255ed4e64c199ee075e7f16646182fdb464739b68ab5daff0e63e9552016824f054bf4d3c8c90a97bb6b6553284eb429fcc',
} as const;

const PUBLIC_EXPONENT = 65_537n;

async function testRsa(rsa: Rsa): Promise<void> {
  const random = hostRandom();
  await testEach([testPkcs1, testPss, testOaep], (test) => test(rsa, random));
}

async function testPkcs1(rsa: Rsa, random: Random): Promise<void> {
  const source = 'NIST SigGen15_186-2';
  const scheme = { scheme: 'PKCS1', hash: 'SHA-256' } as const;
  const { privateKey, publicKey } = rsaPairOf(PKCS1_ANSWER);
  const message = fromHex(PKCS1_ANSWER.message);
  const signature = await rsa.sign(privateKey, scheme, message, random);
  await expectAnswer(source, signature, PKCS1_ANSWER.signature);
  await expectVerdict(source, rsa.verify(publicKey, scheme, message, signature), true);
  await expectVerdict(source, rsa.verify(publicKey, scheme, message, corrupted(signature)), false);
}

async function testPss(rsa: Rsa, random: Random): Promise<void> {
  const source = 'NIST SigGenPSS_186-2';
  const scheme = { scheme: 'PSS', hash: 'SHA-256', saltLength: 20 } as const;
  const message = fromHex(PSS_ANSWER.message);
  const theirs = encodeRsaPublicKey({ n: integerOf(PSS_ANSWER.n), e: PUBLIC_EXPONENT });
  const signature = fromHex(PSS_ANSWER.signature);
  await expectVerdict(source, rsa.verify(theirs, scheme, message, signature), true);
  await expectVerdict(source, rsa.verify(theirs, scheme, message, corrupted(signature)), false);
  // The salt is the engine's: its own signature has no known value, and must verify.
  const { privateKey, publicKey } = rsaPairOf(PKCS1_ANSWER);
  const own = await rsa.sign(privateKey, scheme, message, random);
  await expectVerdict(source, rsa.verify(publicKey, scheme, message, own), true);
}

async function testOaep(rsa: Rsa, random: Random): Promise<void> {
  const source = 'RSA Laboratories, oaep-vect 10.1';
  const scheme = { hash: 'SHA-1' } as const;
  const { privateKey, publicKey } = rsaPairOf(OAEP_ANSWER);
  const ciphertext = fromHex(OAEP_ANSWER.ciphertext);
  await expectAnswer(source, rsa.decrypt(privateKey, scheme, ciphertext, random), OAEP_ANSWER.plaintext);
  await expectRefusal(source, () => rsa.decrypt(privateKey, scheme, corrupted(ciphertext), random));
  const own = await rsa.encrypt(publicKey, scheme, fromHex(OAEP_ANSWER.plaintext), random);
  await expectAnswer(source, rsa.decrypt(privateKey, scheme, own, random), OAEP_ANSWER.plaintext);
}

/** The pairs that were made of answers: every engine is tested by the same, and making one takes longer than using it. */
const rsaPairs = /* @__PURE__ */ new Map<string, KeyPair>();

function rsaPairOf({ p, q }: { readonly p: string; readonly q: string }): KeyPair {
  let pair = rsaPairs.get(p);
  if (pair === undefined) {
    const numbers = assemble(integerOf(p), integerOf(q), PUBLIC_EXPONENT);
    if (numbers === undefined) throw new WrongAnswerError('RSA key');
    pair = { privateKey: encodeRsaPrivateKey(numbers), publicKey: encodeRsaPublicKey(numbers) };
    rsaPairs.set(p, pair);
  }
  return pair;
}

function integerOf(hex: string): bigint {
  return integerFromBytes(fromHex(hex));
}

/** ECDSA: private scalar, public point, message, and the signature as r and s side by side. */
interface EcdsaAnswer {
  readonly source: string;
  readonly curve: CurveName;
  readonly hash: HashName;
  readonly scalar: string;
  readonly point: string;
  readonly message: string;
  readonly signature: string;
}

const ECDSA_ANSWERS: readonly EcdsaAnswer[] = [
  {
    source: 'RFC 6979 A.2.5',
    curve: 'P-256',
    hash: 'SHA-256',
    scalar: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
    point:
      '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
    message: 'sample',
    signature:
      'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  },
  {
    source: 'RFC 6979 A.2.6',
    curve: 'P-384',
    hash: 'SHA-384',
    scalar:
      '6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5',
    point:
      '04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720',
    message: 'test',
    signature:
      '8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023dbddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5',
  },
  {
    source: 'RFC 6979 A.2.7',
    curve: 'P-521',
    hash: 'SHA-512',
    scalar:
      '00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538',
    point:
      '0401894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a400493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5',
    message: 'sample',
    signature:
      '00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a',
  },
  {
    source: 'RFC 6979 on secp256k1 as Bitcoin libraries share it',
    curve: 'secp256k1',
    hash: 'SHA-256',
    scalar: '0000000000000000000000000000000000000000000000000000000000000001',
    point:
      '0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
    message: 'Satoshi Nakamoto',
    signature:
      '934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8dbbd3162d46e9f9bef7feb87c16dc13b4f6568a87f4e83f728e2443ba586675c',
  },
];

/** NIST CAVS 11.0, KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_init: the first that passes of each curve. */
const ECDH_ANSWERS = [
  {
    curve: 'P-256',
    scalar: '8087ab163864bfa81001c72f736b6d94e7612559ac4c847d06ba2171840684d6',
    point:
      '045a3955c54a49645ed818f3774ea10971a1db88c370d8966c5a6e88234ed5d82003b13f0dad73f64532f42b8b2fa6d1450d9ab24896e95c24674298f2da07ccda',
    secret: '0cb890a0dcc277c3dde0f91b4322a32e6365d7ec85316185d3286b4977849410',
  },
  {
    curve: 'P-384',
    scalar:
      'f865418473e5bf7d2e1bbcd9bd5a9270c003a9dd35e778133ca59fcab4bb64fe24d6800e7047bdd033abc8bfa8db35b5',
    point:
      '04d1bf2ac21637d66d6398aac01dcd56ac6f065fb45d1f6f16747bab9e9b01b4630b59b20927aea147355bf41838acb4824c9e23f1c5a41647d094086bf4ed31708651f21d996c47780688ac10f77deee2e43b5241b6caecd2fd5444bc50472e0e',
    secret:
      'a781430e6078a179df3f9ee27cd8fdc6188f161b6c4ccc4053ef6c6ca6fc222946883a53c06db08f0a020023ced055aa',
  },
  {
    curve: 'P-521',
    scalar:
      '01a23de55fb7ad153e7e65d21ad10c77fdf2072b2a5aa116aaf1bc31a345420c1fe8eaccbbcdeb07b73ba2fa706c7498e3a4828f348b00af9df1551780e709a7754c',
    point:
      '0401474af758238005238b2fa253c4f9c557de664d64c66d7d88f334555997591ccc242ff3c6d0e34d07fc835aaae024c2bd21f2ba5c0b0a8ac3fdd90e1c479cb8e53800a721b04654204ca19064b37a4abf4247413a6d29e9211a0df9d50975c7d8d4654dc04a478455ea24993f0fef5460f189c4729c15fba385fd85ef42ae7610e39450',
    secret:
      '01e8ff7a8c57b017f8b8266adab65fe2c417173566087e15c5fc972071cc560ac93908a806468bc44b8312a8a48464886ca0d767db938447387a348f3f56c6463796',
  },
] as const;

async function testEc(ec: Ec): Promise<void> {
  await testEach(ECDSA_ANSWERS, (answer) => testEcdsa(ec, answer));
  await testEach(ECDH_ANSWERS, async ({ curve, scalar, point, secret }) => {
    const source = 'NIST KASValidityTest_ECCStaticUnified';
    const privateKey = encodeEcPrivateKey(curve, fromHex(scalar));
    const peer = fromHex(point);
    await expectAnswer(
      source,
      ec.deriveSharedSecret(curve, privateKey, encodeEcPublicKey(curve, peer)),
      secret,
    );
    await expectInvalidKey(source, () =>
      ec.deriveSharedSecret(curve, privateKey, encodeEcPublicKey(curve, corrupted(peer))),
    );
  });
}

async function testEcdsa(ec: Ec, answer: EcdsaAnswer): Promise<void> {
  const { source, curve, hash } = answer;
  const message = toUtf8(answer.message);
  const privateKey = encodeEcPrivateKey(curve, fromHex(answer.scalar));
  const publicKey = encodeEcPublicKey(curve, fromHex(answer.point));
  const verify = (signature: Uint8Array) => ec.verify(curve, publicKey, hash, message, signature, 'p1363');
  const known = fromHex(answer.signature);
  const signature = await deterministicOrNot((random) =>
    ec.sign(curve, privateKey, hash, message, { encoding: 'p1363', random }),
  );
  if (signature.deterministic) await expectAnswer(source, signature.bytes, known);
  else await expectVerdict(source, verify(signature.bytes), true);
  await expectVerdict(source, verify(known), true);
  await expectVerdict(source, verify(corrupted(known)), false);
}

const ED25519_ANSWERS = [
  {
    source: 'RFC 8032 §7.1 test 2',
    variant: 'Ed25519',
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    source: 'RFC 8032 §7.3',
    variant: 'Ed25519ph',
    seed: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    key: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    message: '616263',
    signature:
      '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406',
  },
] as const;

async function testEd25519(ed25519: Ed25519): Promise<void> {
  await testEach(ED25519_ANSWERS, async ({ source, variant, seed, key, message, signature }) => {
    const privateKey = encodePkcs8({ algorithm: 'Ed25519', key: octets(fromHex(seed)) });
    const publicKey = encodeSpki('Ed25519', fromHex(key));
    await expectAnswer(source, ed25519.sign(variant, privateKey, fromHex(message)), signature);
    await expectVerdict(
      source,
      ed25519.verify(variant, publicKey, fromHex(message), fromHex(signature)),
      true,
    );
    const wrong = corrupted(fromHex(signature));
    await expectVerdict(source, ed25519.verify(variant, publicKey, fromHex(message), wrong), false);
  });
}

/**
 * ML-DSA: the SHA-256 digests of the raw public key and of a deterministic signature over the set's name.
 * The keys are NIST ACVP ML-DSA-keyGen-FIPS204, the first of each group. No published signature begins at a seed: the
 * ones here were made by @noble/post-quantum, and test/crypto/self-tests/asymmetric.test.ts has OpenSSL accept them.
 */
interface MlDsaAnswer {
  readonly parameterSet: MlDsaParameterSet;
  readonly seed: string;
  readonly publicKeyDigest: string;
  readonly signatureDigest: string;
}

const ML_DSA_ANSWERS: readonly MlDsaAnswer[] = [
  {
    parameterSet: 'ML-DSA-44',
    seed: '7194b13c95231010afd2c909992bd2003ba6f437c3886bdbe3f6b867a14ba161',
    publicKeyDigest: '838b88b6ac41e2c60698173e08ca173d0b0d2839205806e56a8a3d53195f3a03',
    signatureDigest: 'f5df98855daf4943d008607b156dc1072d98aeba0db4b57996e8473eabc500b3',
  },
  {
    parameterSet: 'ML-DSA-65',
    seed: 'a991fd42b071d49c48ae3e75c647459e0daad1e1ba356a04801912d3294bcff8',
    publicKeyDigest: 'b1a7d0d2f0d7a04b9d5ffccd9bd578864dab4a01cdd7f70a05cd1f4f0672e43a',
    signatureDigest: '0a033407b3a25b2b668f1d4cf7623efe2b6a28de0e85bc7f3577a8f296b5d193',
  },
  {
    parameterSet: 'ML-DSA-87',
    seed: 'a16f5b0796703e2d1a0140a35cbf36efabe70e752ba59b6a9a0e9c4b05302f73',
    publicKeyDigest: '33f49649f05ec2fc3b050007b18ade043bbc8d1c0ded03a269d540486daaa5f4',
    signatureDigest: '7920f30cb9eee24ec5d6c02f5d197265953ccc39abaa75c213c4ace5af110298',
  },
];

async function testMlDsa(mlDsa: MlDsa): Promise<void> {
  await testEach(ML_DSA_ANSWERS, async ({ parameterSet, seed, publicKeyDigest, signatureDigest }) => {
    const source = 'NIST ACVP ML-DSA-keyGen-FIPS204';
    const message = toUtf8(parameterSet);
    const { privateKey, publicKey } = await mlDsa.generateKey(parameterSet, () => fromHex(seed));
    await expectAnswer(source, digestOf('SHA-256', decodeSpki(publicKey).key), publicKeyDigest);
    const signature = await deterministicOrNot((random) =>
      mlDsa.sign(parameterSet, privateKey, message, { random }),
    );
    if (signature.deterministic) {
      await expectAnswer('ML-DSA signature', digestOf('SHA-256', signature.bytes), signatureDigest);
    }
    const verify = (bytes: Uint8Array) => mlDsa.verify(parameterSet, publicKey, message, bytes);
    await expectVerdict(source, verify(signature.bytes), true);
    await expectVerdict(source, verify(corrupted(signature.bytes)), false);
  });
}

interface Signed {
  readonly bytes: Bytes;
  readonly deterministic: boolean;
}

/** A signature without randomness, or with it from an engine that has no other. */
async function deterministicOrNot(sign: (random: Random | undefined) => Awaitable<Bytes>): Promise<Signed> {
  try {
    return { bytes: await sign(undefined), deterministic: true };
  } catch (error) {
    if (!(error instanceof UnsupportedAlgorithmError)) throw error;
    return { bytes: await sign(hostRandom()), deterministic: false };
  }
}

/** Requires that a key is refused. @throws {WrongAnswerError} It is not. */
async function expectInvalidKey(source: string, call: () => Awaitable<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (error instanceof InvalidKeyError) return;
    throw error;
  }
  throw new WrongAnswerError(source);
}
