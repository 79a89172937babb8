import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/node/flags.ts';
import { readQuotas } from '../../src/node/quotas-file.ts';
import { temporaryFolder } from './process.ts';

const folder = temporaryFolder();
const file = (text: string): string => {
  const path = join(folder, 'quotas.json');
  writeFileSync(path, text);
  return path;
};

describe('the value of --quotas', () => {
  it('is off, AWS’s own, or rates in a file', async () => {
    expect(await readQuotas('off')).toBeUndefined();
    expect(await readQuotas('aws')).toEqual({});
    expect(await readQuotas(file('{"symmetric": 5, "CreateKey": 0.5}'))).toEqual({
      symmetric: 5,
      CreateKey: 0.5,
    });
  });

  it.each([
    '',
    '[]',
    'null',
    '{"encrypt": 1}',
    '{"symmetric": 0}',
    '{"symmetric": "5"}',
    '{"symmetric": -1}',
  ])('is refused as a file of %j', async (text) => {
    await expect(readQuotas(file(text))).rejects.toThrow(UsageError);
  });

  it('says which file cannot be read', async () => {
    await expect(readQuotas(join(folder, 'none'))).rejects.toThrow(/none \(ENOENT\)\.$/);
  });
});
