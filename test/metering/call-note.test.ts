import { describe, expect, it } from 'vitest';
import { encodeTrailLine } from '../../src/audit/trail-line.ts';
import type { KmsErrorCode } from '../../src/index.ts';
import { callNotes, readNote, rotationsOf } from '../../src/metering/call-note.ts';
import { PRICES } from '../../src/metering/prices.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { keyOfSpec, rotatedAt } from './keys.ts';
import { ACCOUNT, ROOT } from './metered.ts';
import { type Calls, lineOf, outcomeOf } from './traffic.ts';

const noteOf = callNotes(OPERATIONS);
const note = (calls: Partial<Calls> = {}): ReturnType<typeof noteOf> =>
  noteOf(outcomeOf({ operation: 'Encrypt', atMs: 7, ...calls }));

describe('the note of a call', () => {
  it('names who called what on which key, when and where, and nothing of what was said', () => {
    const key = keyOfSpec('SYMMETRIC_DEFAULT');
    const secret = { Plaintext: new Uint8Array([1, 2, 3]), EncryptionContext: { a: 'b' } };
    expect(note({ keys: [key, keyOfSpec('RSA_2048', { keyId: 'k2' })], input: secret })).toEqual({
      class: 'rsa2048',
      atMs: 7,
      account: ACCOUNT,
      region: 'us-east-1',
      operation: 'Encrypt',
      principal: ROOT,
      key: `arn:aws:kms:us-east-1:${ACCOUNT}:key/k1`,
    });
  });

  it('counts the sessions of a role as the role', () => {
    const role = `arn:aws:sts::${ACCOUNT}:assumed-role/app`;
    expect(note({ principalArn: `${role}/i-0123` }).principal).toBe(role);
    expect(note({ principalArn: `arn:aws:iam::${ACCOUNT}:user/team/ana` }).principal).toBe(
      `arn:aws:iam::${ACCOUNT}:user/team/ana`,
    );
  });

  it('says of a refusal that it is one, and whether it is charged; a dry run is none', () => {
    const flags = (code: KmsErrorCode): object => {
      const { isError, isUnbilled } = note({ code });
      return { isError, isUnbilled };
    };
    expect(flags('DisabledException')).toEqual({ isError: true, isUnbilled: undefined });
    expect(flags('NotFoundException')).toEqual({ isError: true, isUnbilled: undefined });
    expect(flags('DryRunOperationException')).toEqual({ isError: undefined, isUnbilled: undefined });
    for (const code of PRICES.unbilledErrors) {
      expect(flags(code as KmsErrorCode), code).toEqual({ isError: true, isUnbilled: true });
    }
  });

  it('has one name for all operations that there are none of', () => {
    expect(note({ operation: 'constructor', code: 'UnknownOperationException' }).operation).toBe('other');
  });

  it('keeps what a bill needs of a key that is going, and says when it stays', () => {
    const rotations = [9000, 3000, 5000].map(rotatedAt);
    const keys = [keyOfSpec('SYMMETRIC_DEFAULT', { materials: rotations })];
    expect(rotationsOf(keys[0] as (typeof keys)[0])).toEqual([3000, 5000, 9000]);
    const life = { createdAtMs: 1000, rotatedAtMs: [3000, 5000] };
    expect(note({ operation: 'ScheduleKeyDeletion', keys }).scheduled).toEqual(life);
    expect(note({ operation: 'CancelKeyDeletion', keys }).cancelled).toEqual({ createdAtMs: 1000 });
    const refused = note({ operation: 'ScheduleKeyDeletion', keys, code: 'AccessDeniedException' });
    expect(refused).not.toHaveProperty('scheduled');
  });

  it('is read off a line of the trail, whatever the event before it says', () => {
    const made = note({ keys: [keyOfSpec('SYMMETRIC_DEFAULT')] });
    const text = `{"event":1},"note":{"class":"asymmetric"}}`;
    const event = { requestParameters: { encryptionContext: { note: text, [text]: 'x' } }, userAgent: text };
    const line = encodeTrailLine({ event: event as never, note: made });
    expect(readNote(line)).toEqual(made);
    expect(readNote(encodeTrailLine({ event: event as never }))).toBeUndefined();
    expect(readNote(lineOf({ operation: 'Encrypt', atMs: 5 }))?.atMs).toBe(5);
  });
});
