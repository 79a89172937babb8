/**
 * How values are written in the page: times in UTC, names of members as words, sizes, money.
 *
 * @module
 */

/**
 * A time of an answer, in UTC to the second.
 *
 * @param seconds Since 1970, as JSON has it.
 *
 * @example
 * formatTime(1.5); // '1970-01-01 00:00:01 UTC'
 */
export function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Members whose numbers are times. */
const TIMES = /(Date|ValidTo|Time|Timestamp)$/;

/**
 * Whether a member of an answer is a time.
 *
 * @example
 * isTimeName('CreationDate'); // true
 */
export function isTimeName(name: string): boolean {
  return TIMES.test(name);
}

/**
 * A member's name as words; what AWS abbreviates stays as it is.
 *
 * @example
 * wordsOf('KeyId'); // 'Key ID'
 */
export function wordsOf(name: string): string {
  const own = OWN_WORDS[name];
  if (own !== undefined) return own;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ');
  return words.map((word, i) => ABBREVIATIONS[word] ?? (i === 0 ? word : lowerFirst(word))).join(' ');
}

const OWN_WORDS: Readonly<Record<string, string>> = {
  MultiRegion: 'Multi-Region',
  MultiRegionConfiguration: 'Multi-Region configuration',
  MultiRegionKeyType: 'Multi-Region key type',
  ReplicaRegion: 'Replica Region',
  PrimaryRegion: 'Primary Region',
};

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  Id: 'ID',
  Arn: 'ARN',
  Xks: 'XKS',
  Uri: 'URI',
  Vpc: 'VPC',
  Hsm: 'HSM',
  Mac: 'MAC',
  AWS: 'AWS',
  KMS: 'KMS',
};

function lowerFirst(word: string): string {
  return /^[A-Z][A-Z]/.test(word) ? word : word.charAt(0).toLowerCase() + word.slice(1);
}

/**
 * A count, with a space between thousands.
 *
 * @example
 * formatCount(1234567); // '1\u202f234\u202f567'
 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/**
 * Money in US dollars: cents, or as many digits as a small price needs.
 *
 * @example
 * formatUsd(0.000003); // '$0.000003'
 */
export function formatUsd(usd: number): string {
  if (usd === 0 || usd >= 0.01) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(6).replace(/0+$/, '')}`;
}

/**
 * A long id with its middle left out, for places where it is only told apart.
 *
 * @example
 * shorten('0123456789abcdef0123456789abcdef', 12); // '012345…bcdef'
 */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (length - 1 - head))}`;
}
