import { describe, expect, test } from 'vitest';
import {
  BLAME_TICKS,
  CALM_TICKS_MAX,
  CALM_TICKS_MIN,
  Pace,
  type PaceLimits,
  REVIEW_TICKS,
} from '../src/gateway/pace.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { PRESSURE_MAX } from '../src/replication/tiers.ts';

const LIMITS: PaceLimits = { bytesPerSecond: 60_000, lowBytes: 16_384 };
const MUCH = 40_000;

/** A client under review: `next` is the next half second, with what was sent in it and what waits at its end. */
class Reviewed {
  readonly pace = new Pace();
  tick = 0;

  constructor(limits: Partial<PaceLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
    this.next();
  }

  readonly limits: PaceLimits;

  next(bytes = 0, waitingBytes = 0, timeThousandths = 1000): number {
    this.pace.bytes += bytes;
    this.tick += REVIEW_TICKS;
    return this.pace.review(this.tick, timeThousandths, waitingBytes, this.limits);
  }

  /** Calm half seconds until the pressure falls by one. */
  calmUntilStepDown(): number {
    for (let count = 1; count < 1_000; count++) if (this.next() < 0) return count;
    throw new Error('the pressure never fell');
  }
}

describe('bytes that wait', () => {
  test('raise the pressure by two steps a review from the low mark on, up to the highest', () => {
    const client = new Reviewed();
    expect([0, 1, 2, 3, 4].map(() => client.next(0, LIMITS.lowBytes))).toEqual([2, 2, 2, 1, 0]);
    expect(client.pace.pressure).toBe(PRESSURE_MAX);
  });

  test('below the low mark count when they have not gone by the next review', () => {
    const client = new Reviewed();
    expect([100, 100, 120].map((waiting) => client.next(0, waiting))).toEqual([0, 1, 1]);
    const lucky = new Reviewed();
    expect(lucky.next(0, 100)).toBe(0);
    lucky.pace.drained();
    expect(lucky.next(0, 100)).toBe(0);
  });

  test('that get fewer raise nothing, and are no calm either', () => {
    const client = new Reviewed();
    client.next(0, 60_000);
    const steps = Array.from({ length: 20 }, (_, i) => client.next(0, 59_000 - 2_000 * i));
    expect(steps).toEqual(steps.map(() => 0));
    expect(client.pace.pressure).toBe(2);
  });
});

describe('the budget', () => {
  test('may be exceeded for half a second, as by a fresh view, but not for longer', () => {
    const client = new Reviewed();
    expect([MUCH, 0, MUCH, 0, MUCH, MUCH].map((bytes) => client.next(bytes))).toEqual([0, 0, 0, 0, 0, 1]);
    expect(client.pace.isOverBudget).toBe(true);
  });

  test('takes two steps when it is exceeded twofold', () => {
    const client = new Reviewed();
    expect([61_000, 61_000].map((bytes) => client.next(bytes))).toEqual([0, 2]);
  });

  test('is never exceeded by what is sent exactly up to it, at any length of a tick', () => {
    const client = new Reviewed();
    for (let i = 0; i < 10; i++) expect(client.next(30_000)).toBe(0);
    // Half as fast a world takes twice the time for these ticks.
    for (let i = 0; i < 10; i++) expect(client.next(60_000, 0, 500)).toBe(0);
    expect(client.next(60_002, 0, 500) + client.next(60_002, 0, 500)).toBe(1);
  });

  test('has to be left a quarter free before the pressure falls', () => {
    const client = new Reviewed();
    client.next(MUCH);
    client.next(MUCH);
    expect(client.pace.pressure).toBe(1);
    for (let i = 0; i < 100; i++) expect(client.next(22_501)).toBe(0);
    expect(client.next(22_500) + client.next(22_500)).toBe(-1);
  });
});

describe('calm', () => {
  test('lowers the pressure a step a second, down to none', () => {
    const client = new Reviewed();
    for (let i = 0; i < 4; i++) client.next(0, MUCH);
    const reviews = CALM_TICKS_MIN / REVIEW_TICKS;
    for (let pressure = PRESSURE_MAX; pressure > 0; pressure--) {
      expect(client.calmUntilStepDown()).toBe(reviews);
      expect(client.pace.pressure).toBe(pressure - 1);
    }
    for (let i = 0; i < 100; i++) expect(client.next()).toBe(0);
  });

  test('has to last twice as long after each step down that proved premature, up to a minute', () => {
    const client = new Reviewed();
    client.next(0, MUCH);
    const waits = Array.from({ length: 9 }, () => {
      const wait = client.calmUntilStepDown() * REVIEW_TICKS;
      client.next(0, MUCH);
      return wait / CALM_TICKS_MIN;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64]);
    expect(64 * CALM_TICKS_MIN).toBe(CALM_TICKS_MAX);
  });

  test('is trusted again by and by while steps down hold from where one failed', () => {
    const client = new Reviewed();
    for (let i = 0; i < 4; i++) {
      client.next(0, MUCH);
      client.calmUntilStepDown();
    }
    client.next(0, MUCH);
    client.next(0, MUCH);
    const waits = Array.from(
      { length: 7 },
      () => (client.calmUntilStepDown() * REVIEW_TICKS) / CALM_TICKS_MIN,
    );
    expect(waits).toEqual([16, 16, 16, 16, 8, 4, 2]);
  });

  test('is not blamed for congestion that comes long after a step down', () => {
    const client = new Reviewed();
    client.next(0, MUCH);
    for (let i = 0; i < 2; i++) client.calmUntilStepDown();
    for (let ticks = 0; ticks <= CALM_TICKS_MIN + BLAME_TICKS; ticks += REVIEW_TICKS) client.next();
    client.next(0, MUCH);
    expect(client.calmUntilStepDown() * REVIEW_TICKS).toBe(CALM_TICKS_MIN);
  });
});

/** A line of fixed capacity that carries a stream whose rate depends on the pressure taken over. */
function playLine(seconds: number, capacityAt: (second: number) => number) {
  const RATES = [60_000, 45_000, 30_000, 20_000, 14_000, 10_000, 6_000, 2_000];
  const pace = new Pace();
  const limits = { bytesPerSecond: 1_000_000, lowBytes: 16_384 };
  const pressures: number[] = [];
  let taken = 0;
  let waiting = 0;
  let waitingMax = 0;
  let raises = 0;
  for (let tick = 0; tick < seconds * TICKS_PER_SECOND; tick++) {
    if (tick % REVIEW_TICKS === 0) taken = pace.pressure;
    const bytes = RATES[taken] / TICKS_PER_SECOND;
    pace.bytes += bytes;
    waiting = Math.max(0, waiting + bytes - capacityAt(tick / TICKS_PER_SECOND) / TICKS_PER_SECOND);
    if (waiting === 0) pace.drained();
    waitingMax = Math.max(waitingMax, waiting);
    if (tick % REVIEW_TICKS === 7 && pace.review(tick, 1000, waiting, limits) > 0) raises++;
    if (tick % TICKS_PER_SECOND === 0) pressures.push(pace.pressure);
  }
  return { pressures, raises, waitingMax };
}

describe('a line of so many bytes a second', () => {
  test('that carries the full stream is never slowed down', () => {
    expect(playLine(600, () => 61_000)).toMatchObject({ raises: 0, waitingMax: 0 });
  });

  test.each([25_000, 12_000, 2_500])('that is too slow is found out: %i', (capacity) => {
    const { pressures, raises, waitingMax } = playLine(600, () => capacity);
    // What piles up in the second and a half until it is known how slow it is, and no more.
    expect(waitingMax).toBeLessThan(90_000);
    const settled = pressures.slice(120);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThanOrEqual(3);
    // One try a minute.
    expect(raises).toBeLessThan(30);
  });

  test('that was too slow for a while carries the full stream again soon after', () => {
    const { pressures } = playLine(300, (second) => (second < 60 ? 12_000 : 61_000));
    expect(pressures[59]).toBeGreaterThanOrEqual(3);
    expect(pressures.slice(200)).toEqual(pressures.slice(200).map(() => 0));
  });
});
