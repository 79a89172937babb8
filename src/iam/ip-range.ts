/**
 * Addresses and ranges of the Internet Protocol, for IpAddress and NotIpAddress (RFC 4632, RFC 4291 §2.2).
 *
 * @module
 */

/** A range: the bits that count, and their values. */
export interface IpRange {
  /** 4 bytes, or 16. */
  readonly address: readonly number[];
  readonly prefixBits: number;
}

/**
 * An address or a range in CIDR notation; `undefined` when the text is neither.
 *
 * @example
 * parseIpRange('203.0.113.0/24')?.prefixBits; // 24
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [host = '', prefix, ...more] = text.split('/');
  const address = host.includes(':') ? parseIpv6(host) : parseIpv4(host);
  if (address === undefined || more.length > 0) return undefined;
  if (prefix === undefined) return { address, prefixBits: address.length * 8 };
  const prefixBits = parseDecimal(prefix, address.length * 8);
  return prefixBits === undefined ? undefined : { address, prefixBits };
}

/**
 * Whether an address lies in a range; never for one of the other family, nor for a text that is no address.
 *
 * @example
 * isInRange('203.0.113.7', { address: [203, 0, 113, 0], prefixBits: 24 }); // true
 */
export function isInRange(text: string, range: IpRange): boolean {
  const single = parseIpRange(text);
  if (single === undefined || single.address.length !== range.address.length) return false;
  return range.address.every((byte, i) => {
    const bits = Math.min(8, Math.max(0, range.prefixBits - 8 * i));
    return (byte ^ (single.address[i] as number)) >> (8 - bits) === 0;
  });
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.').map((part) => parseDecimal(part, 255));
  return parts.length === 4 && !parts.includes(undefined) ? (parts as number[]) : undefined;
}

/** Eight groups; one `::` stands for as many zero groups as are missing; the last two may be written as IPv4. */
function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::').map((half, i, all) => parseGroups(half, i === all.length - 1));
  if (halves.length > 2 || halves.includes(undefined)) return undefined;
  const [head = [], tail] = halves as number[][];
  if (tail === undefined) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - tail.length;
  return missing < 2 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes = groups.map((group, i) => {
    if (group.includes('.')) return atEnd && i === groups.length - 1 ? parseIpv4(group) : undefined;
    return /^[0-9a-f]{1,4}$/i.test(group)
      ? [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]
      : undefined;
  });
  return bytes.includes(undefined) ? undefined : (bytes as number[][]).flat();
}

/** Without leading zeros, which some readers take for octal. */
function parseDecimal(text: string, max: number): number | undefined {
  return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= max ? Number(text) : undefined;
}
