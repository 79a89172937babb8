import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readVersion } from '../../src/node/version.ts';

it('the version is the one of package.json', () => {
  expect(readVersion()).toBe(
    (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
  );
});
