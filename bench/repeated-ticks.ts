import type { World } from '../components/world.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { runTick } from '../src/sim/tick.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { assertWork } from './failure.ts';

/**
 * The same ticks, run several times. The tick is deterministic, so each repeat does the same work, and what differs
 * between the times of one tick is the machine: interrupts, other processes, collections of garbage, where memory came
 * to lie. The least of the times is the nearest to what the tick itself costs. No work can hide in that: a tick that
 * has more to do than others has it in every repeat.
 */
export interface Repeat {
  /** Microseconds by tick and system, with the look at the clock that ends each. */
  readonly lapsUs: Float64Array;
  /** Changes of territories that were written down. */
  readonly changes: number;
  /** Of all stores, after the last tick. */
  readonly hash: number;
}

export interface LeastTimes {
  /** Microseconds of the systems in each tick, by repeat, as they were measured. */
  readonly rawUs: readonly Float64Array[];
  /** The least of them, tick by tick. */
  readonly leastUs: Float64Array;
  /** By system, what it took over all ticks, each in the repeat that took least: they sum to `leastUs`. */
  readonly systemsUs: Float64Array;
}

/**
 * Runs ticks back to back, and times the systems of the given names within them. The first `warmUpTicks` are run alike,
 * as what looks at the clock is to be compiled as well, and are not in the result.
 */
export function measureTicks(
  world: World,
  names: readonly string[],
  warmUpTicks: number,
  ticks: number,
): Repeat {
  const columns = names.length;
  const columnOf = Int32Array.from(SCHEDULE, ({ name }) => names.indexOf(name));
  const lapsUs = new Float64Array(ticks * columns);
  let row = 0;
  let last = 0;
  const afterSystem = (index: number) => {
    const now = performance.now();
    if (columnOf[index] >= 0) lapsUs[row + columnOf[index]] = (now - last) * 1000;
    last = now;
  };
  let changes = 0;
  for (let tick = -warmUpTicks; tick < ticks; tick++) {
    row = Math.max(0, tick) * columns;
    last = performance.now();
    runTick(world, afterSystem);
    if (tick >= 0) changes += world.chronicle.count;
  }
  return { lapsUs, changes, hash: worldHash(world, world.graph.districtCount) };
}

/** Throws BenchFailure unless all repeats did the same. */
export function assertSame(repeats: readonly Repeat[]): void {
  const [first] = repeats;
  repeats.forEach(({ changes, hash }, i) => {
    assertWork(hash === first.hash, `repeat ${i} came to the hash ${hash}, the first one to ${first.hash}`);
    assertWork(changes === first.changes, `repeat ${i} had ${changes} changes, not ${first.changes}`);
  });
}

/** Of each tick the repeat in which it took least. `lookUs` is what a look at the clock takes, and is taken off. */
export function leastOf(
  repeats: readonly Pick<Repeat, 'lapsUs'>[],
  columns: number,
  lookUs: number,
): LeastTimes {
  const ticks = repeats[0].lapsUs.length / columns;
  const rawUs = repeats.map(() => new Float64Array(ticks));
  const leastUs = new Float64Array(ticks).fill(Infinity);
  const systemsUs = new Float64Array(columns);
  for (let tick = 0; tick < ticks; tick++) {
    let least = repeats[0].lapsUs;
    repeats.forEach(({ lapsUs }, i) => {
      let us = -lookUs * columns;
      for (let column = 0; column < columns; column++) us += lapsUs[tick * columns + column];
      rawUs[i][tick] = us;
      if (us >= leastUs[tick]) return;
      leastUs[tick] = us;
      least = lapsUs;
    });
    for (let column = 0; column < columns; column++) {
      systemsUs[column] += least[tick * columns + column] - lookUs;
    }
  }
  return { rawUs, leastUs, systemsUs };
}

const LOOKS = 20_000;
const BATCHES = 9;

/** Microseconds between two looks at the clock with nothing in between: the least of some batches, as of ticks. */
export function stopwatchUs(): number {
  let leastMs = Infinity;
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = performance.now();
    let last = start;
    for (let i = 0; i < LOOKS; i++) last = performance.now();
    leastMs = Math.min(leastMs, (last - start) / LOOKS);
  }
  return leastMs * 1000;
}
