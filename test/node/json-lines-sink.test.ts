import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jsonLinesSink } from '../../src/node/json-lines-sink.ts';
import { eventAt } from '../audit/deliveries.ts';
import { temporaryFolder } from './process.ts';

it('appends an event a line, also after the file was moved away', async () => {
  const file = join(temporaryFolder(), 'events.jsonl');
  const sink = jsonLinesSink(file);
  const events = [eventAt(0), eventAt(1)];
  await sink.write({ sequence: 1, events });
  await sink.write({ sequence: 2, events: events.slice(0, 1) });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([...events, events[0]]);
  renameSync(file, `${file}.1`);
  await sink.write({ sequence: 3, events });
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
  expect(sink.name).toMatch(/^jsonl:/);
});
