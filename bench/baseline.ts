import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { MicroResult } from './micro.ts';

/** Figures of an earlier run. Times of another machine say little; the ratio of two runs on one machine does. */
export interface Baseline {
  readonly date: string;
  readonly node: string;
  readonly cpu: string;
  readonly rows: Readonly<Record<string, Pick<MicroResult, 'nsPerOp' | 'nsLow' | 'nsHigh' | 'nsPerItem'>>>;
}

/** A row is marked when its ratio is outside these. */
const SLOWER = 1.15;
const FASTER = 0.87;

export interface ComparedRow {
  readonly name: string;
  readonly baselineNs: number | undefined;
  readonly nowNs: number;
  readonly ratio: number | undefined;
  /** The ratio of the fastest and the slowest round. */
  readonly ratioLow: number | undefined;
  readonly ratioHigh: number | undefined;
  /** With a question mark when not every round agrees: the machine was busy, or the row is noisy. */
  readonly mark: '' | 'slower' | 'slower?' | 'faster' | 'faster?' | 'new';
}

export function baselineOf(results: readonly MicroResult[], now: Date): Baseline {
  return {
    date: now.toISOString().slice(0, 10),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    rows: Object.fromEntries(
      results.map(({ name, nsPerOp, nsLow, nsHigh, nsPerItem }) => [
        name,
        { nsPerOp, nsLow, nsHigh, nsPerItem },
      ]),
    ),
  };
}

export function writeBaseline(file: string, baseline: Baseline): void {
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);
}

/** Throws with the file and what is wrong with it. */
export function readBaseline(file: string): Baseline {
  try {
    const baseline = JSON.parse(readFileSync(file, 'utf8')) as Baseline;
    if (typeof baseline.rows !== 'object') throw new Error('it has no rows');
    return baseline;
  } catch (error) {
    throw new Error(`${file}: not a baseline (${(error as Error).message}); make one with --save`);
  }
}

export function compareRows(baseline: Baseline, results: readonly MicroResult[]): ComparedRow[] {
  return results.map(({ name, nsPerOp, nsLow, nsHigh }) => {
    const before = baseline.rows[name];
    const to = (ns: number) => (before ? Number((ns / before.nsPerOp).toFixed(2)) : undefined);
    const ratio = to(nsPerOp);
    const ratioLow = to(nsLow);
    const ratioHigh = to(nsHigh);
    const mark = markOf(ratio, ratioLow, ratioHigh);
    return { name, baselineNs: before?.nsPerOp, nowNs: nsPerOp, ratio, ratioLow, ratioHigh, mark };
  });
}

function markOf(ratio = Number.NaN, low = Number.NaN, high = Number.NaN): ComparedRow['mark'] {
  if (Number.isNaN(ratio)) return 'new';
  if (ratio > SLOWER) return low > SLOWER ? 'slower' : 'slower?';
  if (ratio < FASTER) return high < FASTER ? 'faster' : 'faster?';
  return '';
}

/** Aligned columns: the ratio is now / baseline, then the ratios of the fastest and the slowest round. */
export function comparisonText(baseline: Baseline, rows: readonly ComparedRow[]): string {
  const shown = (value: number | undefined, digits: number) =>
    value === undefined ? '-' : value.toFixed(digits);
  const lines = [
    `baseline of ${baseline.date}, node ${baseline.node}, ${baseline.cpu}`,
    `${'row'.padEnd(26)}${'baseline ns'.padStart(13)}${'now ns'.padStart(12)}${'ratio'.padStart(7)}${'rounds'.padStart(13)}`,
  ];
  for (const { name, baselineNs, nowNs, ratio, ratioLow, ratioHigh, mark } of rows) {
    const rounds = `${shown(ratioLow, 2)}-${shown(ratioHigh, 2)}`;
    lines.push(
      `${name.padEnd(26)}${shown(baselineNs, 0).padStart(13)}${String(nowNs).padStart(12)}` +
        `${shown(ratio, 2).padStart(7)}${rounds.padStart(13)} ${mark}`.trimEnd(),
    );
  }
  return `${lines.join('\n')}\n`;
}
