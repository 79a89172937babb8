/**
 * Bugs to plant in the portable primitives, one line each: what stands there, what shall stand there instead, and the
 * vector files that must see it.
 *
 * They are the mistakes that are made: a wrong rotation, a counter one off, bytes swapped, a check left out, a constant
 * with a digit wrong. `from` occurs exactly once in its file; where the code has moved on, the row says so by failing.
 *
 * @module
 */

/** One planted bug. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** The vector files that stand for a primitive, and the bugs that they must catch. */
export interface MutationGroup {
  readonly vectors: readonly string[];
  readonly mutations: readonly Mutation[];
}

function group(
  vectors: readonly string[],
  file: string,
  changes: readonly (readonly [from: string, to: string])[],
): MutationGroup {
  return { vectors, mutations: changes.map(([from, to]) => ({ file: `src/crypto/${file}`, from, to })) };
}

const AES = ['nist/aes-128-block.json.gz', 'nist/aes-192-block.json.gz', 'nist/aes-256-block.json.gz'];
const GCM = [
  'computed/aes-gcm-long.json.gz',
  'nist/aes-256-gcm-seal.json.gz',
  'nist/aes-256-gcm-open.json.gz',
];
const WRAP = ['computed/aes-kwp-refused.json', 'nist/aes-256-kw.json.gz', 'nist/aes-256-kwp.json.gz'];
const HASHES = [
  'nist/sha-384.json.gz',
  'nist/sha-512-256.json.gz',
  'nist/sha3-256.json.gz',
  'nist/shake-256.json.gz',
];
const HMAC = ['rfc/rfc4231.json', 'computed/hmac.json.gz'];
const HKDF = ['rfc/rfc5869.json', 'computed/hkdf.json.gz'];
const KBKDF = ['computed/kbkdf-ctr-hmac.json.gz', 'nist/kbkdf-ctr-hmac.json.gz'];
const REFUSED = 'computed/rsa-refused.json';
const OAEP = [
  REFUSED,
  'pyca/rsa-oaep-label.json',
  'rsa-laboratories/rsa-oaep.json.gz',
  'pyca/rsa-oaep-mixed.json.gz',
];
const PKCS1 = [REFUSED, 'nist/rsa-pkcs1-siggen-186-2.json.gz', 'nist/rsa-pkcs1-sigver-186-3.json.gz'];
const PSS = [
  REFUSED,
  'computed/rsa-pss-mgf.json',
  'nist/rsa-pss-siggen-186-2.json.gz',
  'nist/rsa-pss-siggen-186-3.json.gz',
  'nist/rsa-pss-sigver-186-3.json.gz',
];
const ECDSA = ['rfc/rfc6979.json', 'nist/ecdsa-sigver.json.gz', 'pyca/ecdsa-secp256k1.json.gz'];
const EC = [
  'nist/ec-key-pairs.json.gz',
  'nist/ec-public-keys.json.gz',
  'nist/ecdh.json.gz',
  'computed/ecdh-secp256k1.json',
];
const ED = ['rfc/rfc8032.json', 'bernstein/ed25519.json.gz'];
const ML_DSA = ['cctv/mldsa.json'];
const ML_KEM = ['wycheproof/mlkem.json', 'go/mlkem.json', 'computed/mlkem.json'];

export const MUTATION_GROUPS: readonly MutationGroup[] = [
  group(AES, 'aes.ts', [
    ['for (let round = 1; round < rounds; round++)', 'for (let round = 2; round < rounds; round++)'],
    [
      '  shiftRows(state, 8);\n  addRoundKey(state, roundKeys, PLANES * rounds);',
      '  addRoundKey(state, roundKeys, PLANES * rounds);',
    ],
  ]),
  group(AES, 'aes-key-schedule.ts', [
    ['const AFFINE_CONSTANT = 0x0ff000ff;', 'const AFFINE_CONSTANT = 0x0ff000f7;'],
    ['if (i === 4 && keyWords > 6)', 'if (i === 4 && keyWords > 8)'],
    ['((word & 0x11111111) << 3)', '((word & 0x11111111) << 2)'],
    ['0x00011011,', '0x00011010,'],
    ['const rounds = keyWords + 6;', 'const rounds = keyWords + 5;'],
  ]),
  group(AES, 'aes-sbox.ts', [
    ['const y14 = x3 ^ x5;', 'const y14 = x3 ^ x4;'],
    ['const t2 = y12 & y15;', 'const t2 = y12 | y15;'],
  ]),
  group(AES, 'aes-planes.ts', [
    ['x ^= t ^ (t << 14);', 'x ^= t ^ (t << 13);'],
    [
      'swapBits(planes, at + i, at + i + 1, 1, 0x55555555)',
      'swapBits(planes, at + i, at + i + 1, 1, 0x55555554)',
    ],
  ]),
  group(GCM, 'aes-gcm.ts', [
    ['if (!hasTag(workspace, sealed.subarray(length))) throw new AuthenticationError();', ''],
    ['absorb(workspace, aad, 0, aad.length);', ''],
    ['workspace.counter = (counter + LANES) | 0;', 'workspace.counter = (counter + LANES + 1) | 0;'],
    ['(24 - 8 * (i & 3))', '(8 * (i & 3))'],
    ['state[25] ^= 0xcc000000;', 'state[25] ^= 0xc4000000;'],
    [
      'bitsHigh(aad.length), aad.length << 3, bitsHigh(length), length << 3',
      'bitsHigh(length), length << 3, bitsHigh(aad.length), aad.length << 3',
    ],
    ['workspace.lane = counter & (LANES - 1);', 'workspace.lane = 0;'],
    ['bitsHigh(nonce.length), nonce.length << 3', 'bitsHigh(nonce.length), nonce.length'],
    ['startBatches(workspace, counter & ~(LANES - 1));', 'startBatches(workspace, counter & 0x7ffffff8);'],
  ]),
  group(GCM, 'ghash.ts', [
    ['(word << 31) ^ (word << 30) ^ (word << 25)', '(word << 31) ^ (word << 30) ^ (word << 24)'],
    [
      'word ^ (word >>> 1) ^ (word >>> 2) ^ (word >>> 7)',
      'word ^ (word >>> 1) ^ (word >>> 2) ^ (word >>> 8)',
    ],
    ['const x2 = limbs[at] & 0x4924;', 'const x2 = limbs[at] & 0x4904;'],
    [
      'const place = PRODUCTS * (lanes - 1 - lane);',
      'const place = PRODUCTS * (lanes - lane - (lane === 7 ? 2 : 1) + (lane === 7 ? 1 : 0) - (lane === 3 ? 1 : 0));',
    ],
    ['bytes[i] << (24 - 8 * ((i - start) & 3))', 'bytes[i] << (16 - 8 * ((i - start) & 3))'],
    ['const middle = low ^ high ^ products[at + 2];', 'const middle = low ^ products[at + 2];'],
  ]),
  group(WRAP, 'keywrap.ts', [
    ['block[6] ^= t >>> 8;', ''],
    [
      'const ICV2: readonly number[] = [0xa6, 0x59, 0x59, 0xa6];',
      'const ICV2: readonly number[] = [0xa6, 0x59, 0x59, 0xa7];',
    ],
    ['if (differsFrom(ICV1, semiblocks) !== 0) throw new AuthenticationError();', ''],
    ['for (let t = 1; t <= 6 * last; t++)', 'for (let t = 1; t <= 5 * last; t++)'],
    ['fault |= semiblocks[SEMIBLOCK + i] & isPadding;', ''],
    ['if (wrong !== 0) throw new AuthenticationError();', ''],
    [
      'const isPadding = ((plaintextLength - 1 - i) | 0) >> 31;',
      'const isPadding = ((plaintextLength - i) | 0) >> 31;',
    ],
    ['let fault = ((end - plaintextLength) | 0) & ~7;', 'let fault = 0;'],
  ]),
  group(HASHES, 'hash.ts', [
    ["'SHA-384': sha384,", "'SHA-384': sha512,"],
    ["'SHA-512/256': sha512_256,", "'SHA-512/256': sha256,"],
    ["'SHAKE-256': shake256", "'SHAKE-256': shake128"],
    ["'SHA3-256': sha3_256,", "'SHA3-256': sha256,"],
  ]),
  group(HMAC, 'hash.ts', [
    ["'SHA3-224': 144,", "'SHA3-224': 136,"],
    ["'SHA-384': 128,", "'SHA-384': 64,"],
  ]),
  group(HMAC, 'hmac.ts', [
    ['const kept = whole.slice(0, length);', 'const kept = whole.slice(whole.length - length);'],
    ['return equalBytes(expected.subarray(0, tag.length), tag);', 'return true;'],
  ]),
  group(HKDF, 'hkdf.ts', [
    ['keyed.mac(previous, info, new Uint8Array([i]))', 'keyed.mac(info, previous, new Uint8Array([i]))'],
    ['i = 1; at < length; at += previous.length', 'i = 0; at < length; at += previous.length'],
    ['const salted = openHmac(hash, salt);', 'const salted = openHmac(hash, new Uint8Array(salt.length));'],
  ]),
  group(KBKDF, 'kbkdf.ts', [
    ['const block = keyed.mac(before, counter, after);', 'const block = keyed.mac(before, after, counter);'],
    ['if (counter[i] !== 0) return;', 'return;'],
    [
      "if (counterLocation === 'after') return fixedInput.length;",
      "if (counterLocation === 'after') return 0;",
    ],
    ['counter: new Uint8Array(counterBits / 8)', 'counter: new Uint8Array(4)'],
  ]),
  group(PKCS1, 'rsa/pkcs1.ts', [
    ['encoded[1] = 0x01;', 'encoded[1] = 0x02;'],
    ['der(TAG.null)', 'octets(new Uint8Array())'],
  ]),
  group(PKCS1, 'rsa/rsa.ts', [
    [
      'return expected !== undefined && equalBytes(encoded, expected);',
      'return expected !== undefined && equalBytes(encoded.subarray(-20), expected.subarray(-20));',
    ],
  ]),
  group(PKCS1, 'rsa/private-operation.ts', [
    ['return second + q * ((difference * qInv) % p);', 'return second + p * ((difference * qInv) % p);'],
    ['const blinded = (input * publicOperation(key, blind)) % n;', 'const blinded = (input * blind) % n;'],
  ]),
  group(PSS, 'rsa/pss.ts', [
    ['const TRAILER = 0xbc;', 'const TRAILER = 0xcc;'],
    [' || encoded[length - 1] !== TRAILER', ''],
    ['if ((encoded[0] & ~mask) !== 0) return false;', ''],
    [' || data[separator] !== 0x01', ''],
    ['data.subarray(0, separator).some((octet) => octet !== 0) || ', ''],
    ['return 0xff >> (8 * length - maximumBits);', 'return 0xff;'],
    [
      'return equalBytes(hashed, saltedDigest(options.hash, digest, data.subarray(separator + 1)));',
      'return true;',
    ],
    [
      'applyMask(options.mgfHash, hashed, encoded.subarray(0, block));',
      'applyMask(options.hash, hashed, encoded.subarray(1, block));',
    ],
  ]),
  group([...PSS, ...OAEP], 'rsa/mgf1.ts', [
    ['counter.setUint32(0, count);', 'counter.setUint32(0, count + 1);'],
  ]),
  group(OAEP, 'rsa/oaep.ts', [
    ['wrong |= block[i] ^ labelHash[i];', 'wrong |= 0;'],
    [
      'const labelHash = digestOf(options.hash, options.label);',
      'const labelHash = digestOf(options.mgfHash, options.label);',
    ],
    ['return block.slice(separator + 1);', 'return block.slice(separator);'],
    ['let wrong = encoded[0];', 'let wrong = 0;'],
    ['return { separator, malformed: malformed | searching };', 'return { separator, malformed };'],
    ['malformed |= found & ~maskOfZero(block[i] ^ 0x01);', ''],
  ]),
  group(ECDSA, 'ec/ec.ts', [
    [
      "prehash: false, lowS: false, format: 'compact', extraEntropy",
      "prehash: false, lowS: true, format: 'compact', extraEntropy",
    ],
    ['new Uint8Array(orderLength - r.length), r, ', 'r, new Uint8Array(orderLength - r.length), '],
    [
      'if (random === undefined) return use(false);',
      'if (random === undefined) return use(new Uint8Array(length));',
    ],
  ]),
  group(ECDSA, 'ec/curves.ts', [
    ["b: '5ac635d8aa3a93e7b3ebbd55769886bc", "b: '5ac635d8aa3a93e7b3ebbd55769886bd"],
    ["baaedce6af48a03bbfd25e8cd0364141'", "baaedce6af48a03bbfd25e8cd0364143'"],
  ]),
  group(EC, 'ec/ec.ts', [
    [
      'return Point.Fp.toBytes(shared.toAffine().x) as Bytes;',
      'return Point.Fp.toBytes(shared.toAffine().y) as Bytes;',
    ],
  ]),
  group(EC, 'ec/key.ts', [
    ['curveOf(curve).Point.fromBytes(point).assertValidity();', 'if (point.length === 0) throw new Error();'],
    ["if (!valid) throw new InvalidKeyError('the EC private scalar is out of range');", ''],
  ]),
  group(ED, 'ed25519.ts', [
    ['head[31] |= 0x40;', 'head[31] |= 0x20;'],
    ['Uint8Array.of(prehashed ? 1 : 0, context.length)', 'Uint8Array.of(prehashed ? 0 : 1, context.length)'],
    [
      'if (signature.length === SIGNATURE_LENGTH && signer.verify(signature, message, key)) return true;',
      'if (signature.length === SIGNATURE_LENGTH) return true;',
    ],
  ]),
  group(ML_DSA, 'mldsa.ts', [
    [
      'if (random === undefined) return use(false);',
      'if (random === undefined) return use(new Uint8Array(32).fill(1));',
    ],
    [
      'scheme.sign(message, secretKey, { context, extraEntropy })',
      'scheme.sign(message, secretKey, { context: Uint8Array.of(0), extraEntropy })',
    ],
  ]),
  group(ML_DSA, 'mldsa-key.ts', [
    ["'ML-DSA-65': { scheme: ml_dsa65,", "'ML-DSA-65': { scheme: ml_dsa44,"],
    [
      'return scheme.keygen(seed) as MlDsaKeys;',
      'return scheme.keygen(seed.slice().reverse()) as MlDsaKeys;',
    ],
  ]),
  group(ML_KEM, 'mlkem.ts', [
    [
      'schemeOf(parameterSet).encapsulate(key, message);',
      'schemeOf(parameterSet).encapsulate(key, message.slice().reverse());',
    ],
    ['.decapsulate(ciphertext, secretKey)', '.decapsulate(ciphertext.slice().fill(0, -1), secretKey)'],
  ]),
  group(ML_KEM, 'mlkem-expansion.ts', [
    ["'ML-KEM-768': ml_kem768,", "'ML-KEM-768': ml_kem1024,"],
    [
      'return scheme.keygen(seed) as MlKemKeys;',
      'return scheme.keygen(seed.slice().reverse()) as MlKemKeys;',
    ],
  ]),
  group(ML_KEM, 'mlkem-key.ts', [['const MODULUS = 3329;', 'const MODULUS = 3328;']]),
];
