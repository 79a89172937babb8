import { describe, expect, it } from 'vitest';
import { hrefOf, readRoute } from '../../src/console/route.ts';

describe('an address of the console', () => {
  it('is read as it was written, whatever is in its parts', () => {
    const path = ['keys', 'arn:aws:kms:eu-west-1:111122223333:key/a b', 'policy'];
    const query = { KeyId: 'alias/é&=#?' };
    expect(readRoute(hrefOf(path, query))).toEqual({ path, query });
  });

  it('may be empty, or no address at all', () => {
    expect(readRoute('')).toEqual({ path: [], query: {} });
    expect(readRoute('#/')).toEqual({ path: [], query: {} });
    expect(readRoute('#/keys/%E0%A4%A').path).toEqual(['keys', '%E0%A4%A']);
  });
});
