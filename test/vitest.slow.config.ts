/**
 * The slow suite: long differential and mutation runs, accumulated vectors, real clients, kills and restarts.
 *
 * Files run one after another: several of them measure, kill processes or use both cores themselves.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/slow/**/*.test.ts'],
    fileParallelism: false,
    reporters: ['default', 'json'],
    outputFile: { json: 'build/reports/slow.json' },
    testTimeout: 15 * 60_000,
    hookTimeout: 5 * 60_000,
  },
});
