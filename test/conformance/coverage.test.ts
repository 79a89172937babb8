/**
 * That nothing of the suite was left out: every operation has its file, every recorded row its operation, every cell its key.
 *
 * @module
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPERATION_NAMES } from '../operations/requests.ts';
import { cellsOf, STATES } from './cells.ts';
import { RECORDED } from './conformance.ts';

/** The file of an operation. */
const fileOf = (operation: string): string =>
  `${operation.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.test.ts`;

describe('the conformance suite', () => {
  it('has one file for every operation', () => {
    const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.test.ts'));
    const others = ['coverage.test.ts', 'sdk-model.test.ts'];
    expect(files.filter((file) => !others.includes(file))).toEqual(OPERATION_NAMES.map(fileOf).sort());
  });

  it('knows all recorded rows: 67 of AWS KMS, 5 that Amazon S3 passed on, and 30 that others published', () => {
    const numbers = [
      ...Array.from({ length: 67 }, (_, i) => String(i + 1)),
      'S3-1',
      'S3-2',
      'S3-3',
      'S3-4',
      'S3-5',
      ...Array.from({ length: 44 }, (_, i) => `P-${i + 1}`),
    ];
    expect(RECORDED.map(({ row }) => row)).toEqual(numbers);
    expect(RECORDED.filter(({ operation }) => !OPERATION_NAMES.includes(operation))).toEqual([]);
  });

  it('asks in every cell of the table that can exist: 46 operations, 8 states, 25 kinds of keys', () => {
    const cells = OPERATION_NAMES.flatMap((operation) =>
      STATES.flatMap((state) => cellsOf(operation, state).map((cell) => cell.state)),
    );
    const count = (state: string): number => cells.filter((one) => one === state).length;
    // The three operations of imports ask 19 kinds with imported material, and all 25 of other origin where it says so.
    const imports = 43 * 25 + 3 * 19;
    expect(count('Enabled')).toBe(imports + 3 * 25);
    expect(count('Disabled')).toBe(imports + 3 * 25);
    expect(count('PendingDeletion')).toBe(imports + 3 * 25);
    expect(count('PendingReplicaDeletion')).toBe(imports + 3 * 25);
    expect(count('Creating')).toBe(imports);
    expect(count('Updating')).toBe(imports);
    expect(count('PendingImport')).toBe(46 * 19);
    // 11 operations are for keys that no custom key store holds.
    expect(count('Unavailable')).toBe(46 - 11);
  });
});
