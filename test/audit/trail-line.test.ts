import { expect, it } from 'vitest';
import type { CloudTrailEvent } from '../../src/audit/cloudtrail-event.ts';
import { decodeTrailLine, encodeTrailLine } from '../../src/audit/trail-line.ts';

it('a line is one line, whatever the event holds', () => {
  const event = { userAgent: 'a\nb\r\u2028c' } as CloudTrailEvent;
  const text = encodeTrailLine({ event, note: { x: 'd\ne' } });
  expect(text).not.toMatch(/[\n\r]/);
  expect(decodeTrailLine(text)).toEqual({ event, note: { x: 'd\ne' } });
});

it('a line without a note says nothing of one', () => {
  expect(encodeTrailLine({ event: {} as CloudTrailEvent, note: undefined })).toBe('{"event":{}}');
});
