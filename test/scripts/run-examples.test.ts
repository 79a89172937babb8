/** The examples of the documentation run, and a wrong one is found. */
import { describe, expect, it } from 'vitest';
import { type Example, examplesOf, fencesOf, instrument, runExamples } from '../../scripts/run-examples.ts';

function exampleOf(code: string): Example {
  return { path: 'src/bytes/hex.ts', line: 1, code };
}

describe('collecting', () => {
  it('takes every example of a doc comment, up to the next tag', () => {
    const text =
      '/**\n * Adds.\n *\n * @example\n * add(1); // 2\n *\n * @example\n * add(2);\n * @throws Never.\n */\n';
    expect(examplesOf('src/x.ts', text)).toEqual([
      { path: 'src/x.ts', line: 5, code: 'add(1); // 2' },
      { path: 'src/x.ts', line: 8, code: 'add(2);' },
    ]);
  });

  it('takes the fences of a page that say they run', () => {
    const page = '# Page\n\n```ts run\nconst a = 1; // 1\n```\n\n```ts\nnot(this);\n```\n';
    expect(fencesOf('README.md', page)).toEqual([
      { path: 'README.md', line: 4, code: 'const a = 1; // 1\n' },
    ]);
  });
});

describe('instrument', () => {
  it('turns a literal comment into a check', () => {
    expect(instrument("f(1); // 'a'")).toBe("__equals(f(1), 'a'); // 'a'");
    expect(instrument('f(1); // 1, 0, 2')).toBe('__equals(f(1), [1, 0, 2]); // 1, 0, 2');
    expect(instrument('const a = f(); // true')).toBe('const a = f(); __equals(a, true); // true');
    expect(instrument('f(); // throws RangeError')).toBe(
      "await __throws(async () => (f()), 'RangeError'); // throws RangeError",
    );
  });

  it('leaves prose and the comments of other lines alone', () => {
    for (const code of ['f(); // 32 fresh bytes', '// 1\nf();', 'f();\n// 1', 'if (a) f(); // 1']) {
      expect(instrument(code)).toBe(code);
    }
  });
});

describe('running', () => {
  it('accepts examples that do what they say, with what the file and its room export', async () => {
    const good = [
      "toHex(new Uint8Array([255])); // 'ff'",
      "fromHex('0'); // throws RangeError",
      "toUtf8('a'); // 97",
    ];
    expect(await runExamples(good.map(exampleOf))).toEqual([]);
  });

  it('names file, line and reason of one that does not', async () => {
    const bad = ["toHex(new Uint8Array([255])); // 'fe'", 'nobody();', 'const = 1;'];
    const complaints = await runExamples(bad.map(exampleOf));
    expect(complaints).toHaveLength(3);
    expect(complaints[0]).toMatch(/^src\/bytes\/hex\.ts:1: Error: the comment says 'fe', the value is 'ff'/);
    expect(complaints[1]).toMatch(/nobody is not defined/);
  });

  it('leaves alone the names that an example declares, in braces and brackets too', async () => {
    const own = [
      "const { toHex, ...rest } = { toHex: 'mine' };\ntoHex; // 'mine'",
      'const [fromHex = 3] = [];\nfromHex; // 3',
    ];
    expect(await runExamples(own.map(exampleOf))).toEqual([]);
  });

  it('runs each in isolation', async () => {
    expect(await runExamples(['const a = 1; // 1', 'const a = 2; // 2'].map(exampleOf))).toEqual([]);
  });
});
