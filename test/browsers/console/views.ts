/**
 * Every view, opened in light and dark and on a phone: no barrier that axe-core knows, nothing wider than the screen, no
 * error in the browser's own log; with a picture of each.
 *
 * @module
 */
import assert from 'node:assert/strict';
import { findBarriers, type OpenBrowser, type Page, type PageOptions } from './browsers.ts';
import { createKey } from './journeys.ts';

const LOOKS: Readonly<Record<string, PageOptions>> = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 375, height: 800 } },
};

/** The views, by the name of their picture; keys are by what they are. */
function viewsOf(
  keys: Readonly<Record<'plain' | 'external' | 'related', string>>,
): Readonly<Record<string, string>> {
  return {
    keys: 'keys',
    'create-key': 'keys/new',
    'key-overview': `keys/${keys.plain}`,
    'key-policy': `keys/${keys.plain}/policy`,
    'key-grants': `keys/${keys.plain}/grants`,
    'key-rotation': `keys/${keys.plain}/rotation`,
    'key-use': `keys/${keys.plain}/use`,
    'key-import': `keys/${keys.external}/import`,
    'key-regions': `keys/${keys.related}/regions`,
    aliases: 'aliases',
    stores: 'stores',
    use: `use/Encrypt?KeyId=${keys.plain}`,
    access: 'access',
    audit: 'audit',
    usage: 'usage',
    engine: 'engine',
    operations: 'operations',
    operation: 'operations/CreateGrant',
    connection: 'connection',
    nowhere: 'nowhere',
  };
}

/**
 * Statuses that views ask for on purpose; and, in Firefox, the style that Playwright puts into a page to take its picture,
 * which the page's policy refuses. That the page has no such style of its own is looked at besides.
 */
const EXPECTED_ERRORS = /Failed to load resource|blocked an inline style \(style-src-elem\)/;

/**
 * Looks at every view.
 *
 * @param shoot Keeps a picture under a name.
 * @returns How many views were looked at.
 */
export async function lookAtViews(
  browser: OpenBrowser,
  home: string,
  shoot: (page: Page, name: string) => Promise<void>,
): Promise<number> {
  const maker = await browser.newPage();
  const plain = await createKey(maker, home, async (page) => {
    await page.getByLabel('Alias').fill('looked-at');
    await page.getByLabel('Description').fill('A key to look at');
  });
  const external = await createKey(maker, home, async (page) => {
    await page.getByLabel('Origin').selectOption('EXTERNAL');
  });
  const related = await createKey(maker, home, (page) => page.getByLabel('Multi-Region').check());
  await maker.close();
  let count = 0;
  const found: string[] = [];
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await browser.newPage(options);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED_ERRORS.test(message.text())) errors.push(message.text());
    });
    for (const [name, path] of Object.entries(viewsOf({ plain, external, related }))) {
      await page.goto(`${home}#/${path}`);
      await page.getByRole('heading').first().waitFor();
      await page.locator('.waiting').first().waitFor({ state: 'hidden' });
      await shoot(page, `${look}-${name}`);
      found.push(...(await findBarriers(page)).map((barrier) => `${look} ${name}: ${barrier}`));
      const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      if (excess > 0) found.push(`${look} ${name}: ${excess} pixels wider than the screen`);
      const styles = await page.evaluate<number>("document.querySelectorAll('style').length");
      if (styles > 0) found.push(`${look} ${name}: ${styles} inline styles`);
      count++;
    }
    found.push(...errors.map((error) => `${look}: ${error}`));
    await page.close();
  }
  assert.deepEqual(found, []);
  return count;
}
