/**
 * The quick suite: everything that needs nothing but npm. Slower suites have their own config beside this one.
 *
 * Each suite leaves its counts in build/reports/, from which .ci/run makes its last line.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: ['test/conformance/**', 'test/slow/**', 'test/runtimes/**', 'test/browsers/**', '**/node_modules/**'],
        },
      },
      {
        // Many small files that share the SDK and a stock of keys: each worker loads and makes them once.
        extends: true,
        test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], isolate: false },
      },
    ],
    reporters: ['default', 'json'],
    outputFile: { json: 'build/reports/quick.json' },
    maxWorkers: '100%',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
