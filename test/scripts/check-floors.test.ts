/** The floors: each kind of breach, planted in a small house, is found; the same house without it is clean. */
import { describe, expect, it } from 'vitest';
import { FLOORS, findBreaches, sourceOf } from '../../scripts/check-floors.ts';

const CLEAN: Readonly<Record<string, string>> = {
  'src/bytes/hex.ts': 'export const hex: string = "";',
  'src/bytes/wipe.ts': "import { hex } from './hex.ts';\nexport const wipe: string = hex;",
  'src/crypto/hmac.ts': "import { hex } from '../bytes/hex.ts';\nexport const hmac: string = hex;",
  'src/crypto/host/node.ts':
    "import { createHmac } from 'node:crypto';\nexport const host: unknown = createHmac;",
  'src/store/store.ts': 'export interface Store { readonly name: string }',
  'src/store/memory.ts': "import type { Store } from './store.ts';\nexport type Memory = Store;",
  'src/store/sqlite.ts':
    "import { DatabaseSync } from 'node:sqlite';\nexport const open: unknown = DatabaseSync;",
  'src/kms/key.ts': "import { hmac } from '../crypto/hmac.ts';\nexport const key: string = hmac;",
  'src/aws/json11.ts': "import { key } from '../kms/key.ts';\nexport const json: string = key;",
  'src/node/server.ts': "import { parse } from 'yaml';\nexport const s: unknown = parse;",
  'src/index.ts': "export { json } from './aws/json11.ts';",
};

const EXPORTS = {
  '.': { types: './dist/index.d.ts', default: './dist/index.js' },
  './node': { default: './dist/node/server.js' },
  './store/*': { default: './dist/store/*.js' },
  './crypto/*': { default: './dist/crypto/*.js' },
  './package.json': './package.json',
};

/** The rules broken when some files of the clean house are replaced: `file:line: rule`. */
function rulesBroken(
  planted: Readonly<Record<string, string>>,
  subpaths: object = EXPORTS,
): readonly string[] {
  const sources = new Map(Object.entries({ ...CLEAN, ...planted }));
  return findBreaches(sources, FLOORS, subpaths).map(({ file, line, rule }) => `${file}:${line}: ${rule}`);
}

describe('the floor table', () => {
  it('accepts imports of the own room and of lower floors', () => {
    expect(rulesBroken({})).toEqual([]);
  });

  it.each([
    ['a plain import', "import { key } from '../kms/key.ts';"],
    ['a type-only import', "import type { Key } from '../kms/key.ts';"],
    ['a re-export', "export { key } from '../kms/key.ts';"],
    ['a re-export of everything', "export * from '../kms/key.ts';"],
    ['a dynamic import', "export const load = () => import('../kms/key.ts');"],
    ['a dynamic import by template', 'export const load = () => import(`../kms/key.ts`);'],
    ['an import in a type', "export type K = import('../kms/key.ts').Key;"],
    ['an import for its effects', "import '../kms/key.ts';"],
  ])('refuses %s that climbs, and names file and line', (_kind, text) => {
    const [breach] = rulesBroken({ 'src/bytes/hex.ts': `/** A file. */\n${text}` });
    expect(breach).toBe('src/bytes/hex.ts:2: imports src/kms/key.ts: climbs from floor 0 to floor 3');
  });

  it('refuses an import that goes sideways', () => {
    const broken = rulesBroken({ 'src/crypto/hmac.ts': "import type { Store } from '../store/store.ts';" });
    expect(broken).toEqual([
      'src/crypto/hmac.ts:1: imports src/store/store.ts: src/crypto/ and src/store/ share floor 1 and do not see each other',
    ]);
  });

  it('does not take a comment or a string for an import', () => {
    const text = "// import '../kms/key.ts'\nexport const text: string = `import x from '../kms/key.ts'`;";
    expect(rulesBroken({ 'src/bytes/hex.ts': text })).toEqual([]);
  });

  it('refuses a file that stands in no room, and an import of a file that is not there', () => {
    expect(rulesBroken({ 'src/misc/thing.ts': '' })).toEqual([
      'src/misc/thing.ts:1: stands in no room of the table',
    ]);
    expect(rulesBroken({ 'src/bytes/hex.ts': "import './gone.ts';" })).toEqual([
      'src/bytes/hex.ts:1: imports src/bytes/gone.ts: there is no such file',
    ]);
  });
});

describe('cycles', () => {
  it('refuses two files that import each other, by types alone', () => {
    const broken = rulesBroken({ 'src/bytes/hex.ts': "import type { wipe } from './wipe.ts';" });
    expect(broken).toEqual([
      'src/bytes/wipe.ts:1: closes a cycle: src/bytes/hex.ts -> src/bytes/wipe.ts -> src/bytes/hex.ts',
    ]);
  });

  it('refuses a file that imports itself', () => {
    expect(rulesBroken({ 'src/bytes/hex.ts': "import './hex.ts';" })).toHaveLength(1);
  });

  it('accepts two ways to one file', () => {
    const both = "import '../bytes/hex.ts';\nimport '../bytes/wipe.ts';";
    expect(rulesBroken({ 'src/kms/key.ts': `${both}\nexport const key: string = '';` })).toEqual([]);
  });
});

describe('the machine', () => {
  it.each(['node:fs', 'fs', 'bun:sqlite', 'cloudflare:workers', 'yaml'])(
    'refuses %s outside the host files',
    (specifier) => {
      const broken = rulesBroken({ 'src/kms/key.ts': `import '${specifier}';` }, {});
      expect(broken).toEqual([`src/kms/key.ts:1: imports ${specifier}: only host files meet the machine`]);
    },
  );

  it('refuses a require of it', () => {
    expect(rulesBroken({ 'src/kms/key.ts': "const fs = require('node:fs');" }, {})).toHaveLength(1);
  });

  it('refuses a package that the table does not know, and a computed import', () => {
    expect(rulesBroken({ 'src/kms/key.ts': "import 'left-pad';" }, {})).toHaveLength(1);
    expect(
      rulesBroken({ 'src/kms/key.ts': 'export const load = (x: string) => import(x);' }, {}),
    ).toHaveLength(1);
  });
});

describe('exports for browsers', () => {
  it('refuses one that leads to the machine, and shows the way', () => {
    const planted = { 'src/crypto/hmac.ts': "export const h = () => import('./host/node.ts');" };
    expect(rulesBroken(planted)).toEqual([
      'package.json:1: exports . to browsers, and it leads to the machine: src/index.ts -> src/aws/json11.ts -> src/kms/key.ts -> src/crypto/hmac.ts -> src/crypto/host/node.ts -> node:crypto',
      'package.json:1: exports ./crypto/hmac to browsers, and it leads to the machine: src/crypto/hmac.ts -> src/crypto/host/node.ts -> node:crypto',
    ]);
  });

  it('leaves the exports of hosts alone', () => {
    expect(rulesBroken({}, { './store/sqlite': './dist/store/sqlite.js' })).toEqual([]);
  });

  it('finds the source of a target', () => {
    expect(sourceOf({ default: './dist/aws/fetch-handler.js' })).toBe('src/aws/fetch-handler.ts');
    expect(sourceOf('./package.json')).toBeUndefined();
  });
});
