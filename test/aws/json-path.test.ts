import { describe, expect, it } from 'vitest';
import { withJsonPath } from '../../src/aws/json-path.ts';
import { KmsError } from '../../src/index.ts';
import type { Caller } from '../../src/operations/operation.ts';

const PATH = '/_strongroom/question';
const JSON_TYPE = { 'content-type': 'application/json' };

function handlerOf(
  answer: (question: unknown, caller: Caller) => Promise<object>,
): (request: Request) => Promise<Response> {
  const scope = { account: '111122223333', region: 'eu-west-1' };
  return withJsonPath(async () => new Response('elsewhere'), { path: PATH, scope, answer });
}

const post = (body: string, headers: Record<string, string> = JSON_TYPE): Request =>
  new Request(`http://localhost${PATH}`, { method: 'POST', headers, body });

describe('a path of the service itself', () => {
  it('answers in JSON what is asked in JSON, for the root of an account where nobody signs', async () => {
    const handler = handlerOf(async (question, caller) => ({ question, by: caller.principalArn }));
    const response = await handler(post('{"a":1}'));
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ question: { a: 1 }, by: 'arn:aws:iam::111122223333:root' });
  });

  it('hands every other path on', async () => {
    const handler = handlerOf(async () => ({}));
    const response = await handler(new Request('http://localhost/', { method: 'POST' }));
    expect(await response.text()).toBe('elsewhere');
  });

  it('refuses as AWS does, says what is wrong with a question, and hides what failed', async () => {
    const refusal = async (error: Error, request = post('{}')): Promise<unknown> => {
      const response = await handlerOf(async () => {
        throw error;
      })(request);
      return [response.status, await response.json()];
    };
    expect(await refusal(new KmsError('AccessDeniedException', 'no'))).toEqual([
      400,
      { __type: 'AccessDeniedException', message: 'no' },
    ]);
    expect(await refusal(new RangeError('"a" expected b'))).toEqual([400, { message: '"a" expected b' }]);
    const [status, body] = (await refusal(new Error('secret'))) as [number, object];
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(await refusal(new Error(), post('{'))).toMatchObject([400, { __type: 'SerializationException' }]);
    expect(await refusal(new Error(), post('{}', { 'content-type': 'text/plain' }))).toMatchObject([
      400,
      { __type: 'UnknownOperationException' },
    ]);
  });
});
