import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { cliName, shellLine } from '../../src/console/shell-line.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

const line = (operation: string, request: Readonly<Record<string, unknown>>) =>
  shellLine(operation, OPERATIONS.get(operation)?.input ?? {}, request, {});

describe('the line for the AWS CLI', () => {
  it('has the names of the CLI', () => {
    expect(cliName('GenerateDataKeyPairWithoutPlaintext')).toBe('generate-data-key-pair-without-plaintext');
    expect(cliName('XksProxyUriEndpoint')).toBe('xks-proxy-uri-endpoint');
    expect(cliName('CloudHsmClusterId')).toBe('cloud-hsm-cluster-id');
    expect(cliName('ConnectCustomKeyStore')).toBe('connect-custom-key-store');
  });

  it('says where to go, when it is told', () => {
    const target = { endpoint: 'http://127.0.0.1:4599', region: 'eu-west-1' };
    expect(shellLine('ListKeys', {}, {}, target)).toBe(
      'aws --endpoint-url http://127.0.0.1:4599 --region eu-west-1 kms list-keys',
    );
  });

  it('writes switches, lists, maps, structures and times as the CLI takes them', () => {
    expect(
      line('Encrypt', { KeyId: 'alias/a', Plaintext: 'AP8=', DryRun: true, GrantTokens: ['x', 'y z'] }),
    ).toBe("aws kms encrypt --key-id alias/a --plaintext AP8= --grant-tokens x 'y z' --dry-run");
    expect(line('Encrypt', { KeyId: 'a', EncryptionContext: { tenant: '42' }, DryRun: false })).toBe(
      'aws kms encrypt --key-id a --encryption-context \'{"tenant":"42"}\' --no-dry-run',
    );
    expect(line('TagResource', { KeyId: 'a', Tags: [{ TagKey: 'k', TagValue: 'v' }] })).toBe(
      'aws kms tag-resource --key-id a --tags \'[{"TagKey":"k","TagValue":"v"}]\'',
    );
    expect(line('ImportKeyMaterial', { KeyId: 'a', ValidTo: 60 })).toContain(
      '--valid-to 1970-01-01T00:01:00.000Z',
    );
  });

  it('reaches the program as it was meant, whatever is in it', () => {
    const Description = 'it\'s $HOME `id` "quoted" \\ and\nnew';
    const { stdout } = spawnSync('sh', [
      '-c',
      line('CreateKey', { Description }).replace('aws', 'printf %s\\\\0'),
    ]);
    expect(String(stdout).split('\0')).toContain(Description);
  });

  it('covers secrets, those inside of structures too', () => {
    const text = line('CreateCustomKeyStore', {
      CustomKeyStoreName: 'store',
      KeyStorePassword: 'hunter2hunter2',
      XksProxyAuthenticationCredential: { AccessKeyId: 'AKIDAKID', RawSecretAccessKey: 'swordfish' },
    });
    expect(text).not.toMatch(/hunter2|swordfish|AKIDAKID/);
    expect(text).toContain('--key-store-password SECRET');
  });
});
