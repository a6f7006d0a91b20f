import { expect, test } from 'vitest';
import { createLog, writeEntry } from '../src/ops/log.ts';
import { startMessage } from '../src/ops/start-message.ts';

function written(level: Parameters<typeof createLog>[0] = 'info') {
  const lines: string[] = [];
  return { lines, log: createLog(level, { write: (line) => lines.push(line) }) };
}

test('an entry is one line: time, level, text, fields', () => {
  const { lines, log } = written();
  writeEntry(log, {
    level: 'warn',
    text: 'a client is slow',
    fields: { client: 17, path: '/a b', note: 'ok' },
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z warn {2}a client is slow client=17 path="\/a b" note=ok\n$/,
  );
});

test('the words of a client cannot forge a line or reach the terminal', () => {
  const { lines, log } = written();
  log.info({ name: 'x\n2026-01-01 error forged', '\u001b[31mkey': 1 }, 'text\r\nwith \u001b[31mcolor\u2028');
  expect(lines).toHaveLength(1);
  expect(lines[0].trimEnd()).not.toMatch(/[\p{Cc}\u2028]/u);
  expect(lines[0].indexOf('\n')).toBe(lines[0].length - 1);
});

test('a field cannot replace the time or the level', () => {
  const { lines, log } = written();
  log.info({ time: 'never', level: 'fatal', text: 'other' }, 'true words');
  expect(lines[0]).toMatch(/^\d{4}-\S+Z info {2}true words time=never level=fatal text=other\n$/);
});

test('what is less severe than the level is not written', () => {
  const { lines, log } = written('error');
  writeEntry(log, { level: 'warn', text: 'quiet' });
  writeEntry(log, { level: 'error', text: 'loud' });
  expect(lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['error loud\n']);
  const silent = written('silent');
  writeEntry(silent.log, { level: 'fatal', text: 'nothing' });
  expect(silent.lines).toEqual([]);
});

test('a child log names its thread, and errors keep their message', () => {
  const { lines, log } = written();
  log.child({ thread: 'gateway-1' }).error({ err: new Error('disk full') }, 'failed');
  expect(lines[0]).toContain('thread=gateway-1');
  expect(lines[0]).toContain('disk full');
  expect(lines[0].split('\n')).toHaveLength(2);
});

const facts = {
  mapUrl: 'http://127.0.0.1:8080/',
  socketUrl: 'ws://127.0.0.1:8080/world',
  operatorUrl: 'http://127.0.0.1:8081',
  worldTitle: 'Counties of the United States',
  districts: 3106,
  entities: 2000,
  tick: 0,
  restored: false,
  hash: -1,
  seconds: 1.24,
  dataDirectory: 'data',
};

test('the start message says where everything is, on one screen', () => {
  const message = startMessage(facts);
  for (const place of [
    facts.mapUrl,
    facts.socketUrl,
    'http://127.0.0.1:8081/metrics',
    'ffffffff',
    'Ctrl+C',
    '3,106',
  ]) {
    expect(message).toContain(place);
  }
  const lines = message.split('\n');
  expect(lines.length).toBeLessThan(24);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  const rows = lines.filter((line) => line.startsWith('  '));
  expect(rows.length).toBeGreaterThan(7);
  for (const row of rows) expect(row).toMatch(/^ {2}(?=.{10}\S)[a-z]+( [a-z]+)? +\S/);
});

test('a restored world names the tick of its snapshot, a new one says so', () => {
  expect(startMessage({ ...facts, restored: true, tick: 1_234_567 })).toContain('snapshot of tick 1,234,567');
  expect(startMessage(facts)).toMatch(/state {5,}new, at tick 0/);
});
