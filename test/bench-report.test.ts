import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { baselineOf, compareRows, comparisonText, readBaseline, writeBaseline } from '../bench/baseline.ts';
import { BenchFailure } from '../bench/failure.ts';
import { type MicroResult, measureRows, microText } from '../bench/micro.ts';
import { histogramLines } from '../bench/tick-report.ts';
import { allocateMetrics, Metrics } from '../src/memory/metrics-block.ts';

function result(name: string, nsPerOp: number): MicroResult {
  return {
    name,
    nsPerOp,
    deviationPercent: 1,
    nsMin: nsPerOp / 2,
    nsPerItem: nsPerOp / 10,
    item: 'thing',
    nsLow: nsPerOp * 0.9,
    nsHigh: nsPerOp * 1.2,
  };
}

test('a comparison marks what became slower or faster by more than the allowance, and what is new', () => {
  const before = ['same', 'slow', 'slower', 'fast', 'faster', 'edge'].map((name) => result(name, 1000));
  const baseline = baselineOf(before, new Date('2026-01-02T03:04:05Z'));
  const now = [
    result('same', 1100),
    result('slow', 1160),
    result('slower', 1300),
    result('fast', 860),
    result('faster', 700),
    result('edge', 1150),
    result('x', 5),
  ];
  const rows = compareRows(baseline, now);
  expect(rows.map((row) => row.mark)).toEqual(['', 'slower?', 'slower', 'faster?', 'faster', '', 'new']);
  expect(rows[1]).toMatchObject({
    baselineNs: 1000,
    nowNs: 1160,
    ratio: 1.16,
    ratioLow: 1.04,
    ratioHigh: 1.39,
  });
  const lines = comparisonText(baseline, rows).trimEnd().split('\n');
  expect(lines).toHaveLength(2 + rows.length);
  expect(lines[0]).toContain('2026-01-02');
  expect(lines[3]).toMatch(/^slow +1000 +1160 +1\.16 +1\.04-1\.39 slower\?$/);
});

test('a baseline comes back as it was written, and holds neither path nor host', () => {
  const directory = mkdtempSync(join(tmpdir(), 'baseline-'));
  try {
    const file = join(directory, 'baseline.json');
    const baseline = baselineOf([result('row', 1000)], new Date());
    writeBaseline(file, baseline);
    expect(readBaseline(file)).toEqual(baseline);
    expect(Object.keys(baseline).sort()).toEqual(['cpu', 'date', 'node', 'rows']);
    expect(() => readBaseline(join(directory, 'none.json'))).toThrow(/none\.json: not a baseline .* --save/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('rows are measured in turn, prepared before every run and checked after every round', () => {
  const order: string[] = [];
  const row = (name: string) => ({
    name,
    count: 1,
    build: () => {
      let prepared = false;
      return {
        item: 'run',
        items: 2,
        prepare: () => {
          prepared = true;
        },
        run: () => {
          if (!prepared) throw new Error('not prepared');
          prepared = false;
        },
        check: () => order.push(name),
      };
    },
  });
  const results = measureRows([row('a'), row('b')], { rounds: 2, timeMs: 1 });
  expect(order).toEqual(['a', 'b', 'a', 'b']);
  expect(results.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(microText(results).trimEnd().split('\n')).toHaveLength(3);
});

test('a row that did not do its work has no figures', () => {
  const check = () => {
    throw new BenchFailure('nothing happened');
  };
  const spec = { name: 'lazy', count: 1, build: () => ({ item: 'run', items: 1, run: () => {}, check }) };
  expect(() => measureRows([spec], { rounds: 1, timeMs: 1 })).toThrow('nothing happened');
});

test('the bars of a histogram hold every value once', () => {
  const metrics = new Metrics(allocateMetrics(), 'sim');
  const at = metrics.at('tickMicros');
  for (const micros of [3, 260, 265, 270, 1_000, 40_000]) metrics.record(at, micros);
  const lines = histogramLines(metrics.buckets(at));
  expect(lines.length).toBeLessThanOrEqual(24);
  const counts = lines.map((line) => Number(/ms +(\d+)/.exec(line)![1]));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
  expect(Math.max(...counts)).toBe(3);
  expect(histogramLines(new Float64Array(metrics.buckets(at).length))).toEqual([]);
});
