/**
 * A week of traffic, and a month's boundary, priced by hand. Every number that is expected stands in the calculation
 * above it, and none of them was computed by what is tested.
 */
import { describe, expect, it } from 'vitest';
import { ACCOUNT, type Metered, OTHER_ACCOUNT, openMetered } from '../metering/metered.ts';
import { keyOf, traffic } from '../metering/traffic.ts';

const HOUR_MS = 3_600_000;
const MONDAY = Date.UTC(2026, 10, 2);

const OTHER = { account: OTHER_ACCOUNT, principalArn: `arn:aws:iam::${OTHER_ACCOUNT}:root` };

async function createKey(metered: Metered, input: object = {}, caller: object = {}): Promise<string> {
  const answer = (await metered.call('CreateKey', input, caller)) as { KeyMetadata?: { KeyId: string } };
  expect(answer).not.toHaveProperty('error');
  return answer.KeyMetadata?.KeyId ?? '';
}

/** Moves the clock to so many hours after the beginning of the week. */
function at({ clock }: Metered, hours: number): void {
  clock.advance(MONDAY + hours * HOUR_MS - clock());
}

describe('a week of two accounts', () => {
  it('costs to the cent what the calculation says', async () => {
    const metered = await openMetered(MONDAY);
    const { call } = metered;

    // Monday, 0:00.
    const k1 = await createKey(metered);
    const k2 = await createKey(metered, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    const k3 = await createKey(metered, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const [first, rsa, ecc] = [await keyOf(metered, k1), await keyOf(metered, k2), await keyOf(metered, k3)];
    await traffic(metered, 15_000, { operation: 'Encrypt', atMs: MONDAY, keys: [first] });
    await traffic(metered, 30_000, { operation: 'Sign', atMs: MONDAY, keys: [rsa] });
    await traffic(metered, 10_000, { operation: 'Sign', atMs: MONDAY, keys: [ecc] });
    // A management call on an asymmetric key is one like any other.
    await call('DescribeKey', { KeyId: k3 });
    // 10:30, and what follows, in hours from then.
    at(metered, 10.5);
    const k4 = await createKey(metered, { MultiRegion: true });
    at(metered, 12);
    const k5 = await createKey(metered, {}, OTHER);
    at(metered, 20.25);
    await call('ReplicateKey', { KeyId: k4, ReplicaRegion: 'eu-west-1' });
    at(metered, 24);
    await call('RotateKeyOnDemand', { KeyId: k1 });
    const sealed = (await call('Encrypt', { KeyId: k1, Plaintext: new Uint8Array(3) })) as {
      CiphertextBlob?: Uint8Array;
    };
    const reEncrypt = { CiphertextBlob: sealed.CiphertextBlob, DestinationKeyId: k4 };
    expect(await call('ReEncrypt', reEncrypt)).not.toHaveProperty('error');
    at(metered, 36);
    await call('ScheduleKeyDeletion', { KeyId: k5, PendingWindowInDays: 7 }, OTHER);
    at(metered, 48);
    await call('RotateKeyOnDemand', { KeyId: k1 });
    at(metered, 60);
    await call('CancelKeyDeletion', { KeyId: k5 }, OTHER);
    at(metered, 72);
    await call('RotateKeyOnDemand', { KeyId: k1 });
    const dryRun = { KeyId: k1, Plaintext: new Uint8Array(3), DryRun: true };
    expect(await call('Encrypt', dryRun)).toEqual({ error: 'DryRunOperationException' });
    await call('Encrypt', dryRun);
    const THURSDAY = MONDAY + 72 * HOUR_MS;
    const replica = await keyOf(metered, k4, 'eu-west-1');
    await traffic(metered, 9_000, {
      operation: 'Decrypt',
      atMs: THURSDAY,
      region: 'eu-west-1',
      keys: [replica],
    });
    await traffic(metered, 21_000, {
      operation: 'Decrypt',
      atMs: THURSDAY,
      account: OTHER_ACCOUNT,
      keys: [first],
    });
    const pair = { operation: 'GenerateDataKeyPair', atMs: THURSDAY, keys: [first] };
    await traffic(metered, 100, { ...pair, input: { KeyPairSpec: 'RSA_3072' } });
    await traffic(metered, 50, { ...pair, input: { KeyPairSpec: 'ECC_NIST_P384' } });
    await traffic(metered, 7, {
      operation: 'Encrypt',
      atMs: THURSDAY,
      keys: [first],
      code: 'AccessDeniedException',
    });
    await traffic(metered, 3, { operation: 'DescribeKey', atMs: THURSDAY, code: 'NotFoundException' });
    at(metered, 96 + 5 / 60);
    await call('ScheduleKeyDeletion', { KeyId: k3, PendingWindowInDays: 7 });
    at(metered, 100);
    const k6 = await createKey(metered, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }, OTHER);
    at(metered, 100.5);
    await call('ScheduleKeyDeletion', { KeyId: k6, PendingWindowInDays: 7 }, OTHER);
    at(metered, 168);

    // Hours of keys, 720 to a dollar, November having 30 days; each from the hour in which it begins:
    //   k1          168, its rotations 168 - 24 = 144 and 168 - 48 = 120; the third is free
    //   k2          168
    //   k3           97: its 97th hour is the one in which its deletion was scheduled
    //   k4          168 - 10 = 158, its replica 168 - 20 = 148
    //   account 1   168 + 144 + 120 + 168 + 97 + 158 + 148 = 1003   1003 / 720 = 1.393055…
    //   k5          168 - 12 = 156: the deletion was cancelled
    //   k6            1
    //   account 2   157                                              157 / 720 = 0.218055…
    //
    // Requests of account 1:
    //   symmetric   15,000 + 9,000 in bulk
    //               + CreateKey 4, DescribeKey 1, ReplicateKey 1, RotateKeyOnDemand 3, ScheduleKeyDeletion 1 = 10
    //               + Encrypt 1, ReEncrypt 1 (once, though it has two keys), dry runs 2 = 4
    //               + 3 that found no key = 24,017; 7 that were denied are not charged
    //               24,017 - 20,000 free = 4,017 at 0.000003             0.012051
    //   RSA_2048    30,000 at 0.000003                                   0.090000
    //   ECC         10,000 at 0.000015                                   0.150000
    //   pairs       100 at 0.0012 = 0.12 and 50 at 0.00001 = 0.0005      0.120500
    //                                                                    0.372551
    //   1.393055… + 0.372551 = 1.765606… = 1.77
    //
    // Requests of account 2, which pays for its calls on k1 itself:
    //   symmetric   21,000 + CreateKey 2, ScheduleKeyDeletion 2, CancelKeyDeletion 1 = 21,005
    //               1,005 at 0.000003                                    0.003015
    //   0.218055… + 0.003015 = 0.221070… = 0.22
    const { invoices, totals, keys, rows } = await metered.usage({ from: '2026-11-02', to: '2026-11-08' });
    expect(invoices).toEqual([
      {
        account: ACCOUNT,
        month: '2026-11',
        calls: 24_017 + 7 + 30_000 + 10_000 + 150,
        errors: 10,
        freeCalls: 20_007,
        requestsUsd: '0.372551',
        keysUsd: '1.393056',
        usd: '1.77',
      },
      {
        account: OTHER_ACCOUNT,
        month: '2026-11',
        calls: 21_005,
        errors: 0,
        freeCalls: 20_000,
        requestsUsd: '0.003015',
        keysUsd: '0.218056',
        usd: '0.22',
      },
    ]);
    expect(totals.usd).toBe('1.99');
    const hours = keys.map(({ key, region, keyHours, rotationHours }) => [
      key.split('/')[1],
      region,
      keyHours,
      rotationHours,
    ]);
    const expected = [
      [k1, 'us-east-1', 168, 264],
      [k2, 'us-east-1', 168, 0],
      [k3, 'us-east-1', 97, 0],
      [k4, 'us-east-1', 158, 0],
      [k4, 'eu-west-1', 148, 0],
      [k5, 'us-east-1', 156, 0],
      [k6, 'us-east-1', 1, 0],
    ];
    expect(hours).toHaveLength(expected.length);
    expect(hours).toEqual(expect.arrayContaining(expected));
    expect(rows).toEqual([
      { class: 'asymmetric', calls: 10_000, errors: 0, freeCalls: 0, usd: '0.150000' },
      { class: 'keyPairEcc', calls: 50, errors: 0, freeCalls: 0, usd: '0.000500' },
      { class: 'keyPairRsa', calls: 100, errors: 0, freeCalls: 0, usd: '0.120000' },
      { class: 'rsa2048', calls: 30_000, errors: 0, freeCalls: 0, usd: '0.090000' },
      { class: 'symmetric', calls: 45_029, errors: 10, freeCalls: 40_007, usd: '0.015066' },
    ]);
  });

  it('has a bill for each month that it touches, with free requests of its own', async () => {
    // Saturday, the 31st of October, 12:30.
    const metered = await openMetered(Date.UTC(2026, 9, 31, 12, 30));
    const { call, clock } = metered;
    const kept = await createKey(metered);
    const gone = await createKey(metered);
    const key = await keyOf(metered, kept);
    await traffic(metered, 19_999, { operation: 'Encrypt', atMs: clock(), keys: [key] });
    clock.advance(HOUR_MS / 4);
    await call('ScheduleKeyDeletion', { KeyId: gone, PendingWindowInDays: 7 });
    clock.advance(17.25 * HOUR_MS); // Sunday, 6:00.
    await call('RotateKeyOnDemand', { KeyId: kept });
    await traffic(metered, 20_009, { operation: 'Encrypt', atMs: clock(), keys: [key] });
    clock.advance(18 * HOUR_MS); // Monday, 0:00.
    const days = { from: '2026-10', to: '2026-11' };
    const before = await metered.usage(days);

    // October, 744 hours to a dollar: kept 12 (from 12:00), gone 1 = 13 / 744 = 0.017473…
    //   CreateKey 2 + 19,999 + ScheduleKeyDeletion 1 = 20,002, of which 2 are charged: 0.000006.  0.02
    // November, 720: kept 24, its rotation 18 = 42 / 720 = 0.058333…
    //   1 + 20,009 = 20,010, of which 10 are charged: 0.00003.                                    0.06
    expect(
      before.invoices.map(({ month, requestsUsd, keysUsd, usd }) => [month, requestsUsd, keysUsd, usd]),
    ).toEqual([
      ['2026-10', '0.000006', '0.017473', '0.02'],
      ['2026-11', '0.000030', '0.058333', '0.06'],
    ]);
    // 0.017473… + 0.000006 + 0.058333… + 0.00003 = 0.075842…
    expect(before.totals.usd).toBe('0.08');

    // A week later the second key is gone, and its October is on the bill all the same: 0.017473… and 2 calls.
    clock.advance(7 * 24 * HOUR_MS);
    await metered.kms.sweep();
    expect(await call('DescribeKey', { KeyId: gone })).toEqual({ error: 'NotFoundException' });
    const october = await metered.usage({ from: '2026-10', to: '2026-10' });
    expect(october.invoices).toEqual(before.invoices.slice(0, 1));
    expect(october.keys.map(({ keyHours }) => keyHours).sort()).toEqual([1, 12]);

    // Whoever asks for some days of November finds the free requests gone on the first: that DescribeKey is charged.
    const later = await metered.usage({ from: '2026-11-02', to: '2026-11-30', by: 'day' });
    expect(later.rows).toEqual([{ day: '2026-11-09', calls: 1, errors: 1, freeCalls: 0, usd: '0.000003' }]);
  });
});
