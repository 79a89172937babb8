import { describe, expect, it, vi } from 'vitest';
import { runCli } from '../../src/node/cli.ts';
import { helpText } from '../../src/node/flags.ts';
import { readVersion } from '../../src/node/version.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { testMachine } from './machine.ts';

describe('the command line program', () => {
  it('prints its help and its version on standard output', async () => {
    const help = testMachine();
    expect(await runCli(['--help'], help)).toBe(0);
    expect(help.printed()).toBe(helpText(readVersion()));
    const version = testMachine();
    expect(await runCli(['--version'], version)).toBe(0);
    expect(version.printed()).toBe(`${readVersion()}\n`);
  });

  it('answers what is no command with a sentence, a hint, and exit code 64', async () => {
    const machine = testMachine();
    expect(await runCli(['bake'], machine)).toBe(64);
    expect(machine.printed()).toBe('');
    expect(machine.warned()).toBe(
      'There is no command "bake".\n`strongroom --help` lists commands and flags.\n',
    );
  });

  it('runs the self-tests', async () => {
    const machine = testMachine();
    expect(await runCli(['selftest', '--engine', 'portable'], machine)).toBe(0);
    expect(machine.printed()).toMatch(/^engine portable: ready$/m);
  });

  it('answers test vectors from standard input on standard output', async () => {
    const line = { id: 7, alg: 'SHA-256', op: 'digest', message: '616263' };
    const machine = testMachine({}, `${JSON.stringify(line)}\nnonsense\n`);
    expect(await runCli(['vectors', '--engine', 'portable'], machine)).toBe(0);
    const [answer, refusal] = machine
      .printed()
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(answer).toEqual({ id: 7, digest });
    expect(refusal).toHaveProperty('error');
  });

  it('serves until it is told to stop', async () => {
    const machine = testMachine();
    const code = runCli(['serve', '--store', 'memory:', '--port', '0'], machine);
    await machine.hasPrinted;
    machine.stop();
    expect(await code).toBe(0);
  });

  it('names what it did not expect by class and message, without a stack', async () => {
    const machine = testMachine();
    const get = vi
      .spyOn(Object.getPrototypeOf(memoryStore()), 'get')
      .mockRejectedValue(new SyntaxError('odd'));
    expect(await runCli(['serve', '--store', 'memory:', '--port', '0'], machine)).toBe(1);
    get.mockRestore();
    expect(machine.warned()).toBe('Unexpected SyntaxError: odd\n');
  });
});
