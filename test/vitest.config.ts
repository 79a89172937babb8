/** The quick suite: everything that needs nothing but npm. Slower suites have their own config beside this one. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**', 'test/runtimes/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
