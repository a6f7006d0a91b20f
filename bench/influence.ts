import { Worker } from 'node:worker_threads';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { assertWork } from './failure.ts';
import { type InfluenceRepeat, type InfluenceRun, TERRITORY_SYSTEMS } from './influence-thread.ts';
import { assertSame, leastOf, stopwatchUs } from './repeated-ticks.ts';

/**
 * What territories cost the tick: the systems that work on them, timed one by one within whole ticks. The same ticks
 * are run several times, and of each the least counts (see RepeatedTicks); figures that begin with `raw` are of single
 * runs, with whatever interrupted them.
 */
export interface InfluenceReport {
  readonly world: string;
  readonly territories: number;
  readonly controlPoints: number;
  readonly units: number;
  /** Units that stood at a control point at the end, and changes of influence that were booked, in each repeat. */
  readonly unitsAtPoints: number;
  readonly changes: number;
  readonly seconds: number;
  readonly repeats: number;
  readonly usPerGameSecond: number;
  readonly tickUsP50: number;
  readonly tickUsP99: number;
  readonly tickUsP999: number;
  readonly tickUsMax: number;
  /** Median of the repeats. */
  readonly rawUsPerGameSecond: number;
  /** The largest of any tick of any repeat. */
  readonly rawTickUsMax: number;
  /** What looking at the clock costs, taken off all figures: seven times a tick, it is as much as a whole system. */
  readonly stopwatchUsPerGameSecond: number;
  /** Microseconds per game second, by system. */
  readonly systems: Readonly<Record<string, number>>;
}

/**
 * So long that V8 is done with compiling: a branch that is taken first later has its code compiled anew, for 3 ms. The
 * mesh has ten times as many units, and meets every branch so much sooner.
 */
const WARM_UP_SECONDS = { counties: 400, mesh: 100 } as const;

/** How much longer than the one before a repeat runs in all, so that what is compiled late falls into other ticks. */
const OVERTURE_SECONDS = { counties: 30, mesh: 3 } as const;

/**
 * Runs `seconds` of game time back to back, `repeats` times. `progress` is told what is being done. Throws BenchFailure
 * when nothing happened, when a ledger does not add up, or when two repeats did not do the same.
 */
export async function runInfluence(
  land: InfluenceRun['land'],
  units: number,
  seconds: number,
  repeats: number,
  progress: (text: string) => void,
): Promise<InfluenceReport> {
  const warmUpSeconds = WARM_UP_SECONDS[land];
  const done: InfluenceRepeat[] = [];
  for (let i = 0; i < repeats; i++) {
    progress(
      `${land}, ${i + 1} of ${repeats}: ${warmUpSeconds} s of game time to warm up, ${seconds} s measured`,
    );
    const overtureSeconds = i * OVERTURE_SECONDS[land];
    done.push(await inThread({ land, units, seconds, warmUpSeconds, overtureSeconds }));
  }
  assertSame(done);
  return reportOf(done, units, seconds);
}

/** One after the other: side by side they would share the caches, and the memory behind them. */
function inThread(run: InfluenceRun): Promise<InfluenceRepeat> {
  const worker = new Worker(new URL('./influence-thread.js', import.meta.url), {
    workerData: { influence: run },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
}

/** The figures of repeats that did the same. Throws BenchFailure when nothing happened in them. */
export function reportOf(
  repeats: readonly InfluenceRepeat[],
  units: number,
  seconds: number,
): InfluenceReport {
  const { world, territories, controlPoints, unitsAtPoints, changes } = repeats[0];
  assertWork(changes > 0, 'no influence changed');
  assertWork(unitsAtPoints > 0, 'nobody stood at a control point');
  const lookUs = stopwatchUs();
  const { leastUs, rawUs, systemsUs } = leastOf(repeats, TERRITORY_SYSTEMS.length, lookUs);
  const sorted = leastUs.slice().sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const perSecond = (ticks: Float64Array) => ticks.reduce((sum, us) => sum + us, 0) / seconds;
  const raw = rawUs.map(perSecond).sort((a, b) => a - b);
  return {
    ...{ world, territories, controlPoints, units, unitsAtPoints, changes, seconds },
    repeats: repeats.length,
    usPerGameSecond: perSecond(leastUs),
    ...{ tickUsP50: at(0.5), tickUsP99: at(0.99), tickUsP999: at(0.999), tickUsMax: at(1) },
    rawUsPerGameSecond: raw[raw.length >> 1],
    rawTickUsMax: Math.max(...rawUs.map((ticks) => ticks.reduce((most, us) => Math.max(most, us)))),
    stopwatchUsPerGameSecond: lookUs * TERRITORY_SYSTEMS.length * TICKS_PER_SECOND,
    systems: Object.fromEntries(TERRITORY_SYSTEMS.map((name, i) => [name, systemsUs[i] / seconds])),
  };
}

export function influenceText(report: InfluenceReport): string {
  const { repeats, systems } = report;
  const us = (value: number) => value.toFixed(1);
  return [
    `${report.world}: ${report.territories} territories, ${report.controlPoints} control points, ${report.units} units ` +
      `(${report.unitsAtPoints} at a point), ${report.changes} changes in ${report.seconds} s of game time`,
    `the same ticks ${repeats} times, of each tick the least: they do the same to the bit, the rest is the machine`,
    `per game second  ${report.usPerGameSecond.toFixed(0)} µs`,
    `per tick         p50 ${us(report.tickUsP50)}, p99 ${us(report.tickUsP99)}, p99.9 ${us(report.tickUsP999)}, ` +
      `max ${us(report.tickUsMax)} µs`,
    `with the machine ${report.rawUsPerGameSecond.toFixed(0)} µs per game second (median of the ${repeats}), ` +
      `max ${us(report.rawTickUsMax)} µs`,
    ...TERRITORY_SYSTEMS.map((name) => `${name.padEnd(17)}${systems[name].toFixed(0)} µs`),
    '',
  ].join('\n');
}
