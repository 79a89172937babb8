/**
 * The quick suite: everything that needs nothing but npm. Slower suites have their own config beside this one.
 *
 * Each suite leaves its counts in build/reports/, from which .ci/run makes its last line.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**', 'test/runtimes/**', '**/node_modules/**'],
    reporters: ['default', 'json'],
    outputFile: { json: 'build/reports/quick.json' },
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
