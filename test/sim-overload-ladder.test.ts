import { expect, test } from 'vitest';
import { RUNG } from '../components/overload.ts';
import { OverloadLadder, type OverloadMarks } from '../src/sim/overload-ladder.ts';

const MARKS: OverloadMarks = {
  ...{ rungMax: RUNG.closed, windowTicks: 60, calmTicks: 300, calmPercent: 75 },
  ...{ tickPercent: 80, latenessPercent: 100, stretches: 1, gatewayPercent: 85, framesBehind: 2 },
  memoryPercent: 90,
};
const BUDGET_MICROS = 1_000_000 / 60;

interface Load {
  tickPercent?: number;
  latenessPercent?: number;
  gatewayPercent?: number;
  framesBehind?: number;
  memoryPercent?: number;
}

const IDLE: Load = { tickPercent: 5, latenessPercent: 1 };
const SLOW_TICKS: Load = { tickPercent: 120, latenessPercent: 60 };
const BUSY_GATEWAY: Load = { tickPercent: 5, gatewayPercent: 97 };

/** A ladder, and the rungs it has been on so far with the tick of each change. */
class Climber {
  readonly ladder: OverloadLadder;
  readonly steps: [tick: number, rung: number][] = [];
  tick = 0;

  constructor(marks: Partial<OverloadMarks> = {}, rung = 0) {
    this.ladder = new OverloadLadder({ ...MARKS, ...marks }, rung);
  }

  run(ticks: number, load: Load | ((tick: number) => Load)): this {
    for (let i = 0; i < ticks; i++) {
      const {
        tickPercent = 0,
        latenessPercent = 0,
        gatewayPercent = 0,
        framesBehind = 0,
        memoryPercent = 0,
      } = typeof load === 'function' ? load(i) : load;
      const before = this.ladder.rung;
      this.tick++;
      this.ladder.ticked(
        (tickPercent / 100) * BUDGET_MICROS,
        (latenessPercent / 100) * BUDGET_MICROS,
        framesBehind,
      );
      if (!this.ladder.isWindowOver) continue;
      const hasChanged = this.ladder.judge(gatewayPercent, memoryPercent);
      expect(hasChanged).toBe(this.ladder.rung !== before);
      expect(Math.abs(this.ladder.rung - before)).toBeLessThanOrEqual(1);
      if (hasChanged) this.steps.push([this.tick, this.ladder.rung]);
    }
    return this;
  }
}

test('without load the server stays off the ladder', () => {
  expect(new Climber().run(6_000, IDLE).steps).toEqual([]);
});

test('a gateway that is too busy climbs a rung a second, passes through what does not help, and then takes longer', () => {
  const { steps } = new Climber().run(1_000, BUSY_GATEWAY);
  expect(steps).toEqual([
    [60, RUNG.farSlower],
    [120, RUNG.allSlower],
    [180, RUNG.slowest],
    [195, RUNG.mindsWait],
    [495, RUNG.spectatorsShed],
    [795, RUNG.closed],
  ]);
});

test('ticks that are too slow pass through the rungs that only help gateways', () => {
  const { steps } = new Climber().run(1_000, SLOW_TICKS);
  expect(steps).toEqual([
    [60, RUNG.farSlower],
    [75, RUNG.allSlower],
    [90, RUNG.slowest],
    [150, RUNG.mindsWait],
    [450, RUNG.spectatorsShed],
    [750, RUNG.closed],
  ]);
});

test.each([
  ['ticks', { tickPercent: 81 }, 0],
  ['lateness', { latenessPercent: 101 }, 1],
  ['fan-out', { gatewayPercent: 86 }, 3],
  ['frames behind', { framesBehind: 3 }, 4],
  ['memory', { memoryPercent: 91 }, 5],
] as const)('each measure counts by itself: %s', (_, load, measure) => {
  const { ladder } = new Climber().run(60, load);
  expect([ladder.rung, ladder.worst]).toEqual([1, measure]);
  expect(ladder.values[measure]).toBeCloseTo(Object.values(load)[0]);
});

test('full memory passes through what gives none back, and is calm a little below its mark', () => {
  const climber = new Climber({ calmPercent: 50 }).run(1_000, { memoryPercent: 93 });
  expect(climber.steps.map(([, rung]) => rung)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(climber.steps[3][0]).toBeLessThan(120);
  climber.run(1_200, { memoryPercent: 88 });
  expect(climber.ladder.rung).toBe(RUNG.closed);
  climber.run(1_200, { memoryPercent: 84 });
  expect(climber.ladder.rung).toBeLessThan(RUNG.closed);
});

test('a load on its marks is none above them', () => {
  const load = { tickPercent: 79.99, latenessPercent: 99.99, gatewayPercent: 85, framesBehind: 2 };
  expect(new Climber().run(6_000, load).steps).toEqual([]);
});

test('time that is stretched once in a window is let pass, twice is overload', () => {
  const once = new Climber();
  once.ladder.stretched();
  expect(once.run(60, IDLE).ladder.rung).toBe(0);
  const twice = new Climber();
  twice.ladder.stretched();
  twice.ladder.stretched();
  expect(twice.run(60, IDLE).ladder.rung).toBe(1);
  expect(twice.ladder.worst).toBe(2);
});

test('bad ticks do nothing as long as they are a tenth of all at the most', () => {
  const sixOf60 = (tick: number) => (tick % 10 === 3 ? { tickPercent: 900, latenessPercent: 900 } : IDLE);
  expect(new Climber().run(6_000, sixOf60).steps).toEqual([]);
  const sevenOf60 = (tick: number) => (tick % 60 < 7 ? { tickPercent: 900 } : IDLE);
  expect(new Climber().run(60, sevenOf60).steps).toEqual([[60, 1]]);
});

test('one bad tick in a short window is no reason to pass through a rung', () => {
  const climber = new Climber().run(60, SLOW_TICKS);
  climber.run(15, (tick) => (tick === 4 ? SLOW_TICKS : IDLE));
  expect(climber.ladder.rung).toBe(RUNG.farSlower);
});

test('a load between calm and overload holds the rung', () => {
  const climber = new Climber().run(120, BUSY_GATEWAY);
  climber.run(6_000, { gatewayPercent: 75 });
  expect(climber.ladder.rung).toBe(RUNG.allSlower);
});

test('five seconds of calm undo a rung, in reverse, and no calm counts that was interrupted', () => {
  const climber = new Climber().run(195, BUSY_GATEWAY);
  climber.run(240, IDLE).run(60, { gatewayPercent: 75 }).run(240, IDLE);
  expect(climber.ladder.rung).toBe(RUNG.mindsWait);
  climber.steps.length = 0;
  climber.tick = 0;
  climber.run(1_200, IDLE);
  expect(climber.steps).toEqual([
    [60, RUNG.slowest],
    [360, RUNG.allSlower],
    [660, RUNG.farSlower],
    [960, RUNG.none],
  ]);
  expect([climber.ladder.climbs, climber.ladder.descents]).toEqual([4, 4]);
});

test('a step down that proves premature doubles the wait, sixteen times the shortest at the most', () => {
  const climber = new Climber().run(60, BUSY_GATEWAY);
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    // Each time there is less to do than when the step failed.
    climber.run(climber.ladder.waitTicks, { tickPercent: 40 * 0.7 ** i });
    expect(climber.ladder.rung).toBe(0);
    climber.run(60, BUSY_GATEWAY);
    waits.push(climber.ladder.waitTicks);
  }
  expect(waits).toEqual([600, 1200, 2400, 4800, 4800, 4800, 4800]);
});

test('a step down that proves premature at once is undone after a quarter of a window', () => {
  const climber = new Climber().run(60, BUSY_GATEWAY).run(300, IDLE);
  expect(climber.ladder.rung).toBe(0);
  expect(climber.run(15, BUSY_GATEWAY).ladder.rung).toBe(1);
});

test('a step down that failed is tried again soon only when there is much less to do', () => {
  const failed = () =>
    new Climber({ calmPercent: 50 })
      .run(120, BUSY_GATEWAY)
      .run(300, { gatewayPercent: 40 })
      .run(15, BUSY_GATEWAY);
  expect(failed().steps.map(([, rung]) => rung)).toEqual([1, 2, 1, 2]);
  expect(failed().run(4_740, { gatewayPercent: 33 }).ladder.rung).toBe(2);
  expect(failed().run(4_800, { gatewayPercent: 33 }).ladder.rung).toBe(1);
  expect(failed().run(600, { gatewayPercent: 31 }).ladder.rung).toBe(1);
  // One busy second in a calm span counts.
  const uneven = (tick: number) => ({ gatewayPercent: tick < 60 ? 40 : 10 });
  expect(failed().run(4_740, uneven).ladder.rung).toBe(2);
});

test('memory that is half full does not hide that there is much less to do', () => {
  const climber = new Climber({ calmPercent: 50 })
    .run(120, { ...BUSY_GATEWAY, memoryPercent: 60 })
    .run(300, { gatewayPercent: 40, memoryPercent: 60 })
    .run(15, { ...BUSY_GATEWAY, memoryPercent: 60 });
  expect(climber.ladder.rung).toBe(2);
  expect(climber.run(600, { gatewayPercent: 10, memoryPercent: 60 }).ladder.rung).toBe(1);
});

test('the wait shrinks again with every step down that proves right', () => {
  const climber = new Climber().run(60, BUSY_GATEWAY).run(300, IDLE).run(75, BUSY_GATEWAY);
  expect([climber.ladder.rung, climber.ladder.waitTicks]).toEqual([2, 600]);
  const lessThanThen: Load = { tickPercent: 1 };
  climber.run(600, lessThanThen);
  expect([climber.ladder.rung, climber.ladder.waitTicks]).toEqual([1, 600]);
  climber.run(600, lessThanThen);
  expect([climber.ladder.rung, climber.ladder.waitTicks]).toEqual([0, 300]);
});

test('a climb long after a step down says nothing about it', () => {
  const climber = new Climber().run(60, BUSY_GATEWAY).run(300, IDLE);
  climber.run(360, { gatewayPercent: 75 }).run(60, BUSY_GATEWAY);
  expect([climber.ladder.rung, climber.ladder.waitTicks]).toEqual([1, 300]);
});

test('nobody is sent away by an overload that pauses', () => {
  const climber = new Climber().run(195, BUSY_GATEWAY);
  expect(climber.ladder.rung).toBe(RUNG.mindsWait);
  for (let i = 0; i < 20; i++) climber.run(240, BUSY_GATEWAY).run(60, { gatewayPercent: 80 });
  expect(climber.ladder.rung).toBe(RUNG.mindsWait);
});

test('it climbs no higher than it may, and from above that it comes down whatever the load', () => {
  const low = new Climber({ rungMax: RUNG.slowest }).run(3_000, BUSY_GATEWAY);
  expect(low.steps.map(([, rung]) => rung)).toEqual([1, 2, 3]);
  const high = new Climber({ rungMax: RUNG.slowest }, RUNG.closed).run(960, BUSY_GATEWAY);
  expect(high.steps).toEqual([
    [300, RUNG.spectatorsShed],
    [600, RUNG.mindsWait],
    [900, RUNG.slowest],
  ]);
  expect(new Climber({ rungMax: RUNG.none }).run(3_000, SLOW_TICKS).steps).toEqual([]);
});

test('a world that stood still on purpose begins its window anew, and its stretch is no overload', () => {
  const climber = new Climber().run(59, SLOW_TICKS);
  climber.ladder.stretched();
  climber.ladder.paused();
  climber.ladder.stretched();
  climber.ladder.stretched();
  expect(climber.run(60, IDLE).steps).toEqual([]);
});
