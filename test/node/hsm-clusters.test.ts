import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/node/flags.ts';
import { openClusters, parseClusters } from '../../src/node/hsm-clusters.ts';
import { bindingOf, FakeModule } from './fake-pkcs11.ts';

const [A, B] = ['cluster-aaaaaaaaaaa', 'cluster-bbbbbbbbbbb'];

describe('--pkcs11', () => {
  it('names clusters with their modules and labels', () => {
    expect(parseClusters(`${A}=/lib/a.so:my token,${B}=C:\\hsm\\b.dll`)).toEqual([
      { id: A, module: '/lib/a.so', label: 'my token' },
      { id: B, module: 'C:\\hsm\\b.dll', label: undefined },
    ]);
  });

  it.each([
    ['cluster-1=/lib/a.so', '--pkcs11 expects CLUSTER=MODULE[:LABEL], got "cluster-1=/lib/a.so".'],
    [`${A}=`, `--pkcs11 expects CLUSTER=MODULE[:LABEL], got "${A}=".`],
    [`${A}=/a.so,`, '--pkcs11 expects CLUSTER=MODULE[:LABEL], got "".'],
    [`${A}=/a.so,${A}=/b.so`, `--pkcs11 names ${A} twice.`],
    [`${A}=/a.so:x,${B}=/a.so:x`, `--pkcs11 gives one token to two clusters: ${B} needs another one.`],
  ])('refuses %s in one sentence', (value, sentence) => {
    expect(() => parseClusters(value)).toThrow(new UsageError(sentence));
  });

  it('opens what it names, and nothing when it is absent', async () => {
    const module = new FakeModule();
    const clusters = openClusters(`${A}=/lib/a.so:house`, bindingOf(module));
    expect([...clusters.keys()]).toEqual([A]);
    expect(module.loaded).toBe('/lib/a.so');
    await clusters.get(A)?.check();
    expect(openClusters(undefined).size).toBe(0);
  });
});
