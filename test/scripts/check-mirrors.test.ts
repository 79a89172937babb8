/** The mirror of sources and tests. */
import { describe, expect, it } from 'vitest';
import { missingTwins } from '../../scripts/check-mirrors.ts';

const CODE = 'export const answer: number = 42;';

describe('mirrors', () => {
  it('wants a test for a source, at the same place', () => {
    const sources = new Map([['src/kms/key.ts', CODE]]);
    expect(missingTwins(sources, ['test/kms/key.test.ts'])).toEqual([]);
    expect(missingTwins(sources, [])).toEqual(['src/kms/key.ts has no test/kms/key.test.ts']);
  });

  it('wants a source for a test', () => {
    expect(missingTwins(new Map(), ['test/kms/gone.test.ts'])).toEqual([
      'test/kms/gone.test.ts has no src/kms/gone.ts',
    ]);
    expect(missingTwins(new Map(), ['test/journeys/any.test.ts'])).toEqual([]);
  });

  it('mirrors scripts as well', () => {
    const sources = new Map([['scripts/count.ts', CODE]]);
    expect(missingTwins(sources, ['test/scripts/count.test.ts'])).toEqual([]);
    expect(missingTwins(sources, [])).toHaveLength(1);
  });

  it('wants no test for types alone', () => {
    const types = "import type { A } from './a.ts';\nexport interface B extends A {}\nexport type C = B;";
    expect(missingTwins(new Map([['src/kms/b.ts', types]]), [])).toEqual([]);
    expect(missingTwins(new Map([['src/kms/b.ts', `${types}\n${CODE}`]]), [])).toHaveLength(1);
  });

  it('complains about an excuse that is no longer needed', () => {
    const sources = new Map([['src/crypto/errors.ts', CODE]]);
    expect(missingTwins(sources, [])).toEqual([]);
    expect(missingTwins(sources, ['test/crypto/errors.test.ts'])).toHaveLength(1);
  });
});
