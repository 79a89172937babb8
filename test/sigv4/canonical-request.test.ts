import { describe, expect, it } from 'vitest';
import { canonicalRequest, signedHeaderNames } from '../../src/sigv4/canonical-request.ts';

const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function linesOf(change: { path?: string; query?: string; headers?: [string, string][] }): readonly string[] {
  const request = { method: 'POST', path: '/', query: '', headers: [], payloadHash: HASH, ...change };
  return canonicalRequest(request).split('\n');
}

describe('the canonical request', () => {
  it('is the method, the path, the query, a line for each header, their names and the hash of the body', () => {
    const headers: [string, string][] = [
      ['X-Amz-Date', '20150830T123600Z'],
      ['Host', 'example.amazonaws.com'],
    ];
    // AWS's published example "get-vanilla-query-order-key-case" gives these lines.
    expect(linesOf({ query: 'Param2=value2&Param1=value1', headers })).toEqual([
      'POST',
      '/',
      'Param1=value1&Param2=value2',
      'host:example.amazonaws.com',
      'x-amz-date:20150830T123600Z',
      '',
      'host;x-amz-date',
      HASH,
    ]);
  });

  it.each([
    ['', '/'],
    ['/', '/'],
    ['/a/../b/./c//d/', '/b/c/d/'],
    ['/../../x', '/x'],
    ['/a b', '/a%20b'],
    ['/a%20b', '/a%2520b'],
    ["/~-_.!'()*", '/~-_.%21%27%28%29%2A'],
    ['/é', '/%C3%A9'],
  ])('writes the path %s as %s', (path, canonical) => {
    expect(linesOf({ path })[1]).toBe(canonical);
  });

  it.each([
    ['b=2&a=1', 'a=1&b=2'],
    ['a=2&a=1', 'a=1&a=2'],
    ['flag', 'flag='],
    ['a=b=c', 'a=b%3Dc'],
    ['a=%7e&b=%2f', 'a=~&b=%2F'],
    ['a=%zz', 'a=%25zz'],
    ['%C3%A9=1&z=2', '%C3%A9=1&z=2'],
  ])('writes the query %s as %s', (query, canonical) => {
    expect(linesOf({ query })[2]).toBe(canonical);
  });

  it('writes headers in lower case, in order, without needless blanks, and joins those that come twice', () => {
    const headers: [string, string][] = [
      ['My-Header', '  a   b  '],
      ['Host', 'h'],
      ['my-header', 'c'],
    ];
    expect(linesOf({ headers }).slice(3)).toEqual(['host:h', 'my-header:a b,c', '', 'host;my-header', HASH]);
    expect(signedHeaderNames({ headers })).toBe('host;my-header');
  });
});
