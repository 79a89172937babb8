/** docs/USAGE.md shows what `strongroom usage` prints, to the letter. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PRICES } from '../../src/metering/prices.ts';
import { csvOf, tableOf, usageTable } from '../../src/node/usage-table.ts';
import { ACCOUNT, openMetered } from '../metering/metered.ts';
import { keyOf, traffic } from '../metering/traffic.ts';

const DOCUMENT = readFileSync(new URL('../../docs/USAGE.md', import.meta.url), 'utf8');
const HOUR_MS = 3_600_000;

const idOf = (digit: string): string => digit.repeat(8).concat('-aaaa-4bbb-8ccc-', digit.repeat(12));

it('the document shows the table and the CSV of a day, as they are', async () => {
  const metered = await openMetered(Date.UTC(2026, 10, 1));
  const { call, clock } = metered;
  const tag = (digit: string): object => ({ Tags: [{ TagKey: '_custom_id_', TagValue: idOf(digit) }] });
  await call('CreateKey', tag('1'));
  await call('CreateKey', { ...tag('2'), KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  const [data, signing] = [await keyOf(metered, idOf('1')), await keyOf(metered, idOf('2'))];
  const principalArn = `arn:aws:sts::${ACCOUNT}:assumed-role/app/run-7`;
  clock.advance(24 * HOUR_MS);
  await call('RotateKeyOnDemand', { KeyId: idOf('1') });
  await traffic(metered, 61_000, { operation: 'Decrypt', atMs: clock(), keys: [data], principalArn });
  await traffic(metered, 5_000, { operation: 'Sign', atMs: clock(), keys: [signing], principalArn });
  const code = 'AccessDeniedException';
  await traffic(metered, 12, { operation: 'Decrypt', atMs: clock(), keys: [data], code });
  clock.advance(24 * HOUR_MS);
  const report = await metered.usage({ by: 'operation' });
  expect(DOCUMENT).toContain(`\n${tableOf(report)}`);
  expect(DOCUMENT).toContain(`\n${csvOf(usageTable(report)).replaceAll('\r', '')}`);
});

it('the document names every price, its date and its source', () => {
  expect(DOCUMENT).toContain(PRICES.date);
  expect(DOCUMENT).toContain('https://aws.amazon.com/kms/pricing/');
  for (const [name, dollars] of Object.entries(PRICES.perTenThousand)) {
    expect(DOCUMENT, name).toMatch(new RegExp(`\\| \`${name}\` \\|.*\\| ${dollars.replace('.', '\\.')} \\|`));
  }
  for (const code of PRICES.unbilledErrors) expect(DOCUMENT, code).toContain(`\`${code}\``);
});
