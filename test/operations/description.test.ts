import { describe, expect, it } from 'vitest';
import { describeOperations } from '../../src/operations/description.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

const described = describeOperations(OPERATIONS.values());

describe('the description of the operations', () => {
  it('has every row of the table, in its order, with every member of its request', () => {
    expect(described.map(({ name }) => name)).toEqual([...OPERATIONS.keys()]);
    for (const { name, input, output } of described) {
      expect(Object.keys(input)).toEqual(Object.keys(OPERATIONS.get(name)?.input ?? {}));
      expect(output).toEqual(OPERATIONS.get(name)?.output);
    }
  });

  it('is JSON: nothing of it is lost on the way into a page', () => {
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });

  it('names every action once: those of the keys, and that of the account', () => {
    const actionsOf = (operation: string) => described.find(({ name }) => name === operation)?.actions;
    expect(actionsOf('ReEncrypt')).toEqual(['kms:ReEncryptFrom', 'kms:ReEncryptTo']);
    expect(actionsOf('CreateKey')).toEqual(['kms:CreateKey']);
    expect(actionsOf('Encrypt')).toEqual(['kms:Encrypt']);
  });
});
