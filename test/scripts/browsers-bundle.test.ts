/** What browsers get can be bundled from the sources and the README: found here, before a browser is started. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { listFiles, ROOT } from '../../scripts/sources.ts';
import { bundlePages, codeOf } from '../browsers/bundle.ts';
import { countsOfResults } from '../browsers/report.ts';
import * as runner from '../browsers/test-runner.ts';

test("the pages and workers of the browsers' suite, the README's among them, can be bundled", async () => {
  // In the tree: the page imports the AWS SDK.
  const folder = join(ROOT, 'build', 'browsers-test');
  await mkdir(folder, { recursive: true });
  try {
    expect(Object.values(await bundlePages(folder)).every((length) => length > 0)).toBe(true);
    const made = (await listFiles('.', folder)).filter((path) => path.endsWith('.js'));
    expect(made).toEqual(['kill.js', 'kms-worker.js', 'page.js', 'readme.js', 'shared-worker.js']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('code is found in a page by its mark, and missed aloud', () => {
  const markdown = 'text\n```ts worker\na();\n```\n```ts\nb();\n```\n';
  expect(codeOf(markdown, 'worker')).toBe('a();\n');
  expect(() => codeOf(markdown, 'page')).toThrow('the README shows no page');
});

test('results are counted by how they ended, a browser that ran nothing among them', () => {
  const results = [
    { browser: 'a', title: 'x' },
    { browser: 'a', title: 'y', error: 'wrong' },
    { browser: 'a', title: 'z', skipped: 'no means' },
    { browser: 'b', skipped: 'not here' },
  ];
  expect(countsOfResults(results)).toEqual({ passed: 1, failed: 1, skipped: 2 });
});

describe('the runner of test cases in a page', () => {
  it('runs each case between its preparations, and tells what was wrong in which', async () => {
    const order: string[] = [];
    runner.beforeEach(() => order.push('before'));
    runner.afterEach(() => order.push('after'));
    runner.it('good', () => runner.expect(new Uint8Array([1])).toEqual(new Uint8Array([1])));
    runner.it.each([
      ['one', 1],
      ['two', 2],
    ])('case %s', (_, value) => runner.expect(value).toBe(1));
    runner.it('rejects', () =>
      runner.expect(Promise.reject(new RangeError('x'))).rejects.toThrow(RangeError),
    );
    runner.it('answers', () => runner.expect(Promise.resolve()).rejects.toThrow(RangeError));
    const results = await runner.runCases();
    expect(results.map(({ title, error }) => [title, error])).toEqual([
      ['good', undefined],
      ['case one', undefined],
      ['case two', 'Error: got 2, expected 1'],
      ['rejects', undefined],
      ['answers', 'Error: expected a rejection, got an answer'],
    ]);
    expect(order.slice(0, 2)).toEqual(['before', 'after']);
  });

  it.each([
    [{ a: [1] }, { a: [2] }],
    [new Uint8Array([1]), [1]],
    [{ a: 1 }, {}],
    [undefined, null],
  ])('tells %j from %j', (a, b) => {
    expect(() => runner.expect(a).toEqual(b)).toThrow('expected');
  });
});
