/**
 * The mirror: every source has a test of the same name at the same place, and every test has its source.
 *
 *   src/keystore/sealed-record.ts   <->  test/keystore/sealed-record.test.ts
 *   scripts/check-floors.ts         <->  test/scripts/check-floors.test.ts
 *
 * A file in which nothing runs, types alone, needs none; any other exception is a row below with its reason.
 *
 *   node scripts/check-mirrors.ts   one line for each file without its twin
 *
 * @module
 */
import { bytesPathOf, KERNEL_MODULES } from './kernel-modules.ts';
import { readSources, type Sources } from './sources.ts';
import { parse } from './syntax.ts';

/** Sources, or folders of them, that have no test of their own, and why. */
export const WITHOUT_TEST: Readonly<Record<string, string>> = {
  'src/crypto/errors.ts': 'four classes without logic; every refusal is tested where it is made',
  'src/attestation/attestation-error.ts': 'a class without logic; attestor.test.ts meets every failure',
  'src/aws/sts-error.ts': 'a class without logic; sts.test.ts meets every refusal',
  'src/iam/directory-error.ts': 'a class without logic; directory.test.ts meets every complaint',
  'src/crypto/portable-primitives.ts': 'a table, which portable.test.ts holds to the engine',
  'src/crypto/primitives.ts': 'the seam: types, and a list that the engine tests walk',
  ...Object.fromEntries(
    KERNEL_MODULES.map((module) => [
      bytesPathOf(module),
      'generated; test/scripts/build-kernel.test.ts compares it with the source',
    ]),
  ),
  'scripts/kernel-modules.ts': 'a table; test/scripts/build-kernel.test.ts builds each of its rows',
  'src/console/app.tsx': 'the frame of the page; test/browsers/console opens it in browsers',
  'src/console/parts/': 'what is on the screen; test/browsers/console opens every view in browsers',
  'src/console/views/': 'what is on the screen; test/browsers/console opens every view in browsers',
  'src/console/endpoint-page.ts': 'an entry: one call; test/browsers/console opens the page',
  'src/console/static-page.ts': 'an entry: one call; test/browsers/console opens the page',
  'src/console/build-constants.ts': 'two names that the bundler fills in; test/scripts/build-console.test.ts',
  'src/store/store.ts': 'the port: an interface and its errors, held to by the contract over every store',
  'scripts/build.ts': 'test/scripts/package.test.ts builds and packs with it',
  'scripts/check.ts': 'a table of commands; it is run by the run that would test it',
  'scripts/processes.ts': 'every script that runs a program runs it through this file',
  'scripts/sources.ts': 'the tests of the checks read the tree through it',
  'scripts/vectors/': 'converters; test/vectors holds what they made to PROVENANCE.json',
};

/** Folders of test/ whose tests stand for no single source, and what they hold. */
export const WITHOUT_SOURCE: Readonly<Record<string, string>> = {
  'test/conformance/': 'every operation as AWS answers it, by a real client over HTTP',
  'test/journeys/': 'whole walks through the house by real clients',
  'test/engines/': 'one suite over every engine',
  'test/vectors/': 'published vectors through every entrance',
  'test/properties/': 'properties and differential runs',
  'test/memory/': 'what is left in memory afterwards',
  'test/slow/': 'long runs, in the slow suite',
  'test/runtimes/': 'one portable suite on every runtime',
  'test/browsers/': 'the package in real browsers',
  'test/types/': 'what must and must not compile',
  'test/docs/': 'claims of the documentation',
};

/** Tests that stand for something other than one source file. */
const LONE_TESTS: Readonly<Record<string, string>> = {
  'test/crypto/kernel/without-simd.test.ts': 'the tests of the kernel again, on the module without SIMD',
  'test/aws/sdk.test.ts': 'the wire as the AWS SDK speaks it',
  'test/scripts/bundle-size.test.ts': 'what an application that bundles the package downloads',
  'test/scripts/package.test.ts': 'the package as it is published',
  'test/scripts/readme.test.ts': 'what the README shows of the program',
  'test/scripts/runtimes-bundle.test.ts': 'the bundle of test/runtimes/, which the quick suite can make',
  'test/scripts/browsers-bundle.test.ts': 'the bundles of test/browsers/, and the words of its test runner',
  'test/scripts/runtimes-report.test.ts': 'the counts and the table of test/runtimes/report.ts',
};

/**
 * The files without a twin.
 *
 * @param sources The files of src/ and scripts/.
 * @param tests The paths of the test files.
 */
export function missingTwins(sources: Sources, tests: readonly string[]): readonly string[] {
  const complaints: string[] = [];
  for (const [path, text] of sources) {
    if (tests.includes(testOf(path)) || isExcused(path) || holdsTypesAlone(path, text)) continue;
    complaints.push(`${path} has no ${testOf(path)}`);
  }
  for (const test of tests) {
    const isFree = Object.keys(WITHOUT_SOURCE).some((folder) => test.startsWith(folder));
    if (!isFree && LONE_TESTS[test] === undefined && !sources.has(sourceOfTest(test))) {
      complaints.push(`${test} has no ${sourceOfTest(test)}`);
    }
  }
  for (const path of Object.keys(WITHOUT_TEST)) {
    if (tests.includes(testOf(path)))
      complaints.push(`${path} is excused in check-mirrors.ts and has a test`);
  }
  return complaints;
}

function isExcused(path: string): boolean {
  return Object.keys(WITHOUT_TEST).some((key) => (key.endsWith('/') ? path.startsWith(key) : path === key));
}

function testOf(source: string): string {
  return source.replace(/^src\//, '').replace(/^(.*)\.ts$/, 'test/$1.test.ts');
}

function sourceOfTest(test: string): string {
  const inner = test.replace(/^test\/(.*)\.test\.ts$/, '$1.ts');
  return inner.startsWith('scripts/') ? inner : `src/${inner}`;
}

function holdsTypesAlone(path: string, text: string): boolean {
  return parse(path, text).program.body.every((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared === null || declared === undefined) return true;
    return ['ImportDeclaration', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration'].includes(declared.type);
  });
}

if (import.meta.main) {
  const tests = [...(await readSources(['test'])).keys()].filter((path) => path.endsWith('.test.ts'));
  const complaints = missingTwins(await readSources(['src', 'scripts']), tests);
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}
