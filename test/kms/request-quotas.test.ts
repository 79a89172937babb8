import { describe, expect, it } from 'vitest';
import { KEY_SPECS } from '../../src/kms/key-spec.ts';
import {
  awsRates,
  type Bucket,
  type CountedRequest,
  classesOf,
  RequestQuotas,
  takeToken,
} from '../../src/kms/request-quotas.ts';
import { dataKeyPairSpec } from '../../src/operations/members.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import {
  callerIn,
  invoke,
  makeKey,
  NEIGHBOUR,
  openService,
  refusalOf,
  SCOPE,
} from '../operations/service.ts';

const THROTTLED = {
  code: 'ThrottlingException',
  message: 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
};

describe('the classes of requests', () => {
  it.each([
    ['Encrypt', ['SYMMETRIC_DEFAULT'], 'symmetric'],
    ['Encrypt', ['RSA_2048'], 'rsa'],
    ['Sign', ['ECC_NIST_P256'], 'ecc'],
    ['Sign', ['ML_DSA_44'], 'ml-dsa'],
    ['GenerateMac', ['HMAC_256'], 'symmetric'],
    ['DeriveSharedSecret', ['ECC_NIST_P384'], 'ecc'],
    ['Encapsulate', ['ML_KEM_512'], 'ml-kem'],
    ['Decapsulate', ['ML_KEM_1024'], 'ml-kem'],
    ['GenerateRandom', [], 'symmetric'],
    ['CreateKey', [], 'CreateKey'],
    ['GetPublicKey', ['RSA_2048'], 'GetPublicKey'],
  ])('%s with %j draws from %s', (operation, specs, name) => {
    expect(classesOf({ operation, specs })).toEqual([name]);
  });

  it('data key pairs draw from their own spec, and ReEncrypt from each side once', () => {
    const pair = { specs: ['SYMMETRIC_DEFAULT'], keyPairSpec: 'RSA_3072' };
    for (const operation of ['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'])
      expect(classesOf({ operation, ...pair })).toEqual(['pair:RSA_3072']);
    const sides = (...specs: string[]) => classesOf({ operation: 'ReEncrypt', specs });
    expect(sides('SYMMETRIC_DEFAULT', 'SYMMETRIC_DEFAULT')).toEqual(['symmetric']);
    expect(sides('RSA_2048', 'SYMMETRIC_DEFAULT')).toEqual(['rsa', 'symmetric']);
  });

  it('there is a rate for every spec of keys and of data key pairs', () => {
    const rates = awsRates('us-east-1');
    for (const spec of KEY_SPECS.keys())
      for (const name of classesOf({ operation: 'Sign', specs: [spec] }))
        expect(rates.get(name), spec).toBeGreaterThan(0);
    for (const spec of dataKeyPairSpec.values ?? [])
      expect(rates.get(`pair:${spec}`), spec).toBeGreaterThan(0);
  });

  it('AWS has a rate for every operation, and more symmetric ones in some Regions', () => {
    for (const operation of OPERATIONS.keys()) {
      for (const name of classesOf({ operation, specs: [], keyPairSpec: 'RSA_2048' }))
        expect(awsRates('us-east-1').get(name), operation).toBeGreaterThan(0);
    }
    const symmetric = ['us-east-1', 'eu-central-1', 'sa-east-1'].map((region) =>
      awsRates(region).get('symmetric'),
    );
    expect(symmetric).toEqual([100_000, 20_000, 10_000]);
  });
});

describe('a bucket', () => {
  /** How many of some requests, each at its time, get a token. */
  function served(perSecond: number, timesMs: readonly number[]): number {
    let bucket: Bucket | undefined;
    let count = 0;
    for (const atMs of timesMs) {
      const next = takeToken(bucket, perSecond, atMs);
      if (next === undefined) continue;
      bucket = next;
      count++;
    }
    return count;
  }
  const every = (ms: number, count: number): number[] => Array.from({ length: count }, (_, i) => i * ms);

  it('holds one second’s worth, and is filled again at its rate', () => {
    expect(served(5, every(0, 100))).toBe(5);
    expect(served(5, [...every(0, 10), 199])).toBe(5);
    expect(served(5, [...every(0, 10), 200])).toBe(6);
    expect(served(5, every(200, 100))).toBe(100);
    // Ten seconds at ten times the rate: what it held, and what came back.
    expect(served(5, every(20, 500))).toBe(5 + 49);
    expect(served(5, [0, 3_600_000, 3_600_000, 3_600_000, 3_600_000, 3_600_000, 3_600_000, 3_600_000])).toBe(
      6,
    );
  });

  it('of less than one a second holds one', () => {
    expect(served(0.1, [0, 1, 9_999, 10_000])).toBe(2);
  });

  it('gets nothing from a clock that goes back and forth', () => {
    expect(served(1, [1000, 0, 1000, 500, 1000, 1999, 2000])).toBe(2);
  });
});

describe('request quotas', () => {
  const quotas = (rates: Readonly<Record<string, number>>): RequestQuotas =>
    new RequestQuotas(() => new Map(Object.entries(rates)));
  const symmetric: CountedRequest = { operation: 'Encrypt', specs: ['SYMMETRIC_DEFAULT'] };

  it('are of each account and Region by themselves, and of the classes that are named', () => {
    const limited = quotas({ symmetric: 1 });
    limited.take(SCOPE, symmetric, 0);
    expect(() => limited.take(SCOPE, symmetric, 0)).toThrow(THROTTLED.message);
    limited.take({ ...SCOPE, region: 'eu-west-1' }, symmetric, 0);
    limited.take(NEIGHBOUR, symmetric, 0);
    for (let i = 0; i < 10; i++) limited.take(SCOPE, { operation: 'CreateKey', specs: [] }, 0);
  });

  it('take nothing of one class when another is empty', () => {
    const limited = quotas({ rsa: 1, symmetric: 2 });
    const both = { operation: 'ReEncrypt', specs: ['SYMMETRIC_DEFAULT', 'RSA_2048'] };
    limited.take(SCOPE, both, 0);
    expect(() => limited.take(SCOPE, both, 0)).toThrow();
    limited.take(SCOPE, symmetric, 0);
    expect(() => limited.take(SCOPE, symmetric, 0)).toThrow();
  });

  it('go on limiting however many accounts come by', () => {
    const limited = quotas({ symmetric: 1 });
    const accounts = Array.from({ length: 25_000 }, (_, i) => String(i).padStart(12, '0'));
    for (const account of accounts) limited.take({ ...SCOPE, account }, symmetric, 0);
    for (const account of accounts.slice(-100))
      expect(() => limited.take({ ...SCOPE, account }, symmetric, 0)).toThrow();
  });
});

describe('a service with request quotas', () => {
  it('answers ThrottlingException once, whatever the call was, and goes on a second later', async () => {
    const service = await openService({ requestRates: () => new Map([['symmetric', 2]]) });
    const { KeyId } = await makeKey(service);
    const encrypt = (more: object = {}): Promise<unknown> =>
      service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(1), ...more });
    await encrypt();
    expect((await refusalOf(encrypt({ DryRun: true }))).code).toBe('DryRunOperationException');
    expect(await refusalOf(encrypt())).toEqual(THROTTLED);
    expect(await refusalOf(encrypt({ DryRun: true }))).toEqual(THROTTLED);
    await service.kms.describeKey({ KeyId });
    service.wait(1000);
    await encrypt();
  });

  it('lets the caller pay, also for refused calls to keys of another account', async () => {
    const service = await openService({ requestRates: () => new Map([['symmetric', 1]]) });
    const { Arn } = await makeKey(service);
    const input = { KeyId: Arn, Plaintext: new Uint8Array(1) };
    const asNeighbour = (): Promise<unknown> => invoke(service, 'Encrypt', input, { caller: NEIGHBOUR });
    expect((await refusalOf(asNeighbour())).code).toBe('AccessDeniedException');
    expect(await refusalOf(asNeighbour())).toEqual(THROTTLED);
    await invoke(service, 'Encrypt', input, { caller: callerIn(SCOPE) });
  });

  it('counts a call once, however often it lost against other writers', async () => {
    const service = await openService({ requestRates: () => new Map([['TagResource', 20]]) });
    const { KeyId } = await makeKey(service);
    const tag = (i: number): Promise<unknown> =>
      service.kms.tagResource({ KeyId, Tags: [{ TagKey: `k${i}`, TagValue: 'v' }] });
    await Promise.all(Array.from({ length: 20 }, (_, i) => tag(i)));
    expect(await refusalOf(tag(20))).toEqual(THROTTLED);
  });
});
