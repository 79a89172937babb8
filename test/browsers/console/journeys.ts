/**
 * What people do in the console, each way from its beginning to its end.
 *
 * @module
 */
import assert from 'node:assert/strict';
import { OPERATIONS } from '../../../src/operations/table.ts';
import type { Page } from './browsers.ts';

/** A way through the console. */
export interface Journey {
  readonly name: string;
  /** What it needs: a page that a server in memory serves, one that verifies signatures, or the page with the service in it. */
  readonly place: 'server' | 'signed' | 'static';
  /** @param home The page's address, with a slash at its end. */
  walk(page: Page, home: string, shoot: (name: string) => Promise<void>): Promise<void>;
}

/** Makes a key by the form. @returns Its id. */
export async function createKey(
  page: Page,
  home: string,
  fill?: (page: Page) => Promise<void>,
): Promise<string> {
  await page.goto(`${home}#/keys/new`);
  await fill?.(page);
  await page.getByRole('button', { name: 'Create the key' }).click();
  await page.getByRole('navigation', { name: 'Parts of this key' }).waitFor();
  return decodeURIComponent(/#\/keys\/([^/?]+)/.exec(page.url())?.[1] ?? '');
}

async function goToTab(page: Page, title: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Parts of this key' })
    .getByRole('link', { name: title })
    .click();
}

export const JOURNEYS: readonly Journey[] = [
  {
    name: 'a new user makes a first key, with an alias and a tag',
    place: 'server',
    async walk(page, home, shoot) {
      await page.goto(home);
      await page.getByRole('heading', { name: 'Keys' }).waitFor();
      await shoot('first-view');
      const id = await createKey(page, home, async () => {
        await page.getByLabel('Alias').fill('orders');
        await page.getByLabel('Description').fill('Orders database');
        await page.getByRole('button', { name: 'Add tag' }).click();
        await page.getByLabel('Tag key').fill('team');
        await page.getByLabel('Tag value').fill('payments');
        await shoot('create-key');
      });
      await page.getByRole('heading', { name: 'alias/orders' }).waitFor();
      await page.getByRole('cell', { name: 'payments' }).waitFor();
      await shoot('key');
      await page.goto(`${home}#/keys`);
      await page.getByRole('link', { name: 'alias/orders' }).waitFor();
      await page.getByLabel('Find by ID, alias or description').fill('database');
      assert.equal(await page.locator('tbody tr').count(), 1);
      assert.match((await page.locator('tbody tr').textContent()) ?? '', new RegExp(id));
    },
  },
  {
    name: 'somebody encrypts by hand, under a context, and decrypts it again',
    place: 'server',
    async walk(page, home, shoot) {
      const id = await createKey(page, home);
      await page.goto(`${home}#/use/Encrypt?KeyId=${id}`);
      await page.getByLabel('Plaintext required').fill('attack at dawn');
      await page.getByRole('button', { name: 'Add a pair' }).click();
      await page.getByLabel('Key 1 of Encryption context').fill('tenant');
      await page.getByLabel('Value 1 of Encryption context').fill('42');
      await page.getByText('The same on the AWS CLI').click();
      await page.getByRole('button', { name: 'Encrypt', exact: true }).click();
      const answer = page.getByRole('region', { name: 'Answer' });
      await answer.waitFor();
      await shoot('encrypt');
      const ciphertext = (await answer.locator('.answer-bytes pre').textContent()) ?? '';
      assert.match(ciphertext, /^[A-Za-z0-9+/]+=*$/);
      await page.goto(`${home}#/use/Decrypt`);
      await page.getByLabel(/^Ciphertext blob/).waitFor();
      await page.getByRole('group', { name: 'Encoding of Ciphertext blob' }).getByLabel('base64').check();
      await page.getByLabel(/^Ciphertext blob/).fill(ciphertext);
      await page.getByRole('button', { name: 'Decrypt', exact: true }).click();
      await page.getByText('InvalidCiphertextException').waitFor();
      await page.getByRole('button', { name: 'Add a pair' }).click();
      await page.getByLabel('Key 1 of Encryption context').fill('tenant');
      await page.getByLabel('Value 1 of Encryption context').fill('42');
      await page.getByRole('button', { name: 'Decrypt', exact: true }).click();
      await page.getByText('attack at dawn').waitFor();
      await shoot('decrypt');
    },
  },
  {
    name: 'every operation has a form with a control for every member of its request',
    place: 'server',
    async walk(page, home) {
      await page.goto(`${home}#/operations`);
      for (const [name, { input }] of OPERATIONS) {
        assert.equal(await page.getByRole('link', { name, exact: true }).count(), 1, name);
        await page.goto(`${home}#/operations/${name}`);
        await page.getByRole('button', { name: `Call ${name}` }).waitFor();
        const shown = await page.evaluate<readonly string[]>(
          `[...document.querySelectorAll('form.operation [data-member]')].map((field) => {
            if (field.querySelector('input, select, textarea, button') === null) throw new Error('no control');
            return field.dataset.member;
          })`,
        );
        const wanted = Object.entries(input).flatMap(([member, { shape }]) => [
          member,
          ...(shape.kind === 'structure'
            ? Object.keys(shape.members).map((inner) => `${member}.${inner}`)
            : []),
        ]);
        for (const member of wanted) assert.ok(shown.includes(member), `${name}: ${member}`);
        await page.goto(`${home}#/operations`);
      }
    },
  },
  {
    name: 'somebody calls an operation by its form, and meets AWS’s own error and answer',
    place: 'server',
    async walk(page, home, shoot) {
      await page.goto(`${home}#/operations/GenerateRandom`);
      await page.getByLabel(/^Number of bytes/).fill('2000');
      await page.getByRole('button', { name: 'Call GenerateRandom' }).click();
      await page.getByText('ValidationException').waitFor();
      await page.getByText(/Member must have value less than or equal to 1024/).waitFor();
      await shoot('error');
      await page.getByLabel(/^Number of bytes/).fill('many');
      await page.getByRole('button', { name: 'Call GenerateRandom' }).click();
      await page.getByText('This is not a whole number.').first().waitFor();
      await page.getByLabel(/^Number of bytes/).fill('24');
      await page.getByRole('button', { name: 'Call GenerateRandom' }).click();
      await page.getByText('24 bytes').waitFor();
      await page.getByText('The same on the AWS CLI').click();
      const line = await page.locator('.cli pre').textContent();
      assert.match(line ?? '', /^aws --endpoint-url http.* kms generate-random --number-of-bytes 24$/);
    },
  },
  {
    name: 'somebody edits a policy: a mistake is shown where it is, a lockout is refused, a good one is saved',
    place: 'server',
    async walk(page, home, shoot) {
      const id = await createKey(page, home);
      await goToTab(page, 'Policy');
      const text = page.getByLabel('Policy, in JSON');
      await text.waitFor();
      const before = await text.inputValue();
      await text.fill(before.replace('"Effect":', '"Effect"'));
      await page.getByText(/Line 7, column 16/).waitFor();
      await shoot('policy-mistake');
      await text.fill(before.replace('"kms:*"', '"kms:Encrypt"'));
      await page.getByRole('button', { name: 'Save the policy' }).click();
      await page.getByText('MalformedPolicyDocumentException').waitFor();
      await text.fill(before.replace('key-default-1', 'mine'));
      await page.getByRole('button', { name: 'Save the policy' }).click();
      await page.getByText('The policy is saved').waitFor();
      await page.goto(`${home}#/keys/${id}/overview`);
      await goToTab(page, 'Policy');
      await text.waitFor();
      assert.match(await text.inputValue(), /"mine"/);
    },
  },
  {
    name: 'somebody makes a grant and revokes it',
    place: 'server',
    async walk(page, home, shoot) {
      await createKey(page, home);
      await goToTab(page, 'Grants');
      await page.getByLabel(/^Grantee principal/).fill('arn:aws:iam::000000000000:root');
      await page.getByLabel('Decrypt', { exact: true }).check();
      await page.getByLabel('DescribeKey', { exact: true }).check();
      await page.getByRole('button', { name: 'Make the grant' }).click();
      await page.getByRole('cell', { name: 'Decrypt, DescribeKey' }).waitFor();
      await shoot('grants');
      await page.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByText('No grants on this key.').waitFor();
    },
  },
  {
    name: 'somebody schedules a deletion by typing the key’s name, and cancels it',
    place: 'server',
    async walk(page, home, shoot) {
      const id = await createKey(page, home);
      await page.getByRole('button', { name: 'Schedule deletion' }).click();
      const dialog = page.getByRole('dialog');
      const button = dialog.getByRole('button', { name: 'Schedule deletion' });
      assert.equal(await button.isDisabled(), true);
      await dialog.getByLabel(/^To confirm/).fill(id.slice(1));
      assert.equal(await button.isDisabled(), true);
      await shoot('confirm');
      await dialog.getByLabel(/^To confirm/).fill(id);
      await dialog.getByLabel(/^Pending window/).fill('7');
      await button.click();
      await page.locator('.badge', { hasText: 'PendingDeletion' }).waitFor();
      await page.getByRole('button', { name: 'Cancel deletion' }).click();
      await page.locator('.badge', { hasText: 'Disabled' }).waitFor();
      await page.getByRole('button', { name: 'Enable', exact: true }).click();
      await page.locator('.badge', { hasText: 'Enabled' }).waitFor();
    },
  },
  {
    name: 'somebody imports material that is wrapped in the page, and deletes it',
    place: 'server',
    async walk(page, home, shoot) {
      const id = await createKey(page, home, async () => {
        await page.getByLabel('Origin').selectOption('EXTERNAL');
      });
      await goToTab(page, 'Import');
      await page.getByLabel(/^Wrapping key spec/).selectOption('RSA_2048');
      await page.getByRole('button', { name: 'Get the wrapping key' }).click();
      await page.getByLabel(/^Key material/).fill('07'.repeat(32));
      await page.getByRole('button', { name: 'Wrap it' }).click();
      await page.getByText('It is wrapped: 256 bytes.').waitFor();
      await shoot('import');
      await page.getByRole('button', { name: 'Import the material' }).click();
      await page.locator('.badge', { hasText: 'Enabled' }).waitFor();
      await page.getByRole('button', { name: 'Delete the material' }).click();
      await page
        .getByRole('dialog')
        .getByLabel(/^To confirm/)
        .fill(id);
      await page.getByRole('dialog').getByRole('button', { name: 'Delete the material' }).click();
      await page.locator('.badge', { hasText: 'PendingImport' }).waitFor();
    },
  },
  {
    name: 'somebody lets a key rotate by itself, and rotates it now',
    place: 'server',
    async walk(page, home, shoot) {
      await createKey(page, home);
      await goToTab(page, 'Rotation');
      await page.getByRole('button', { name: 'Rotate by itself' }).click();
      await page
        .getByRole('dialog')
        .getByLabel(/^Rotation period/)
        .fill('180');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByText('Next rotation date').waitFor();
      await page.getByRole('button', { name: 'Rotate now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Rotate now' }).click();
      await page.getByRole('cell', { name: 'ON_DEMAND' }).waitFor();
      await shoot('rotation');
      await page.getByRole('button', { name: 'Stop rotating' }).click();
      await page.getByRole('button', { name: 'Rotate by itself' }).waitFor();
    },
  },
  {
    name: 'somebody replicates a key and goes to the replica in its Region',
    place: 'server',
    async walk(page, home, shoot) {
      await createKey(page, home, async () => {
        await page.getByLabel('Multi-Region').check();
      });
      await goToTab(page, 'Regions');
      await page.getByLabel(/^Replica Region/).fill('eu-west-1');
      await page.getByRole('button', { name: 'Make the replica' }).click();
      await page.getByRole('button', { name: 'Go to eu-west-1' }).click();
      await page.getByText(/Replicas are made from the primary, in us-east-1/).waitFor();
      assert.match((await page.locator('.connection').textContent()) ?? '', /eu-west-1/);
      await shoot('replica');
    },
  },
  {
    name: 'somebody asks who may do what, and reads which statement decides',
    place: 'server',
    async walk(page, home, shoot) {
      const id = await createKey(page, home);
      await page.goto(`${home}#/access?keyId=${id}`);
      await page.getByRole('button', { name: 'Explain' }).click();
      await page.getByText('✓ Allowed').waitFor();
      await page.getByText(/Statement 1 \(Enable IAM User Permissions\) of the key policy/).waitFor();
      await shoot('access');
    },
  },
  {
    name: 'somebody works by the keyboard alone: skips to the content, opens a dialog and leaves it',
    place: 'server',
    async walk(page, home) {
      await createKey(page, home);
      await page.getByRole('button', { name: 'Edit the description' }).press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      assert.equal(await page.evaluate('document.activeElement.closest("dialog") !== null'), true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'Edit the description');
      await page.goto(`${home}?fresh#/keys`);
      await page.getByRole('heading', { name: 'Keys' }).waitFor();
      await page.getByRole('button', { name: 'Skip to content' }).press('Enter');
      assert.equal(await page.evaluate('document.activeElement.id'), 'main');
    },
  },
  {
    name: 'somebody must sign: says so, takes an access key, and keeps it no longer than the page',
    place: 'signed',
    async walk(page, home, shoot) {
      await page.goto(home);
      await page.getByText('MissingAuthenticationTokenException').waitFor();
      await shoot('must-sign');
      await page.getByRole('link', { name: /^Give an access key/ }).click();
      await page.getByLabel('Sign requests with an access key').check();
      await page.getByLabel(/^Access key ID/).fill('AKIAALICE');
      await page.getByLabel(/^Secret access key/).fill('herring');
      await page.getByRole('button', { name: 'Use these settings' }).click();
      await page.goto(`${home}#/aliases`);
      await page.getByText('InvalidSignatureException').waitFor();
      await page.goto(`${home}#/connection`);
      await page.getByLabel(/^Secret access key/).fill('swordfish');
      await page.getByRole('button', { name: 'Use these settings' }).click();
      await shoot('signing');
      await createKey(page, home);
      assert.equal(await page.evaluate('JSON.stringify(sessionStorage).includes("swordfish")'), false);
      await page.reload();
      await page.getByText('MissingAuthenticationTokenException').first().waitFor();
    },
  },
  {
    name: 'somebody tries it without installing: the service is in the page, and nothing leaves it',
    place: 'static',
    async walk(page, home, shoot) {
      const away: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(new URL(home).origin)) away.push(request.url());
      });
      await page.goto(home);
      await page.getByText('There are no keys in this Region yet.').waitFor();
      const id = await createKey(page, home);
      await page.goto(`${home}#/use/GenerateDataKey?KeyId=${id}`);
      await page.locator('button[type=submit]').click();
      await page.getByText('32 bytes').waitFor();
      await shoot('embedded-data-key');
      await page.goto(`${home}#/engine`);
      await page.getByRole('button', { name: 'Run every self-test' }).click();
      await page.getByText('✓ All passed').waitFor();
      await shoot('embedded-engine');
      assert.deepEqual(away, []);
    },
  },
];
