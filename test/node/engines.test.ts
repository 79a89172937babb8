import { describe, expect, it } from 'vitest';
import { engineNamed } from '../../src/node/engines.ts';

describe('the engines of this machine', () => {
  it.each(['portable', 'kernel', 'host', 'auto'] as const)('have %s, new each time', (name) => {
    expect(engineNamed(name).name).toBe(name);
    expect(engineNamed(name)).not.toBe(engineNamed(name));
  });

  it('ask the host first when the choice is theirs', async () => {
    const auto = engineNamed('auto');
    await auto.use('aesGcm');
    expect(auto.describe().primitives.find(({ primitive }) => primitive === 'aesGcm')).toEqual({
      primitive: 'aesGcm',
      engine: 'host',
      selfTest: 'passed',
    });
  });
});
