import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKms, SeedError } from '../../src/index.ts';
import { readSeedFile, SeedFileError, withSeedLines } from '../../src/node/seed-file.ts';
import { temporaryFolder } from './process.ts';

const folder = temporaryFolder();
let files = 0;
async function write(text: string, name = `seed-${++files}.yaml`): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const YAML = `# keys for tests
account: "111122223333"
keys:
  - id: bc436485-5092-42b8-92a3-0aa8b93536dc
    material: AA==
    tags:
      cost: "5"
  - {id: bc436485-5092-42b8-92a3-0aa8b93536dd}
`;

describe('a seed file', () => {
  it('holds the same in YAML and in JSON', async () => {
    const yaml = await readSeedFile(await write(YAML));
    const json = await readSeedFile(await write(JSON.stringify(yaml.document, undefined, '\t'), 'seed.json'));
    expect(json.document).toEqual(yaml.document);
    expect(yaml.document).toEqual({
      account: '111122223333',
      keys: [
        { id: 'bc436485-5092-42b8-92a3-0aa8b93536dc', material: 'AA==', tags: { cost: '5' } },
        { id: 'bc436485-5092-42b8-92a3-0aa8b93536dd' },
      ],
    });
  });

  it.each([
    [['keys', 0, 'material'], '5:15'],
    [['keys', 0, 'tags', 'cost'], '7:13'],
    [['keys', 0, 'spec'], '4:5'],
    [['keys', 1], '8:5'],
    [['keys', 1, 'id'], '8:10'],
    [[], '1:1'],
  ] as const)('knows where %j stands, or what should hold it', async (path, place) => {
    const file = await write(YAML);
    expect((await readSeedFile(file)).placeOf(path)).toBe(`${file}:${place}`);
  });

  it.each([
    ['keys:\n\t- x\n', '2:1'],
    ['keys: [\n', '2:1'],
    ['keys: 1\nkeys: 2\n', '2:1'],
    ['keys: *nobody\n', ' Unresolved alias'],
    ['keys: !secret x\n', '1:7'],
    ['{"keys": ["x]}', '1:'],
  ])('that is no YAML is refused with line and column: %j', async (text, place) => {
    const file = await write(text);
    const call = readSeedFile(file);
    await expect(call).rejects.toThrow(SeedFileError);
    await expect(call).rejects.toThrow(`${file}:${place}`);
  });

  it('that is not there is refused by name', async () => {
    const file = join(folder, 'nowhere.yaml');
    await expect(readSeedFile(file)).rejects.toThrow(`The seed file ${file} cannot be read: ENOENT`);
  });

  it('does not unfold without end', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}*l${i}]`,
    );
    const file = await write(['l0: &l0 [x]', ...levels].join('\n'));
    await expect(readSeedFile(file)).rejects.toThrow(SeedFileError);
  });

  it('has its errors told with file, line, column, path and reason', async () => {
    const file = await write(YAML);
    const seed = await readSeedFile(file);
    const plant = () => withSeedLines(seed, () => createKms({ seed: seed.document }));
    await expect(plant()).rejects.toThrow(
      new SeedFileError(`${file}:5:15: keys[0].material: the key material has 1 bytes, not 32`),
    );
  });

  it('leaves other errors alone, and those of no file', async () => {
    const other = new Error('other');
    await expect(withSeedLines(undefined, () => Promise.reject(other))).rejects.toBe(other);
    const seed = await readSeedFile(await write(YAML));
    await expect(withSeedLines(seed, () => Promise.reject(other))).rejects.toBe(other);
    const own = new SeedError([], 'x');
    await expect(withSeedLines(undefined, () => Promise.reject(own))).rejects.toBe(own);
  });
});
