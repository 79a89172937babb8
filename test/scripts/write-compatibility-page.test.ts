import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/sources.ts';
import { compatibilityPage } from '../../scripts/write-compatibility-page.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

describe('docs/COMPATIBILITY.md', () => {
  it('is what the tests establish: else run scripts/write-compatibility-page.ts', async () => {
    const page = await readFile(join(ROOT, 'docs', 'COMPATIBILITY.md'), 'utf8');
    expect(page).toBe(await compatibilityPage());
  });

  it('has a row for every operation, with its members', async () => {
    const page = await compatibilityPage();
    for (const name of OPERATIONS.keys()) expect(page).toContain(`\n| ${name} | `);
    expect(page).toContain('| Encrypt | **KeyId**, **Plaintext**, EncryptionContext');
    expect(page).toContain(
      '| CancelKeyDeletion | **KeyId** | KeyId | PendingDeletion, PendingReplicaDeletion | any |',
    );
    expect(page).toContain('~~OnDemandRotationStartDate~~');
  });
});
