/**
 * The names under which the meter keeps its records. Names are in clear in the store: none tells who called.
 *
 *   metering/head                                                   which entries of the journal are counted
 *   metering/calls/<account>/<day>/<region>/<key account>/<key id>  the calls of a day on a key; `-/-` of those without one
 *   metering/life/<account>/<region>/<key id>/<created, ms>         a key whose deletion was scheduled: what it cost till then
 *
 * @module
 */
import { parseArn } from '../iam/arn.ts';

export const METER_HEAD_NAME = 'metering/head';
export const CALLS_PREFIX = 'metering/calls/';
export const LIFE_PREFIX = 'metering/life/';

/** Sorts after every digit and letter. */
export const LAST = '~';

/** What the calls of one record have in common. */
export interface CallsPlace {
  /** The caller's. */
  readonly account: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly region: string;
}

/** The record of a day's calls on a key, given by its ARN. */
export function callsName({ account, day, region }: CallsPlace, key: string | undefined): string {
  const arn = key === undefined ? undefined : parseArn(key);
  const place = arn === undefined ? '-/-' : `${arn.account}/${arn.resource.slice('key/'.length)}`;
  return `${CALLS_PREFIX}${account}/${day}/${region}/${place}`;
}

/** The place that {@link callsName} wrote. */
export function readCallsName(name: string): CallsPlace {
  const [account = '', day = '', region = ''] = name.slice(CALLS_PREFIX.length).split('/');
  return { account, day, region };
}

/** A key that is, or was. */
export interface KeyPlace {
  readonly account: string;
  readonly region: string;
  readonly keyId: string;
  readonly createdAtMs: number;
}

/** The record of a key whose deletion was scheduled. */
export function lifeName({ account, region, keyId, createdAtMs }: KeyPlace): string {
  return `${LIFE_PREFIX}${account}/${region}/${keyId}/${createdAtMs}`;
}

/** What {@link lifeName} wrote. */
export function readLifeName(name: string): KeyPlace {
  const [account = '', region = '', keyId = '', created = ''] = name.slice(LIFE_PREFIX.length).split('/');
  return { account, region, keyId, createdAtMs: Number(created) };
}
