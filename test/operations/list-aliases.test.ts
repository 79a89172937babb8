import { beforeEach, describe, expect, it } from 'vitest';
import { MANAGED_SERVICES, managedAliasOf } from '../../src/kms/managed-keys.ts';
import type { AliasListEntry } from '../../src/operations/list-aliases.ts';
import {
  broken,
  callerIn,
  expectRefusal,
  forgeKey,
  invoke,
  makeKey,
  NEIGHBOUR,
  openService,
  SCOPE,
  type Service,
  through,
} from './service.ts';

describe('ListAliases', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  const nameOf = (i: number): string => `alias/n${String(i).padStart(3, '0')}`;
  async function makeAliases(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const { KeyId } = await makeKey(service);
      for (let j = 0; j < 50 && i < count; j++, i++) {
        await service.kms.createAlias({ AliasName: nameOf(i), TargetKeyId: KeyId });
      }
      i--;
    }
  }

  /** Those that AWS lists before there is a key for them. */
  const PREDEFINED = MANAGED_SERVICES.map(managedAliasOf);

  it('names what AWS has predefined before there is an alias: without a key and without dates', async () => {
    expect(await service.kms.listAliases({})).toEqual({
      Aliases: PREDEFINED.map((AliasName) => ({
        AliasName,
        AliasArn: `arn:aws:kms:us-east-1:111122223333:${AliasName}`,
      })),
      Truncated: false,
    });
  });

  it('names a predefined alias once when its key is there, and with its key', async () => {
    const caller = { ...callerIn(SCOPE), connection: through('s3.us-east-1.amazonaws.com') };
    await invoke(service, 'DescribeKey', { KeyId: 'alias/aws/s3' }, { caller });
    await service.kms.createAlias({ AliasName: 'alias/z', TargetKeyId: (await makeKey(service)).KeyId });
    for (const Limit of [1, 2, 5, 100]) {
      const seen: AliasListEntry[] = [];
      let Marker: string | undefined;
      do {
        const page = await service.kms.listAliases({ Limit, Marker });
        seen.push(...page.Aliases);
        Marker = page.NextMarker;
      } while (Marker !== undefined);
      expect(seen.map(({ AliasName }) => AliasName)).toEqual([...PREDEFINED, 'alias/z']);
      const made = seen.filter(({ TargetKeyId }) => TargetKeyId !== undefined);
      expect(made.map(({ AliasName }) => AliasName)).toEqual(['alias/aws/s3', 'alias/z']);
    }
  });

  it.each([1, 7, 50, 100])(
    'goes through 250 aliases in pages of %i, each once and in order',
    async (Limit) => {
      await makeAliases(250);
      const seen: string[] = [];
      let Marker: string | undefined;
      do {
        const page = await service.kms.listAliases({ Limit, Marker });
        expect(page.Truncated).toBe(page.NextMarker !== undefined);
        expect(page.Aliases.length).toBe(Math.min(Limit, 250 + PREDEFINED.length - seen.length));
        seen.push(...page.Aliases.map(({ AliasName }) => AliasName));
        Marker = page.NextMarker;
      } while (Marker !== undefined);
      expect(seen).toEqual([...PREDEFINED, ...Array.from({ length: 250 }, (_, i) => nameOf(i))]);
    },
  );

  it('gives 50 when no limit is given', async () => {
    await makeAliases(51);
    const page = await service.kms.listAliases({});
    expect(page.Aliases).toHaveLength(50);
    expect(page).toMatchObject({ Truncated: true, NextMarker: expect.any(String) });
  });

  it('keeps its place when aliases come and go between two pages', async () => {
    await makeAliases(6);
    const { NextMarker } = await service.kms.listAliases({ Limit: PREDEFINED.length + 3 });
    await service.kms.deleteAlias({ AliasName: nameOf(2) });
    await service.kms.deleteAlias({ AliasName: nameOf(3) });
    const { Aliases } = await service.kms.listAliases({ Marker: NextMarker });
    expect(Aliases.map(({ AliasName }) => AliasName)).toEqual([nameOf(4), nameOf(5)]);
  });

  it('lists one key alone, by id or ARN, in pages too', async () => {
    await makeAliases(60);
    const { KeyId, Arn } = await makeKey(service);
    for (const AliasName of ['alias/b', 'alias/a', 'alias/c']) {
      await service.kms.createAlias({ AliasName, TargetKeyId: KeyId });
    }
    const first = await service.kms.listAliases({ KeyId, Limit: 2 });
    expect(first.Aliases.map(({ AliasName }) => AliasName)).toEqual(['alias/a', 'alias/b']);
    const last = await service.kms.listAliases({ KeyId: Arn, Limit: 2, Marker: first.NextMarker });
    expect(last.Aliases.map(({ AliasName }) => AliasName)).toEqual(['alias/c']);
    expect(last).toMatchObject({ Truncated: false });
    expect(last).not.toHaveProperty('NextMarker');
  });

  it('refuses more than 100 at once, though the shape would take 1000', async () => {
    for (const Limit of [101, 1000]) {
      const text = broken(String(Limit), 'limit', 'Member must have value less than or equal to 100');
      await expectRefusal(service, () => service.kms.listAliases({ Limit }), 'ValidationException', text);
    }
  });

  it('refuses an alias where only ids and ARNs are taken', async () => {
    const call = (): Promise<unknown> => service.kms.listAliases({ KeyId: 'alias/x' });
    const text = 'Key Aliases are not supported for this operation.';
    await expectRefusal(service, call, 'InvalidArnException', text);
  });

  it('tells no account of the keys and aliases of another, nor whether they exist', async () => {
    const { KeyId, Arn } = await makeKey(service);
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: KeyId });
    const { Aliases } = await invoke(service, 'ListAliases', {}, { caller: NEIGHBOUR });
    expect((Aliases as AliasListEntry[]).map(({ AliasName }) => AliasName)).toEqual(PREDEFINED);
    const unknown = Arn.replace(KeyId, '1234abcd-12ab-34cd-56ef-1234567890ab');
    for (const arn of [Arn, unknown]) {
      const call = (): Promise<unknown> =>
        invoke(service, 'ListAliases', { KeyId: arn }, { caller: NEIGHBOUR });
      await expectRefusal(service, call, 'NotFoundException', `Key '${arn}' does not exist`);
    }
  });

  it('lists the aliases of a key in any state', async () => {
    const { KeyId } = await makeKey(service);
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: KeyId });
    await forgeKey(service, KeyId, { state: 'Unavailable' });
    expect((await service.kms.listAliases({ KeyId })).Aliases).toHaveLength(1);
  });
});
