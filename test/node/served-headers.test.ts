import { describe, expect, it } from 'vitest';
import { ServedHeaders } from '../../src/node/served-headers.ts';

const RAW = [
  'Host',
  'localhost',
  'X-One',
  'a',
  'authorization',
  'first',
  'x-one',
  'b',
  'Authorization',
  'second',
];

function whole(): Headers {
  const headers = new Headers();
  for (let i = 0; i < RAW.length; i += 2) headers.append(RAW[i] as string, RAW[i + 1] as string);
  return headers;
}

describe('served headers', () => {
  it.each(['host', 'HOST', 'X-One', 'authorization', 'absent', '__proto__', 'constructor'])(
    'are looked up as in the web’s Headers, repeated ones joined: %s',
    (name) => {
      const served = new ServedHeaders(RAW);
      expect(served.get(name)).toBe(whole().get(name));
      expect(served.has(name)).toBe(whole().has(name));
    },
  );

  it('are walked as the web’s Headers are', () => {
    const served = new ServedHeaders(RAW);
    expect([...served]).toEqual([...whole()]);
    expect([...served.keys()]).toEqual([...whole().keys()]);
    expect([...served.values()]).toEqual([...whole().values()]);
    const seen: string[][] = [];
    served.forEach((value, key) => {
      seen.push([key, value]);
    });
    expect(seen).toEqual([...whole()]);
  });

  it('can be changed, and are then what they were changed to', () => {
    const served = new ServedHeaders(RAW);
    served.set('x-one', 'c');
    served.append('x-two', 'd');
    served.append('set-cookie', 'e=f');
    served.delete('host');
    expect([served.get('x-one'), served.get('x-two'), served.get('host')]).toEqual(['c', 'd', null]);
    expect(served.getSetCookie()).toEqual(['e=f']);
    expect(RAW).toContain('localhost');
  });
});
