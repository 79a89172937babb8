import { beforeEach, describe, expect, it } from 'vitest';
import { type UsageRequest, withUsage } from '../../src/aws/usage-path.ts';
import {
  ACCOUNT,
  ALICE,
  ALICE_KEY,
  BOB_KEY,
  type Credentials,
  type Guarded,
  OTHER_ACCOUNT,
  openGuarded,
  PRINCIPALS,
  ROOT_KEY,
  signedRequest,
} from './door.ts';

const PATH = '/_strongroom/usage';

let guarded: Guarded;
let asked: UsageRequest[];
beforeEach(async () => {
  const policy = { Statement: { Effect: 'Allow', Action: 'strongroom:GetUsage', Resource: '*' } };
  const keys = { Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' } };
  const { alice, bob } = PRINCIPALS.accounts[ACCOUNT].users;
  const users = { alice: { ...alice, policies: { policy } }, bob: { ...bob, policies: { keys } } };
  guarded = await openGuarded({
    accounts: { ...PRINCIPALS.accounts, [ACCOUNT]: { ...PRINCIPALS.accounts[ACCOUNT], users } },
  });
  asked = [];
});

async function ask(
  question: unknown,
  credentials: Credentials = ROOT_KEY,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const kms = {
    ...guarded.kms,
    usage: async (one: UsageRequest) => {
      asked.push(one);
      if (one.by === 'colour') throw new RangeError('"by" expected something else');
      return { rows: [] };
    },
  };
  const handler = withUsage(guarded.handler, { kms, authenticate: guarded.door.authenticate });
  const body = typeof question === 'string' ? question : JSON.stringify(question);
  const draft = { headers: { 'content-type': 'application/json' }, body, path: PATH };
  const response = await handler(await signedRequest(credentials, draft, guarded.nowMs()));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a question about usage', () => {
  it('is answered to the root of an account, of that account', async () => {
    const question = { from: '2026-11-01', to: '2026-11', by: 'key' };
    expect(await ask(question)).toEqual({ status: 200, body: { rows: [] } });
    expect(asked).toEqual([{ ...question, account: ACCOUNT }]);
  });

  it('is answered to whom a policy allows it, which one of all of AWS KMS does not', async () => {
    expect((await ask({}, ALICE_KEY)).status).toBe(200);
    expect(asked).toEqual([{ account: ACCOUNT }]);
    const refused = await ask({}, BOB_KEY);
    expect(refused).toMatchObject({ status: 400, body: { __type: 'AccessDeniedException' } });
    expect(refused.body['message']).toContain('is not authorized to perform: strongroom:GetUsage');
    expect(asked).toHaveLength(1);
  });

  it('names no account: nobody asks about another one', async () => {
    expect(await ask({ account: OTHER_ACCOUNT })).toMatchObject({ status: 400 });
    expect(asked).toEqual([]);
  });

  it('is explained as any action is', async () => {
    const answer = await guarded.kms.explain({ principal: ALICE, action: 'strongroom:GetUsage' });
    expect(answer.allowed).toBe(true);
  });

  it('is refused when it is none', async () => {
    for (const question of [[], 'nonsense', '1', { by: 5 }, { colour: 'red' }]) {
      expect((await ask(question)).status, JSON.stringify(question)).toBe(400);
    }
    expect(await ask({ by: 'colour' })).toEqual({
      status: 400,
      body: { message: '"by" expected something else' },
    });
  });

  it('leaves every other path to the service', async () => {
    const kms = { ...guarded.kms, usage: async () => ({}) };
    const handler = withUsage(async () => new Response('service'), { kms });
    expect(await (await handler(new Request('http://localhost/'))).text()).toBe('service');
  });
});
