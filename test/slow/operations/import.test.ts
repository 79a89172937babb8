/**
 * Every way of importing material: 4 wrapping algorithms, 3 wrapping keys, and each kind of material that they serve.
 *
 * @module
 */
import { expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/crypto/host/node.ts';
import { IMPORT_CASES, importAndUse } from '../../operations/import-matrix.ts';
import { openService } from '../../operations/service.ts';

it('there are 106 ways of importing', () => {
  expect(IMPORT_CASES).toHaveLength(2 * 3 * 10 - 2 + 2 * 3 * 8);
});

it.each(IMPORT_CASES)('$KeySpec by $WrappingAlgorithm with $WrappingKeySpec', async (one) => {
  await importAndUse(await openService({ engine: createNodeEngine() }), one);
});
