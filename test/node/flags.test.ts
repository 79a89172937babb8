import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS, FLAGS, helpText, parseCommand, UsageError, valuesOf } from '../../src/node/flags.ts';

describe('the command line', () => {
  it('fills in defaults and leaves out what is off', () => {
    expect(parseCommand(['serve'])).toEqual({
      command: 'serve',
      flags: {
        host: '127.0.0.1',
        port: '4599',
        region: 'us-east-1',
        account: '000000000000',
        'keys-per-region': '100000',
        settling: '0',
        engine: 'auto',
        log: 'text',
        audit: 'on',
        'audit-keep': '90',
        'audit-size': '256',
        'audit-every': '300',
        'digest-every': '3600',
        quotas: 'off',
        metrics: 'loopback',
        console: 'on',
      },
    });
  });

  it('takes a value after a space or an equals sign', () => {
    expect(parseCommand(['serve', '--port', '0', '--data=/keys', '--passphrase']).flags).toMatchObject({
      port: '0',
      data: '/keys',
      passphrase: true,
    });
  });

  it('takes lists by repetition and by commas', () => {
    const args = ['serve', '--allow-host', 'a.example', '--allow-host=b.example,c.example'];
    const flags = parseCommand(args).flags;
    expect(valuesOf(flags['allow-host'])).toEqual(['a.example', 'b.example', 'c.example']);
    expect(valuesOf(flags['allow-origin'])).toEqual([]);
    for (const origin of ['*', 'https://a.example/', 'https://a.example/x', 'a.example', 'null', 'file:///x'])
      expect(() => parseCommand(['serve', '--allow-origin', origin])).toThrow(
        /^--allow-origin expects an origin/,
      );
    expect(() => parseCommand(['serve', '--allow-host', 'a.example:80/'])).toThrow(
      /^--allow-host expects a name/,
    );
    expect(() => parseCommand(['serve', '--allow-host', ''])).toThrow(UsageError);
  });

  it.each([
    [[], 'A command is missing.'],
    [['bake'], 'There is no command "bake".'],
    [['constructor'], 'There is no command "constructor".'],
    [['serve', 'twice'], "Unexpected argument 'twice'."],
    [['serve', '--colour'], "Unknown option '--colour'."],
    [['serve', '--__proto__', 'x'], "Unknown option '--__proto__'."],
    [['selftest', '--port', '1'], "Unknown option '--port'."],
    [['serve', '--port'], "Option '--port <value>' argument missing."],
    [['serve', '--passphrase=secret'], "Option '--passphrase' does not take an argument."],
    [['serve', '--port', '65536'], '--port expects a number from 0 to 65535, got "65536".'],
    [['serve', '--port', '0x50'], '--port expects a number from 0 to 65535, got "0x50".'],
    [['serve', '--region', 'mars'], '--region expects the name of a Region, got "mars".'],
    [['serve', '--account', '12'], '--account expects 12 digits, got "12".'],
    [['serve', '--store', 'redis:x'], '--store expects memory: or sqlite: and a file, got "redis:x".'],
    [['serve', '--store', 'sqlite:'], '--store expects memory: or sqlite: and a file, got "sqlite:".'],
    [['serve', '--data', ''], '--data expects a folder, got "".'],
    [['vectors', '--engine', 'fast'], '--engine expects auto or kernel or portable or host, got "fast".'],
  ])('refuses %j in one sentence', (args, sentence) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(new UsageError(sentence));
  });

  it.each(['us-east-1', 'ap-southeast-2', 'eu-central-1', 'us-gov-west-1', 'cn-north-1'])(
    'knows %s',
    (region) => {
      expect(parseCommand(['serve', '--region', region]).flags.region).toBe(region);
    },
  );

  it('asks for help or the version wherever the flag stands', () => {
    expect(parseCommand(['serve', '--help']).command).toBe('help');
    expect(parseCommand(['-h']).command).toBe('help');
    expect(parseCommand(['--version']).command).toBe('version');
  });
});

describe('the help text', () => {
  it('has a line for each command, flag and default of the table, none wider than 110', () => {
    const help = helpText('1.2.3');
    for (const name of Object.keys(COMMANDS))
      expect(help).toMatch(new RegExp(`^ {2}strongroom ${name} +\\S`, 'm'));
    for (const [name, flag] of Object.entries(FLAGS)) {
      expect(help).toMatch(new RegExp(`^ {2}--${name}( |$)`, 'm'));
      if (flag.default !== undefined) expect(help).toContain(`(default ${flag.default})`);
    }
    expect(help.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  it('names the version it is given', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(helpText(version)).toContain(`strongroom ${version}:`);
  });
});
