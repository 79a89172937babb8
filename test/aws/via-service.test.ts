import * as sdk from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { throughService, trustedByDirectory, trustsEverybody } from '../../src/aws/via-service.ts';
import { callerIn, SCOPE } from '../operations/service.ts';
import { ALICE_KEY, BOB_KEY, openGuarded, type ROOT_KEY } from './door.ts';

const saying = (name?: string): Request =>
  new Request('http://localhost/', {
    headers: name === undefined ? {} : { 'x-strongroom-via-service': name },
  });

describe('a call through a service', () => {
  const caller = callerIn(SCOPE);

  it('is said by the service’s name, short or whole', () => {
    for (const name of ['s3', 's3.us-east-1.amazonaws.com']) {
      const { connection } = throughService(saying(name), caller, trustsEverybody);
      expect(connection?.viaService).toBe('s3.us-east-1.amazonaws.com');
    }
    expect(throughService(saying(), caller, trustsEverybody)).toBe(caller);
  });

  it('is refused where it names no service, or the caller may not stand for it', () => {
    expect(() => throughService(saying('s3.eu-west-1.amazonaws.com'), caller, trustsEverybody)).toThrow(
      'names no service',
    );
    expect(() => throughService(saying('s3'), caller, trustedByDirectory)).toThrow(
      'is not accepted from this caller',
    );
  });

  it('is open, over signatures, to whom the directory lets stand for the service', async () => {
    const guarded = await openGuarded();
    const describe = async (credentials: typeof ROOT_KEY, service: string): Promise<string> => {
      const client = guarded.clientOf(credentials);
      client.middlewareStack.add(
        (next) => (args) => {
          (args.request as { headers: Record<string, string> }).headers['x-strongroom-via-service'] = service;
          return next(args);
        },
        { step: 'build' },
      );
      const answer = await client
        .send(new sdk.DescribeKeyCommand({ KeyId: 'alias/aws/s3' }))
        .catch((error) => error);
      return answer.KeyMetadata?.KeyManager ?? answer.message;
    };
    expect(await describe(ALICE_KEY, 's3')).toBe('AWS');
    expect(await describe(ALICE_KEY, 'ebs')).toMatch(/not accepted from this caller/);
    expect(await describe(BOB_KEY, 's3')).toMatch(/not accepted from this caller/);
  });
});
