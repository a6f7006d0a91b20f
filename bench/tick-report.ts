import { countBelow } from '../src/memory/metrics-block.ts';

/** Times of a system over the measured ticks, in microseconds. */
export interface SystemTimes {
  readonly usP50: number;
  readonly usP99: number;
}

/** What `bench tick` answers. Percentiles come from histograms and are at most 6 % above the true value. */
export interface TickReport {
  readonly units: number;
  readonly viewers: number;
  readonly seconds: number;
  readonly ticks: number;
  readonly ticksPerSecond: number;
  readonly tickMsP50: number;
  readonly tickMsP99: number;
  readonly tickMsMax: number;
  readonly latenessMsP99: number;
  readonly catchUpTicks: number;
  readonly stretchedMs: number;
  readonly scavenges: number;
  readonly majorCollections: number;
  /** Growth of the sim's heap: without a collection in between, all the garbage that a tick makes. */
  readonly heapBytesPerTick: number;
  readonly changesPerTick: number;
  readonly blocksPerTick: number;
  readonly bytesPerTick: number;
  readonly systems: Readonly<Record<string, SystemTimes>>;
}

const BAR_WIDTH = 50;
const BARS_MAX = 24;

/** A histogram of microseconds as bars for people, a line per step of a quarter (or half, or whole) power of two. */
export function histogramLines(buckets: Float64Array): string[] {
  const total = buckets[0];
  if (total === 0) return [];
  for (const steps of [4, 2]) {
    const lines = bars(buckets, total, steps);
    if (lines.length <= BARS_MAX) return lines;
  }
  return bars(buckets, total, 1);
}

function bars(buckets: Float64Array, total: number, stepsPerDoubling: number): string[] {
  const rows: { from: number; to: number; count: number }[] = [];
  let below = 0;
  let from = 0;
  for (let step = 0; below < total && step < 30 * stepsPerDoubling; step++) {
    const octave = 2 ** (4 + Math.floor(step / stepsPerDoubling));
    const to = octave * (1 + (step % stepsPerDoubling) / stepsPerDoubling);
    const count = countBelow(buckets, to) - below;
    if (count > 0 || rows.length > 0) rows.push({ from, to, count });
    below += count;
    from = to;
  }
  const largest = Math.max(...rows.map((row) => row.count));
  return rows.map(({ from: low, to, count }) => {
    const bar = '#'.repeat(Math.ceil((count / largest) * BAR_WIDTH));
    return `${milliseconds(low)} - ${milliseconds(to)} ms ${String(count).padStart(7)} ${bar}`.trimEnd();
  });
}

function milliseconds(micros: number): string {
  return (micros / 1000).toFixed(3).padStart(8);
}

/** The report as a person reads it: figures, systems, histogram. */
export function tickText(report: TickReport, histogram: readonly string[]): string {
  const { systems, ...figures } = report;
  const lines = Object.entries(figures).map(([name, value]) => `${name.padEnd(18)}${value}`);
  lines.push('', `${'system'.padEnd(18)}${'us p50'.padStart(9)}${'us p99'.padStart(9)}`);
  for (const [name, { usP50, usP99 }] of Object.entries(systems)) {
    lines.push(`${name.padEnd(18)}${String(usP50).padStart(9)}${String(usP99).padStart(9)}`);
  }
  if (histogram.length > 0) lines.push('', 'tick time', ...histogram);
  return `${lines.join('\n')}\n`;
}
