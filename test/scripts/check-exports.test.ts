/** The package's doors: what stands behind a subpath, and who mentions one that is not there. */
import { describe, expect, it } from 'vitest';
import { missingMentions, sourcesBehind } from '../../scripts/check-exports.ts';

const EXPORTS = {
  '.': { types: './dist/index.d.ts', default: './dist/index.js' },
  './store/*': { types: './dist/store/*.d.ts', default: './dist/store/*.js' },
  './package.json': './package.json',
};
const FILES = ['src/index.ts', 'src/store/memory.ts', 'src/store/sqlite.ts', 'package.json'];

describe('sourcesBehind', () => {
  it('finds the file of a subpath, by name and by pattern', () => {
    expect(sourcesBehind('.', EXPORTS, FILES)).toEqual(['src/index.ts']);
    expect(sourcesBehind('./store/memory', EXPORTS, FILES)).toEqual(['src/store/memory.ts']);
    expect(sourcesBehind('./package.json', EXPORTS, FILES)).toEqual(['package.json']);
  });

  it('finds every file of a pattern', () => {
    expect(sourcesBehind('./store/*', EXPORTS, FILES)).toEqual([
      'src/store/memory.ts',
      'src/store/sqlite.ts',
    ]);
  });

  it('finds nothing behind a door that is not there', () => {
    expect(sourcesBehind('./store/postgres', EXPORTS, FILES)).toEqual([]);
    expect(sourcesBehind('./envelope', EXPORTS, FILES)).toEqual([]);
  });
});

describe('missingMentions', () => {
  it('names the page that imports what is not exported', () => {
    const pages = new Map([
      ['README.md', "import { createKms } from 'strongroom';\nimport x from 'strongroom/store/memory';"],
      ['docs/WRONG.md', "import { seal } from 'strongroom/envelope';"],
    ]);
    expect(missingMentions(pages, 'strongroom', EXPORTS, FILES)).toEqual([
      'docs/WRONG.md: strongroom/envelope',
    ]);
  });
});
