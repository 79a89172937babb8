/**
 * A corpus of requests that are none, or that two servers could read in two ways: each hides a second request, and a server
 * that answers it, or answers twice, has been smuggled through.
 *
 * Sources of the kinds: RFC 9112 §2-§7 and §11.2; the advisories CVE-2022-32213, -32214, -32215, CVE-2022-35256,
 * CVE-2023-30589 and CVE-2024-27982 of Node.js.
 *
 * @module
 */

/** One case: the bytes as Latin-1. */
export interface MalformedRequest {
  readonly kind: string;
  readonly name: string;
  readonly bytes: string;
}

const HOST = 'Host: localhost';
const AWS = 'Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: TrentService.ListKeys';
/** What must never be answered. */
const HIDDEN = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';
const CHUNKS = `2\r\n{}\r\n0\r\n\r\n`;

const post = (headers: string, body = ''): string =>
  `POST / HTTP/1.1\r\n${HOST}\r\n${AWS}\r\n${headers}\r\n\r\n${body}`;
const show = (text: string): string => JSON.stringify(text).slice(0, 60);

function casesOf<T extends string | readonly string[]>(
  kind: string,
  variants: readonly T[],
  bytes: (variant: T) => string,
): readonly MalformedRequest[] {
  return variants.map((variant) => ({ kind, name: show(String(variant)), bytes: bytes(variant) }));
}

const CONTROLS = [0, 1, 7, 8, 11, 12, 14, 27, 31, 127].map((code) => String.fromCharCode(code));

const ENCODINGS = [
  'chunked',
  'Chunked',
  'CHUNKED',
  'chunked, identity',
  'identity, chunked',
  'gzip, chunked',
  'chunked, chunked',
  'identity',
  'xchunked',
  'chunkedx',
  'chunked;q=1',
  '"chunked"',
  'chunk ed',
  'chunked\u000b',
  'chunked\u000c',
  '\u000bchunked',
  ',chunked',
  'chunked,',
];

/** Without a length: what says how long the body is must be `chunked`, last and once. */
const BAD_ENCODINGS = ENCODINGS.filter(
  (encoding) => !/^(chunked|gzip, chunked|identity, chunked|,chunked)$/i.test(encoding),
);

const BAD_LENGTHS = [
  '+2',
  '-1',
  '-2',
  '2 2',
  '2,2',
  '2, 2',
  '0x2',
  '2abc',
  'abc',
  '',
  ' ',
  '2;',
  '1e1',
  '2.0',
  '"2"',
  '99999999999999999999',
  '18446744073709551618',
  '\u00b2',
  '2\u000b',
  '2\u0000',
];

const BAD_SIZES = [
  'g',
  '-2',
  '+2',
  '0x2',
  ' 2',
  '2 2',
  '',
  ';',
  '2,2',
  'ffffffffffffffffff',
  '10000000000000002',
  '2\n',
  '2\r',
  '2;a\n',
  '2;a\u0000b',
  '2;\u0001',
  '\u0000',
  '2"',
];

/** Several spaces between the parts are not here: RFC 9112 §3 lets a recipient read them, and they hide nothing. */
const BAD_LINES = [
  'POST\t/ HTTP/1.1',
  'POST /\tHTTP/1.1',
  'POST / HTTP/1.1 ',
  'POST / HTTP/1.1 x',
  'POST /a b HTTP/1.1',
  'POST HTTP/1.1',
  'POST /',
  'POST / ',
  '/ HTTP/1.1',
  ' POST / HTTP/1.1',
  'P@ST / HTTP/1.1',
  'POST\u0000 / HTTP/1.1',
  'SMUGGLE / HTTP/1.1',
  'post / HTTP/1.1',
  'Post / HTTP/1.1',
  'PRI * HTTP/2.0',
  'POST / HTTP/2.0',
  'POST / HTTP/3.0',
  'POST / HTTP/1.2',
  'POST / HTTP/0.9',
  'POST / HTTP/11',
  'POST / HTTP/1',
  'POST / HTTP/1.',
  'POST / HTTP/.1',
  'POST / HTTP/1.1.1',
  'POST / HTTP/ 1.1',
  'POST / http/1.1',
  'POST / HTTPS/1.1',
  'POST / XTTP/1.1',
  'POST /\u0000 HTTP/1.1',
  'POST /\u0001 HTTP/1.1',
  'POST /\u007f HTTP/1.1',
  'POST / HTTP/1.1\rX: y',
  'GET / HTTP/1.1\u0000',
  '{"a":1}',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
];

const BAD_FIELDS = [
  'X : y',
  'X\t: y',
  ' X: y',
  '\tX: y',
  'X: y\r\n folded',
  'X: y\r\n\tfolded',
  'X',
  ': y',
  'X y: z',
  'X@: y',
  'X[: y',
  'X(: y',
  'X"y": z',
  'X\u00e9: y',
  'X: a\rb',
  'X: a\nTransfer-Encoding: chunked',
  'X: a\rTransfer-Encoding: chunked',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding\t: chunked',
  'Transfer-Encoding\u000b: chunked',
  'Transfer-Encoding\u0000: chunked',
  ' Transfer-Encoding: chunked',
  'X: y\r\n Transfer-Encoding: chunked',
  'Transfer-Encoding:\r\n chunked',
  'Content-Length : 2',
  ' Content-Length: 2',
  'Content-Length:\r\n 2',
  'Content-Length\u0000: 2',
  ...CONTROLS.map((control) => `X${control}: y`),
  ...CONTROLS.map((control) => `X: y${control}z`),
];

const BAD_HOSTS = [
  '',
  'Host: evil.example',
  'Host: localhost.evil.example',
  'Host: localhost, evil.example',
  'Host: evil.example, localhost',
  'Host: localhost evil.example',
  'Host: user@localhost',
  'Host: localhost@evil.example',
  'Host: localhost/evil',
  'Host: localhost#',
  'Host: localhost:80:80',
  'Host: localhost:http',
  'Host: [::1',
  'Host: ::1]',
  'Host: [evil.example]',
  'Host: localhost\u0000',
  'Host: \u0000localhost',
  'Host : localhost',
  ' Host: localhost',
  'Host: localhost\r\nHost: localhost',
  'Host: localhost\r\nHost: evil.example',
  'Host: evil.example\r\nHost: localhost',
  'Host: localhost\r\nhost: localhost',
  'Host:\r\n localhost',
];

/** Every case. */
export const MALFORMED: readonly MalformedRequest[] = [
  ...casesOf('length and encoding', ENCODINGS, (encoding) =>
    post(`Content-Length: ${CHUNKS.length}\r\nTransfer-Encoding: ${encoding}`, CHUNKS + HIDDEN),
  ),
  ...casesOf('encoding and length', ENCODINGS, (encoding) =>
    post(`Transfer-Encoding: ${encoding}\r\nContent-Length: 4`, CHUNKS + HIDDEN),
  ),
  ...casesOf('encoding', BAD_ENCODINGS, (encoding) =>
    post(`Transfer-Encoding: ${encoding}`, CHUNKS + HIDDEN),
  ),
  ...casesOf('length', BAD_LENGTHS, (length) => post(`Content-Length: ${length}`, `{}${HIDDEN}`)),
  ...casesOf('two lengths', ['2', '0', '02', '3', '40', '+2'], (length) =>
    post(`Content-Length: 2\r\nContent-Length: ${length}`, `{}${HIDDEN}`),
  ),
  ...casesOf('size of a chunk', BAD_SIZES, (size) =>
    post('Transfer-Encoding: chunked', `${size}\r\n{}\r\n0\r\n\r\n${HIDDEN}`),
  ),
  ...casesOf(
    'framing of a chunk',
    [
      '2\r\n{}0\r\n\r\n',
      '2\r\n{}\n0\r\n\r\n',
      '2\r\n{}\r0\r\n\r\n',
      '2\n{}\r\n0\r\n\r\n',
      '2\r\n{}xx0\r\n\r\n',
      '1\r\n{}\r\n0\r\n\r\n',
    ],
    (chunks) => post('Transfer-Encoding: chunked', chunks + HIDDEN),
  ),
  ...casesOf('trailer', ['X : y', 'X', ' X: y', 'X\u0000: y', 'X: y\u0000', ': y', 'X: a\rb'], (trailer) =>
    post('Transfer-Encoding: chunked', `2\r\n{}\r\n0\r\n${trailer}\r\n\r\n${HIDDEN}`),
  ),
  ...casesOf(
    'request line',
    BAD_LINES,
    (line) => `${line}\r\n${HOST}\r\n${AWS}\r\nContent-Length: 2\r\n\r\n{}${HIDDEN}`,
  ),
  ...casesOf('header', BAD_FIELDS, (field) => post(`${field}\r\nContent-Length: 2`, `{}${HIDDEN}`)),
  ...casesOf(
    'host',
    BAD_HOSTS,
    (host) =>
      `POST / HTTP/1.1\r\n${host === '' ? '' : `${host}\r\n`}${AWS}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}${HIDDEN}`,
  ),
  ...casesOf('line ends', ['\n', '\r', '\n\r', '\r\r\n', '\u2028'], (end) =>
    [`POST / HTTP/1.1`, HOST, ...AWS.split('\r\n'), 'Content-Length: 2', '', `{}${HIDDEN}`].join(end),
  ),
  ...casesOf(
    'method',
    ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND'],
    (method) =>
      `${method} / HTTP/1.1\r\n${HOST}\r\n${AWS}\r\nConnection: close\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`,
  ),
  ...casesOf('too much', ['header', 'headers', 'target', 'body'], (what) => {
    if (what === 'header') return post(`X: ${'y'.repeat(20_000)}\r\nContent-Length: 2`, `{}${HIDDEN}`);
    if (what === 'headers') return post(`${'X: y\r\n'.repeat(5_000)}Content-Length: 2`, `{}${HIDDEN}`);
    if (what === 'target') return `POST /${'a'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n\r\n${HIDDEN}`;
    return post(`Connection: close\r\nContent-Length: ${2_000_000}`, HIDDEN);
  }),
];
