/**
 * Mutated lines against the vector port: every line is answered by one JSON object, errors are the documented ones, and
 * nothing that was changed is opened, unwrapped, decrypted or found valid.
 */
import { toHex } from '../../src/bytes/hex.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import type { KeyPair } from '../../src/crypto/primitives.ts';
import { hostRandom } from '../../src/crypto/random.ts';
import { createVectorPort } from '../../src/crypto/vector-port.ts';
import { numbers } from '../crypto/mutation.ts';

type Members = Readonly<Record<string, unknown>>;
type Below = (bound: number) => number;

/** What docs/VECTORS.md names. */
const ERRORS = ['AuthenticationError', 'InvalidKeyError', 'RangeError', 'TypeError'];

/** One line in so many is of an operation that takes milliseconds. */
const SLOW_SHARE = 50;

const random = hostRandom();
const fresh = (length: number): string => toHex(random(length));

/** Well-formed lines: the fast operations, and the slow ones. */
async function seedLines(engine: Engine): Promise<{ readonly fast: Members[]; readonly slow: Members[] }> {
  const port = createVectorPort(engine, random);
  const ask = async (line: Members): Promise<Members> => JSON.parse(await port(JSON.stringify(line)));
  const pairOf = (pair: KeyPair): Members => ({
    privateKey: toHex(pair.privateKey),
    publicKey: toHex(pair.publicKey),
  });
  const gcm = { alg: 'AES-GCM', key: fresh(32), nonce: fresh(12), aad: fresh(5) };
  const wrap = { key: fresh(32), plaintext: fresh(16) };
  const mac = { alg: 'HMAC', hash: 'SHA-256', key: fresh(20), message: fresh(9) };
  const sealed = await ask({ ...gcm, op: 'seal', plaintext: fresh(7) });
  const kw = await ask({ alg: 'AES-KW', op: 'wrap', ...wrap });
  const kwp = await ask({ alg: 'AES-KWP', op: 'wrap', ...wrap });
  const fixed = { fixedInput: fresh(8), counterBits: 8, counterLocation: 3, length: 40 };
  const fast: Members[] = [
    { ...gcm, op: 'seal', plaintext: fresh(7), tagLength: 12 },
    { ...gcm, op: 'open', ...sealed },
    { alg: 'AES-KW', op: 'wrap', ...wrap },
    { alg: 'AES-KW', op: 'unwrap', key: wrap.key, ...kw },
    { alg: 'AES-KWP', op: 'unwrap', key: wrap.key, ...kwp },
    { alg: 'AES', op: 'encrypt-block', key: fresh(32), plaintext: fresh(16) },
    { alg: 'SHA-512', op: 'digest', message: fresh(9), length: 64 },
    { alg: 'SHAKE-256', op: 'digest', message: fresh(9), length: 99 },
    { ...mac, op: 'mac' },
    { ...mac, op: 'verify', ...(await ask({ ...mac, op: 'mac' })) },
    { alg: 'HKDF', op: 'derive', hash: 'SHA-384', ikm: fresh(9), salt: fresh(3), info: '', length: 50 },
    { alg: 'KBKDF-CTR-HMAC', op: 'derive', hash: 'SHA-256', key: fresh(16), ...fixed },
  ];
  const [rsa, ec, ed] = [await engine.use('rsa'), await engine.use('ec'), await engine.use('ed25519')];
  const rsaKeys = pairOf(await rsa.generateKey(2048, random));
  const ecKeys = pairOf(await ec.generateKey('P-256', random));
  const edKeys = pairOf(await ed.generateKey(random));
  const seed = fresh(32);
  const [rsaPublic, ecPublic, edPublic] = [rsaKeys, ecKeys, edKeys].map(({ publicKey }) => ({ publicKey }));
  const ecdsa = { alg: 'ECDSA', curve: 'P-256', hash: 'SHA-256', encoding: 'p1363', message: fresh(3) };
  const pss = { alg: 'RSA-PSS', hash: 'SHA-256', mgfHash: 'SHA-1', saltLength: 9, message: fresh(3) };
  const oaep = { alg: 'RSA-OAEP', hash: 'SHA-1', mgfHash: 'SHA-256', label: fresh(2) };
  const eddsa = { alg: 'Ed25519', message: fresh(3) };
  const mlDsa = { alg: 'ML-DSA', parameterSet: 'ML-DSA-44', message: fresh(3), context: fresh(2) };
  const { publicKey } = await ask({ ...mlDsa, op: 'keygen', seed });
  const mlKem = { alg: 'ML-KEM', parameterSet: 'ML-KEM-512' };
  const kemSeed = fresh(64);
  const { publicKey: kemPublic } = await ask({ ...mlKem, op: 'keygen', seed: kemSeed });
  const { ciphertext: sealedSecret } = await ask({ ...mlKem, op: 'encapsulate', publicKey: kemPublic });
  const { ciphertext } = await ask({ ...oaep, op: 'encrypt', ...rsaPublic, plaintext: fresh(4) });
  const slow: Members[] = [
    { ...pss, op: 'sign', privateKey: rsaKeys['privateKey'] },
    { ...pss, op: 'verify', ...rsaPublic, ...(await ask({ ...pss, op: 'sign', ...rsaKeys })) },
    { ...oaep, op: 'decrypt', privateKey: rsaKeys['privateKey'], ciphertext },
    { ...ecdsa, op: 'sign', privateKey: ecKeys['privateKey'] },
    { ...ecdsa, op: 'verify', ...ecPublic, ...(await ask({ ...ecdsa, op: 'sign', ...ecKeys })) },
    { alg: 'ECDH', op: 'derive', curve: 'P-256', ...ecKeys },
    { ...eddsa, op: 'sign', privateKey: edKeys['privateKey'] },
    { ...eddsa, op: 'verify', ...edPublic, ...(await ask({ ...eddsa, op: 'sign', ...edKeys })) },
    { alg: 'ML-DSA', op: 'keygen', parameterSet: 'ML-DSA-44', seed },
    { ...mlKem, op: 'keygen', seed: kemSeed },
    { ...mlKem, op: 'encapsulate', publicKey: kemPublic, message: fresh(32) },
    { ...mlKem, op: 'decapsulate', seed: kemSeed, ciphertext: sealedSecret },
    {
      ...mlDsa,
      op: 'verify',
      publicKey,
      ...(await ask({ ...mlDsa, op: 'sign', seed, deterministic: false })),
    },
  ];
  return { fast, slow };
}

const VALUES = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  2 ** 24,
  2 ** 53,
  '',
  '0',
  '00',
  'zz',
  [],
  {},
  ['00'],
  'SHA-1',
  '__proto__',
];
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'key',
  'op',
  'alg',
  'length',
  'tag',
  'mu',
  'n',
  'e',
  'seed',
];
const CHARACTERS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '0',
  'f',
  'F',
  ' ',
  '\u0000',
  '\n',
  'é',
  '\ud800',
  '-',
  'e',
];

/** One member gets another value, another name, or goes. */
function mutateMembers(members: Members, below: Below): string {
  const entries = Object.entries(members);
  const [name, value] = entries[below(entries.length)];
  const copy: [string, unknown][] = entries.filter(([other]) => other !== name);
  const choice = below(4);
  if (choice === 0) copy.push([name, VALUES[below(VALUES.length)]]);
  if (choice === 1) copy.push([NAMES[below(NAMES.length)], value]);
  if (choice === 2) copy.push([name, typeof value === 'string' ? mutateText(value, below) : value]);
  return `{${copy.map(([key, held]) => `${JSON.stringify(key)}:${JSON.stringify(held)}`).join(',')}}`;
}

/** A character is changed, put in, taken out, or a stretch is cut or doubled. */
function mutateText(text: string, below: Below): string {
  const at = below(text.length + 1);
  const end = at + below(8);
  const character = CHARACTERS[below(CHARACTERS.length)];
  const mutations = [
    () => text.slice(0, at) + character + text.slice(at + 1),
    () => text.slice(0, at) + character + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.slice(0, at),
    () => text.slice(0, end) + text.slice(at),
    () => text.slice(0, at) + text.slice(end),
  ];
  return mutations[below(mutations.length)]();
}

/** Whether every input of the line is the seed's: hexadecimal in either case, a tag cut short, further members ignored. */
function saysTheSame(line: string, seed: Members): boolean {
  const read = JSON.parse(line) as Members;
  return Object.entries(seed).every(([name, value]) => {
    const mutated = Object.hasOwn(read, name) ? read[name] : undefined;
    if (typeof value === 'string' && typeof mutated === 'string') {
      const same = mutated.toLowerCase();
      return same === value.toLowerCase() || (name === 'tag' && isLeftmost(same, value));
    }
    return value === mutated;
  });
}

/** The leftmost 4 bytes of a tag, or more, are a tag too, of HMAC as of GCM. */
function isLeftmost(part: string, whole: string): boolean {
  return part.length >= 8 && whole.startsWith(part);
}

/** An answer that lets something through: a plaintext, or a verdict of true. */
function accepts(seed: Members, answer: Members): boolean {
  if (answer['valid'] === true) return true;
  return ['open', 'unwrap', 'decrypt'].includes(String(seed['op'])) && answer['plaintext'] !== undefined;
}

/** How many lines were answered in which way. */
export interface FuzzCounts {
  readonly done: number;
  readonly refused: number;
  readonly unsupported: number;
}

/**
 * Sends so many mutated lines.
 *
 * @throws {Error} An answer breaks a rule; with the line and the answer.
 */
export async function fuzzPort(engine: Engine, runs: number, seed: number): Promise<FuzzCounts> {
  const { fast, slow } = await seedLines(engine);
  const port = createVectorPort(engine, random);
  const below = numbers(seed);
  const counts = { done: 0, refused: 0, unsupported: 0 };
  for (let run = 0; run < runs; run++) {
    const from = below(SLOW_SHARE) === 0 ? slow : fast;
    const members = from[below(from.length)];
    let line = below(2) === 0 ? mutateMembers(members, below) : JSON.stringify(members);
    for (let i = below(3); i > 0; i--) line = mutateText(line, below);
    const text = await port(line);
    const fault = faultOf(line, members, text);
    if (fault !== undefined) throw new Error(`${fault}\nline: ${line}\nanswer: ${text}`);
    const answer = JSON.parse(text) as Members;
    if (answer['error'] !== undefined) counts.refused++;
    else if (answer['unsupported'] === true) counts.unsupported++;
    else counts.done++;
  }
  return counts;
}

function faultOf(line: string, seed: Members, text: string): string | undefined {
  if (text.includes('\n')) return 'the answer is more than a line';
  const { id, ...answer } = JSON.parse(text) as Members;
  const names = Object.keys(answer);
  if (names.length === 0) return 'the answer says nothing';
  if (answer['error'] !== undefined) {
    return names.length === 1 && ERRORS.includes(String(answer['error']))
      ? undefined
      : 'not an error of the table';
  }
  return accepts(seed, answer) && !saysTheSame(line, seed) ? 'something changed was let through' : undefined;
}
