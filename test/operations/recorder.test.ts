import { describe, expect, it } from 'vitest';
import type { Recorder } from '../../src/operations/recorder.ts';
import { announcing, NO_RECORDER } from '../../src/operations/recorder.ts';
import { openService } from './service.ts';

const write = { name: 'told', replaces: 0, value: new Uint8Array([1]) };
const change = (name: string, replaces = 0) => ({ name, replaces, value: new Uint8Array([2]) });

describe('announcing', () => {
  it('adds the write to the first commit, and to no other', async () => {
    const { vault } = await openService();
    const trace = { isAnnounced: false };
    const { keystore } = announcing(vault, trace, () => write);
    await keystore.commit([change('a')]);
    expect(trace.isAnnounced).toBe(true);
    await keystore.commit([change('b')]);
    expect((await vault.keystore.read('told'))?.version).toBe(1);
    expect(await vault.keystore.read('b')).toBeDefined();
  });

  it('announces nothing with a commit that fails', async () => {
    const { vault } = await openService();
    const trace = { isAnnounced: false };
    const { keystore } = announcing(vault, trace, () => write);
    await expect(keystore.commit([change('a', 7)])).rejects.toThrow();
    expect(trace.isAnnounced).toBe(false);
    expect(await vault.keystore.read('told')).toBeUndefined();
    await keystore.commit([change('a')]);
    expect(await vault.keystore.read('told')).toBeDefined();
  });

  it('leaves everything else of the keystore as it is', async () => {
    const { vault } = await openService();
    const { keystore } = announcing(vault, { isAnnounced: false }, () => write);
    expect(keystore.random(5)).toHaveLength(5);
    expect(await keystore.read('nothing')).toBeUndefined();
  });
});

it('a service that keeps no trail announces nothing', async () => {
  const nobody: Recorder = NO_RECORDER;
  expect(nobody.announceCall({} as never)).toBeUndefined();
  expect(nobody.announceEvents([])).toEqual([]);
  await nobody.record({} as never, false);
});
