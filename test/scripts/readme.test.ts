import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { helpText } from '../../src/node/flags.ts';
import { readVersion } from '../../src/node/version.ts';

test('the README shows the help that the program prints', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const shown = /<!-- cli:start -->\n```text\n([\s\S]*?)\n```\n<!-- cli:end -->/.exec(readme)?.[1];
  expect(shown).toBe(helpText(readVersion()).trimEnd());
});
