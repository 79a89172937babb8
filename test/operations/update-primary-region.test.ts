import { beforeEach, describe, expect, it } from 'vitest';
import {
  callerIn,
  expectRefusal,
  forgeKey,
  invoke,
  makeKey,
  openService,
  SCOPE,
  type Service,
} from './service.ts';

const EUROPE = callerIn({ ...SCOPE, region: 'eu-west-1' });
const ASIA = callerIn({ ...SCOPE, region: 'ap-southeast-1' });
const arnIn = (region: string, keyId: string): string => `arn:aws:kms:${region}:111122223333:key/${keyId}`;

describe('UpdatePrimaryRegion', () => {
  let service: Service;
  let keyId: string;
  let keyArn: string;
  const begin = async (settlingMs = 0): Promise<void> => {
    service = await openService({ settlingMs });
    ({ KeyId: keyId, Arn: keyArn } = await makeKey(service, { MultiRegion: true }));
    for (const ReplicaRegion of ['eu-west-1', 'ap-southeast-1']) {
      await service.kms.replicateKey({ KeyId: keyId, ReplicaRegion });
    }
    service.wait(settlingMs);
  };
  beforeEach(() => begin());

  const update = (PrimaryRegion: string, caller = callerIn(SCOPE)): Promise<unknown> =>
    invoke(service, 'UpdatePrimaryRegion', { KeyId: keyId, PrimaryRegion }, { caller });
  const describeIn = async (caller: typeof EUROPE): Promise<Readonly<Record<string, unknown>>> => {
    const { KeyMetadata } = await invoke(service, 'DescribeKey', { KeyId: keyId }, { caller });
    return KeyMetadata as Readonly<Record<string, unknown>>;
  };

  it('answers nothing, and every related key knows its new part', async () => {
    expect(await update('eu-west-1')).toEqual({});
    for (const [caller, type] of [
      [callerIn(SCOPE), 'REPLICA'],
      [EUROPE, 'PRIMARY'],
      [ASIA, 'REPLICA'],
    ] as const) {
      expect(await describeIn(caller)).toMatchObject({
        KeyState: 'Enabled',
        MultiRegionConfiguration: {
          MultiRegionKeyType: type,
          PrimaryKey: { Arn: arnIn('eu-west-1', keyId), Region: 'eu-west-1' },
          ReplicaKeys: ['us-east-1', 'ap-southeast-1'].map((Region) => ({
            Arn: arnIn(Region, keyId),
            Region,
          })),
        },
      });
    }
  });

  it('shows both keys Updating until it has settled, in which they work and cannot be switched', async () => {
    await begin(5000);
    await update('eu-west-1');
    for (const caller of [callerIn(SCOPE), EUROPE]) {
      expect(await describeIn(caller)).toMatchObject({ KeyState: 'Updating', Enabled: false });
      await invoke(service, 'Encrypt', { KeyId: keyId, Plaintext: new Uint8Array(1) }, { caller });
      await expectRefusal(
        service,
        () => invoke(service, 'DisableKey', { KeyId: keyId }, { caller }),
        'KMSInvalidStateException',
        `${arnIn(caller.region, keyId)} is updating.`,
      );
    }
    expect(await describeIn(ASIA)).toMatchObject({ KeyState: 'Enabled' });
    service.wait(5000);
    for (const caller of [callerIn(SCOPE), EUROPE]) {
      expect(await describeIn(caller)).toMatchObject({ KeyState: 'Enabled', Enabled: true });
    }
  });

  it('can go back before it has settled', async () => {
    await begin(5000);
    await update('eu-west-1');
    await update('us-east-1', EUROPE);
    expect(await describeIn(callerIn(SCOPE))).toMatchObject({
      KeyState: 'Updating',
      MultiRegionConfiguration: { MultiRegionKeyType: 'PRIMARY' },
    });
    service.wait(5000);
    expect(await describeIn(EUROPE)).toMatchObject({ KeyState: 'Enabled' });
  });

  it('lets the new primary replicate and the old one no more', async () => {
    await update('eu-west-1');
    const replicate = (caller: typeof EUROPE): Promise<unknown> =>
      invoke(service, 'ReplicateKey', { KeyId: keyId, ReplicaRegion: 'us-west-2' }, { caller });
    await expectRefusal(
      service,
      () => replicate(callerIn(SCOPE)),
      'UnsupportedOperationException',
      `${keyArn} is not a multi-region primary key.`,
    );
    await replicate(EUROPE);
  });

  it('refuses to be called on a replica, and on a key of one Region', async () => {
    const text = `${arnIn('eu-west-1', keyId)} is not a multi-region primary key.`;
    await expectRefusal(
      service,
      () => update('ap-southeast-1', EUROPE),
      'UnsupportedOperationException',
      text,
    );
    const { KeyId, Arn } = await makeKey(service);
    await expectRefusal(
      service,
      () => service.kms.updatePrimaryRegion({ KeyId, PrimaryRegion: 'eu-west-1' }),
      'UnsupportedOperationException',
      `${Arn} is not a multi-region primary key.`,
    );
  });

  it('refuses the Region of the primary itself, and one without a replica', async () => {
    await expectRefusal(
      service,
      () => update('us-east-1'),
      'UnsupportedOperationException',
      `${keyArn} is already the multi-region primary key.`,
    );
    await expectRefusal(
      service,
      () => update('us-west-2'),
      'NotFoundException',
      `Key '${arnIn('us-west-2', keyId)}' does not exist`,
    );
  });

  it('refuses a replica that cannot be used', async () => {
    await invoke(service, 'DisableKey', { KeyId: keyId }, { caller: EUROPE });
    const text = `${arnIn('eu-west-1', keyId)} is disabled.`;
    await expectRefusal(service, () => update('eu-west-1'), 'DisabledException', text);
    await invoke(service, 'ScheduleKeyDeletion', { KeyId: keyId }, { caller: ASIA });
    const pending = `${arnIn('ap-southeast-1', keyId)} is pending deletion.`;
    await expectRefusal(service, () => update('ap-southeast-1'), 'KMSInvalidStateException', pending);
  });

  it('asks for permission on both keys', async () => {
    const asked: string[] = [];
    const open = await openService({
      authorizer: ({ action, resource }) => {
        if (action === 'kms:UpdatePrimaryRegion') asked.push(resource);
        return { allowed: true };
      },
    });
    const { KeyId } = await makeKey(open, { MultiRegion: true });
    await open.kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' });
    await open.kms.updatePrimaryRegion({ KeyId, PrimaryRegion: 'eu-west-1' });
    expect(asked).toEqual([arnIn('us-east-1', KeyId), arnIn('eu-west-1', KeyId)]);
  });

  it('keeps the state that a forged record has, since nothing says how it ends', async () => {
    await forgeKey(service, keyId, { state: 'Updating' });
    service.wait(1_000_000);
    expect(await describeIn(callerIn(SCOPE))).toMatchObject({ KeyState: 'Updating' });
  });
});
