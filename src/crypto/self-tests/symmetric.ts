/**
 * Known answers of the symmetric primitives: AES, AES-GCM, key wrap, hashes, HMAC, HKDF, KBKDF.
 *
 * Each answer has an input of its own and names where it is published, so that each can be broken alone and looked up.
 * What can be refused is also refused once.
 *
 * @module
 */
import { fromHex } from '../../bytes/hex.ts';
import { toUtf8 } from '../../bytes/utf8.ts';
import type { SelfTests } from '../engine.ts';
import type {
  AesBlock,
  AesGcm,
  AesKeyWrap,
  Hash,
  HashName,
  Hkdf,
  Hmac,
  Kbkdf,
  KbkdfInput,
  XofName,
} from '../primitives.ts';
import { corrupted, expectAnswer, expectRefusal, expectVerdict, testEach } from './answers.ts';

/** The known-answer tests of the symmetric primitives. */
export const symmetricSelfTests: Pick<
  SelfTests,
  'aesBlock' | 'aesGcm' | 'aesKeyWrap' | 'hash' | 'hmac' | 'hkdf' | 'kbkdf'
> = {
  aesBlock: testAesBlock,
  aesGcm: testAesGcm,
  aesKeyWrap: testAesKeyWrap,
  hash: testHash,
  hmac: testHmac,
  hkdf: testHkdf,
  kbkdf: testKbkdf,
};

const AES_BLOCK_ANSWERS = [
  ['FIPS 197 C.1', 16, '69c4e0d86a7b0430d8cdb78070b4c55a'],
  ['FIPS 197 C.2', 24, 'dda97ca4864cdfe06eaf70a0ec0d7191'],
  ['FIPS 197 C.3', 32, '8ea2b7ca516745bfeafc49904b496089'],
] as const;

async function testAesBlock(aes: AesBlock): Promise<void> {
  const block = fromHex('00112233445566778899aabbccddeeff');
  await testEach(AES_BLOCK_ANSWERS, ([source, keyLength, ciphertext]) =>
    expectAnswer(source, aes.encryptBlock(counting(keyLength), block), ciphertext),
  );
}

interface GcmAnswer {
  readonly source: string;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly aad: Uint8Array;
  /** The last bytes of the ciphertext, and the tag, which depends on all of it. */
  readonly ending: string;
  readonly tagLength: number;
}

function gcmAnswers(): readonly GcmAnswer[] {
  return [
    {
      source: 'CAVS 14.0 gcmEncryptExtIV256, IV 96, PT 408, AAD 384, tag 128, count 3',
      key: fromHex('e966c470cbecc819260640d5404c84382e6e649da96d29cad2d4412e671ed802'),
      nonce: fromHex('b3a92d6f49fe2cb9c144d339'),
      plaintext: fromHex(
        '7adf6fcb41d59b8d2b663010c3d4cf5f5f0b95cf754f76f8626c4428467e5c6684e77e7857b1cc755762e9ea9117e3bb077040',
      ),
      aad: fromHex(
        'dfa62a3a4b5b3af6770cfd3cef3bbb4cce3f64925782a9a8a6e15fe3744d8f9310400dd04e8d7966c03850539e440aa5',
      ),
      ending:
        '5f5b09486e6cd2a854e5622b4988e2408fddaca42c21d946c5cd789fe5a1306ef33c8cd44467ad7aa4c8152bce656a20367284' +
        '2b388109afdada6473435230d747b4eb',
      tagLength: 16,
    },
    {
      source: 'CAVS 14.0 gcmEncryptExtIV256, IV 1024, PT 128, AAD 160, tag 96, count 3',
      key: fromHex('27e4f395defaac59de08b490b1fe3e148c8f714f717720ac3b66db9b6bb42833'),
      nonce: fromHex(
        'c77a6bd2fb22c3b44349d6f14da9f696ff4f95786e5698a555198903fafc726d278ac626342d2ca1c6fcbb22490f2dbd9d4575ef' +
          'f9246545e7c9e06d29e4d7ed1a8f6eb96d642bddd6303d60993cb362af18a0cec26745908bed445ac8dcef757924557f6f9bed3f' +
          '1ab959b52955c2c8ffe7905e181c0edcb3fd2b007cb5c5c8',
      ),
      plaintext: fromHex('1e1cbf4a11436ba941a0c08a505569b1'),
      aad: fromHex('1503ab374e4585339cc1f49664420c6892f7276f'),
      ending: 'f44760d57683b8a58905dc9a12933fc8c8e0f03a8b27b0a54796d3f1',
      tagLength: 12,
    },
    {
      // No published vector is long enough to reach the paths for long messages.
      source:
        'computed with OpenSSL 3.0: key 80…9f, nonce c0…cb, 1,037 bytes i mod 251, AAD 500 bytes i mod 241',
      key: counting(32, 0x80),
      nonce: counting(12, 0xc0),
      plaintext: counting(1037, 0, 251),
      aad: counting(500, 0, 241),
      ending: 'a9b0e9ba0cee6b2c89cf022d6237ba2933d03d299f7d5f7642ccd044189d38cf',
      tagLength: 16,
    },
  ];
}

async function testAesGcm(gcm: AesGcm): Promise<void> {
  await testEach(gcmAnswers(), async ({ source, key, nonce, plaintext, aad, ending, tagLength }) => {
    const sealed = await gcm.seal(key, nonce, plaintext, aad, tagLength);
    await expectAnswer(source, sealed.subarray(sealed.length - ending.length / 2), ending);
    await expectAnswer(source, gcm.open(key, nonce, sealed, aad, tagLength), plaintext);
    await expectRefusal(source, () => gcm.open(key, nonce, corrupted(sealed), aad, tagLength));
  });
}

async function testAesKeyWrap(keyWrap: AesKeyWrap): Promise<void> {
  await testEach(KW_ANSWERS, async ([plaintext, expected]) => {
    const kek = counting(32);
    const wrapped = await keyWrap.wrap(kek, fromHex(plaintext));
    await expectAnswer('RFC 3394 4.6', wrapped, expected);
    await expectAnswer('RFC 3394 4.6', keyWrap.unwrap(kek, wrapped), plaintext);
    await expectRefusal('RFC 3394 4.6', () => keyWrap.unwrap(kek, corrupted(wrapped)));
  });
  await testKeyWrapWithPadding(keyWrap);
}

const KW_ANSWERS = [
  [
    '00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f',
    '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21',
  ],
] as const;

const KWP_ANSWERS = [
  [
    'c37b7e6492584340bed12207808941155068f738',
    '138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a',
  ],
  ['466f7250617369', 'afbeb0f07dfbf5419200f2ccb50bb24f'],
] as const;

async function testKeyWrapWithPadding(keyWrap: AesKeyWrap): Promise<void> {
  const kek = fromHex('5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8');
  await testEach(KWP_ANSWERS, async ([plaintext, expected]) => {
    const wrapped = await keyWrap.wrapPadded(kek, fromHex(plaintext));
    await expectAnswer('RFC 5649 6', wrapped, expected);
    await expectAnswer('RFC 5649 6', keyWrap.unwrapPadded(kek, wrapped), plaintext);
    await expectRefusal('RFC 5649 6', () => keyWrap.unwrapPadded(kek, corrupted(wrapped)));
  });
}

/** FIPS 180 and FIPS 202 examples of NIST for the message "abc". */
const HASH_ANSWERS: readonly (readonly [HashName, string])[] = [
  ['SHA-1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['SHA-224', '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'],
  ['SHA-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'SHA-384',
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  ],
  [
    'SHA-512',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
      '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ],
  ['SHA-512/224', '4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa'],
  ['SHA-512/256', '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23'],
  ['SHA3-224', 'e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf'],
  ['SHA3-256', '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532'],
  [
    'SHA3-384',
    'ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25',
  ],
  [
    'SHA3-512',
    'b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e' +
      '10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0',
  ],
];

/** FIPS 202 examples of NIST for the empty message. */
const XOF_ANSWERS: readonly (readonly [XofName, string])[] = [
  ['SHAKE-128', '7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26'],
  ['SHAKE-256', '46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f'],
];

async function testHash(hash: Hash): Promise<void> {
  await testEach(HASH_ANSWERS, ([name, expected]) =>
    expectAnswer(`${name} of "abc"`, hash.digest(name, toUtf8('abc')), expected),
  );
  await testEach(XOF_ANSWERS, ([name, expected]) =>
    expectAnswer(`${name} of ""`, hash.digestXof(name, new Uint8Array(), expected.length / 2), expected),
  );
}

/** RFC 2202 §3 and RFC 4231 §4.3, test case 2. */
const JEFE_ANSWERS: readonly (readonly [HashName, string])[] = [
  ['SHA-1', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
  ['SHA-224', 'a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44'],
  ['SHA-256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  [
    'SHA-384',
    'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
  ],
  [
    'SHA-512',
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554' +
      '9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  ],
];

interface HmacAnswer {
  readonly hash: HashName;
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly expected: string;
}

function hmacAnswers(): readonly HmacAnswer[] {
  const key = toUtf8('Jefe');
  const message = toUtf8('what do ya want for nothing?');
  const sha3Example: HmacAnswer = {
    hash: 'SHA3-256',
    key: counting(32),
    message: toUtf8('Sample message for keylen<blocklen'),
    expected: '4fe8e202c4f058e8dddc23d8c34e467343e23555e24fc2f025d598f558f67205',
  };
  return [...JEFE_ANSWERS.map(([hash, expected]) => ({ hash, key, message, expected })), sha3Example];
}

async function testHmac(hmac: Hmac): Promise<void> {
  await testEach(hmacAnswers(), async ({ hash, key, message, expected }) => {
    const source = `HMAC-${hash}`;
    const tag = fromHex(expected);
    await expectAnswer(source, hmac.mac(hash, key, message), tag);
    await expectVerdict(source, hmac.verify(hash, key, message, tag), true);
    await expectVerdict(source, hmac.verify(hash, key, message, corrupted(tag)), false);
  });
}

/** RFC 5869 A.1 and A.4. */
const HKDF_ANSWERS: readonly (readonly [HashName, number, string])[] = [
  ['SHA-256', 22, '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'],
  ['SHA-1', 11, '085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896'],
];

async function testHkdf(hkdf: Hkdf): Promise<void> {
  await testEach(HKDF_ANSWERS, async ([hash, ikmLength, expected]) => {
    const ikm = new Uint8Array(ikmLength).fill(0x0b);
    const info = counting(10, 0xf0);
    await expectAnswer(`RFC 5869 A, ${hash}`, hkdf.derive(hash, ikm, counting(13), info, 42), expected);
  });
}

function kbkdfAnswers(): readonly (readonly [string, KbkdfInput, string])[] {
  return [
    [
      'CAVS 14.4 KBKDF, HMAC-SHA-256, counter of 32 bits before, count 39',
      {
        hash: 'SHA-256',
        key: fromHex('1d9209183e557d3aac7e2ab53d26ec659df2a745fe56a53818ef5853a42ce194'),
        fixedInput: fromHex(
          'c01a431a32833930a22abee5c6ea34db459316def3b241529ece7e39e2069a1e6b942946132eebc9679801d2cefef4bb' +
            'b6a1b84ef853325b7bc498fd',
        ),
        counterBits: 32,
        counterLocation: 'before',
        length: 40,
      },
      'dabcffa16a7589deee6c768aaf01e0813de909005526da54700083ef068f854d49941279689a1726',
    ],
    [
      'CAVS 14.4 KBKDF, HMAC-SHA-512, counter of 8 bits after, count 30',
      {
        hash: 'SHA-512',
        key: fromHex(
          '803c259aed13942b54baba6878dc63dd5db470aec52e818ed060487799360cff' +
            '9f7cbc20ba9f114fc0d6bb581f5cbe8908767e84799c4b65a33fe4df347515f7',
        ),
        fixedInput: fromHex(
          '1a9e25ed28875951d30e3424556f1882b14efcacd5c1609159efa82d47823892395bd14bca84a8d4fde0127738f3786f' +
            'e77c3478a00ab1b243eb387e',
        ),
        counterBits: 8,
        counterLocation: 'after',
        length: 40,
      },
      '511acfe9668c6964c4898325b88db3c8de5cd49495d2efd5b9f43186d5d33a9510fe99dd6dbc5100',
    ],
    [
      'CAVS 14.4 KBKDF, HMAC-SHA-384, counter of 24 bits in the middle, count 35',
      {
        hash: 'SHA-384',
        key: fromHex(
          '9bcc55fdadde4ce45c7d630ba27c2b550f789b321de67fbdf4121172d344b25c86e319ad167fdd0d8a6930bf555a2d5f',
        ),
        fixedInput: fromHex(
          'b28429a64055658e81092ce54697bef851e06a67b93bffe4f659819afefe05ef87eea9339847234c747608511d716372' +
            'e3a5652804ccce78293743ef',
        ),
        counterBits: 24,
        counterLocation: 50,
        length: 40,
      },
      'a1c0aa21f6430a90348b7235c9e903fff967752981a56a4099f3803312f380bcede3d2d43e338a5f',
    ],
  ];
}

async function testKbkdf(kbkdf: Kbkdf): Promise<void> {
  await testEach(kbkdfAnswers(), ([source, input, expected]) =>
    expectAnswer(source, kbkdf.derive(input), expected),
  );
}

/** Bytes that count: from `first` on, modulo 256 or `modulus`. */
function counting(length: number, first = 0, modulus = 256): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (first + i) % modulus);
}
