import { Bench } from 'tinybench';
import { assertWork } from './failure.ts';
import type { MicroRow, MicroRowSpec } from './micro-row.ts';

/** Figures of a row, in nanoseconds. Of several rounds, each figure is the median of the rounds. */
export interface MicroResult {
  readonly name: string;
  /** Median time of one run. */
  readonly nsPerOp: number;
  /** Median distance of a run from that, in percent. */
  readonly deviationPercent: number;
  readonly nsMin: number;
  readonly nsPerItem: number;
  readonly item: string;
  /** Lowest and highest median of the rounds: what the machine's noise does to `nsPerOp`. */
  readonly nsLow: number;
  readonly nsHigh: number;
}

export interface MicroOptions {
  readonly rounds: number;
  /** Timed milliseconds per row and round. */
  readonly timeMs: number;
}

interface Round {
  readonly p50: number;
  readonly mad: number;
  readonly min: number;
}

const NS_PER_MS = 1e6;

/**
 * Measures rows, round after round through all of them, so that a slow minute of the machine falls on every row
 * and not on one. Throws BenchFailure when a row did not do its work.
 */
export function measureRows(specs: readonly MicroRowSpec[], options: MicroOptions): MicroResult[] {
  const rows = specs.map((spec) => ({ name: spec.name, row: spec.build(spec.count), rounds: [] as Round[] }));
  for (let round = 0; round < options.rounds; round++) {
    for (const { name, row, rounds } of rows) rounds.push(measureOnce(name, row, options.timeMs));
  }
  return rows.map(({ name, row, rounds }) => summarize(name, row, rounds));
}

function measureOnce(name: string, row: MicroRow, timeMs: number): Round {
  const bench = new Bench({
    time: timeMs,
    iterations: 8,
    warmupTime: timeMs / 4,
    warmupIterations: 4,
    throws: true,
  });
  bench.add(name, () => row.run(), { beforeEach: () => row.prepare?.() });
  const [{ result }] = bench.runSync();
  row.check();
  assertWork('latency' in result, `${name}: tinybench ended with ${result.state}`);
  const { latency } = result as Extract<typeof result, { latency: unknown }>;
  return { p50: latency.p50 * NS_PER_MS, mad: latency.mad * NS_PER_MS, min: latency.min * NS_PER_MS };
}

function summarize(name: string, row: MicroRow, rounds: readonly Round[]): MicroResult {
  const p50s = rounds.map((round) => round.p50);
  const nsPerOp = median(p50s);
  return {
    name,
    nsPerOp: Math.round(nsPerOp),
    deviationPercent: round1((median(rounds.map((round) => round.mad)) / nsPerOp) * 100),
    nsMin: Math.round(Math.min(...rounds.map((round) => round.min))),
    nsPerItem: round1(nsPerOp / row.items),
    item: row.item,
    nsLow: Math.round(Math.min(...p50s)),
    nsHigh: Math.round(Math.max(...p50s)),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function round1(value: number): number {
  return Number(value.toFixed(1));
}

/** Aligned columns, the same for every run, so that two outputs diff line by line. */
export function microText(results: readonly MicroResult[]): string {
  const lines = [
    `${'row'.padEnd(26)}${'ns/op'.padStart(12)}${'±'.padStart(8)}${'min'.padStart(12)}${'per item'.padStart(12)}`,
  ];
  for (const { name, nsPerOp, deviationPercent, nsMin, nsPerItem, item } of results) {
    const deviation = `${deviationPercent.toFixed(1)}%`;
    lines.push(
      `${name.padEnd(26)}${String(nsPerOp).padStart(12)}${deviation.padStart(8)}` +
        `${String(nsMin).padStart(12)}${nsPerItem.toFixed(1).padStart(12)} ns/${item}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
