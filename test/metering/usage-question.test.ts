import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from '../../src/metering/calendar.ts';
import { daysOf, requireGroup, type UsageQuestion } from '../../src/metering/usage-question.ts';

const TODAY = parseDay('2026-11-27') as number;

function days(question: UsageQuestion): readonly string[] {
  const { fromDay, toDay } = daysOf(question, TODAY);
  return [formatDay(fromDay), formatDay(toDay)];
}

describe('a question about usage', () => {
  it('means this month until today, unless it says otherwise', () => {
    expect(days({})).toEqual(['2026-11-01', '2026-11-27']);
    expect(days({ to: '2026-10-05' })).toEqual(['2026-10-01', '2026-10-05']);
    expect(days({ from: '2026-10-05' })).toEqual(['2026-10-05', '2026-11-27']);
    expect(days({ from: '2026-10-05', to: '2026-10-05' })).toEqual(['2026-10-05', '2026-10-05']);
  });

  it('may name months whole', () => {
    expect(days({ from: '2028-02', to: '2028-02' })).toEqual(['2028-02-01', '2028-02-29']);
  });

  it('refuses days that are none, the wrong way round or too far apart, and groups that are none', () => {
    for (const question of [
      { from: '2026-02-30' },
      { to: 'yesterday' },
      { to: '2026-13' },
      { from: '2026-11-28' },
      { from: '1999-01-01' },
    ]) {
      expect(() => days(question), JSON.stringify(question)).toThrow(RangeError);
    }
    expect(requireGroup('principal')).toBe('principal');
    for (const by of ['colour', '', undefined, 'constructor'])
      expect(() => requireGroup(by)).toThrow(RangeError);
  });
});
