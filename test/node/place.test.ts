import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/node/flags.ts';
import { leaveUntouched, openPlace, placeOf } from '../../src/node/place.ts';
import { temporaryFolder } from './process.ts';

const folder = temporaryFolder();

describe('the place of the keys', () => {
  it.each([
    [{}, '.strongroom/store.db', '.strongroom/root.key'],
    [{ data: '/var/keys' }, '/var/keys/store.db', '/var/keys/root.key'],
    [{ store: 'sqlite:/var/keys/a.db' }, '/var/keys/a.db', '/var/keys/root.key'],
    [{ store: 'sqlite:a.db' }, 'a.db', 'root.key'],
  ])('is, for %j, %s with its root key in %s', (flags, file, rootKeyFile) => {
    expect(placeOf(flags)).toEqual({ kind: 'sqlite', file, rootKeyFile });
  });

  it('is memory when it is told so', async () => {
    const place = placeOf({ store: 'memory:' });
    expect(place).toEqual({ kind: 'memory', file: undefined, rootKeyFile: undefined });
    const store = openPlace(place);
    await leaveUntouched(place, store);
    await expect(store.get('a')).rejects.toThrow('the store is closed');
  });

  it('is not said twice', () => {
    expect(() => placeOf({ data: 'x', store: 'memory:' })).toThrow(UsageError);
  });

  it('shows nothing of a visit that changed nothing', async () => {
    const place = placeOf({ data: join(folder, 'visited') });
    await openPlace(place).close();
    const before = readdirSync(join(folder, 'visited'));
    await leaveUntouched(place, openPlace(place));
    expect(readdirSync(join(folder, 'visited'))).toEqual(before);
  });
});
