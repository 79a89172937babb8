/**
 * The slow suite: long differential and mutation runs, accumulated vectors, real clients, kills and restarts.
 *
 * Two files at a time: some use a second core themselves, and none asserts how long anything takes.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/slow/**/*.test.ts'],
    maxWorkers: 2,
    reporters: ['default', 'json'],
    outputFile: { json: 'build/reports/slow.json' },
    testTimeout: 15 * 60_000,
    hookTimeout: 5 * 60_000,
  },
});
