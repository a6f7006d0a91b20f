import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENDLESS_TICKS, planCourse, ticksToEdge } from '../src/maths/course.ts';
import {
  divideRounded,
  HEADINGS,
  integerSqrt,
  stepX,
  stepY,
  unitsPerTick,
  vectorLength,
} from '../src/maths/fixed-point.ts';

const SEED = { seed: 1, numRuns: 2_000 };
const EXACT_MAX = 2 ** 53 - 1;

/** The square root by bisection over whole numbers of any size. */
function bigSqrt(n: bigint): bigint {
  let [low, high] = [0n, 1n << 40n];
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle * middle <= n) low = middle;
    else high = middle - 1n;
  }
  return low;
}

function expectRoot(n: number): void {
  if (BigInt(integerSqrt(n)) !== bigSqrt(BigInt(n))) throw new Error(`integerSqrt(${n}) = ${integerSqrt(n)}`);
}

describe('the whole square root', () => {
  test('is right for every small number', () => {
    for (let n = 0; n < 20_000; n++) expectRoot(n);
  });

  test('is right at and beside squares and powers of two, up to 2^53', () => {
    for (let bit = 0; bit <= 53; bit++) {
      for (const n of [2 ** bit - 2, 2 ** bit - 1, 2 ** bit, 2 ** bit + 1])
        if (n >= 0 && n <= EXACT_MAX) expectRoot(n);
    }
    for (let root = 94_906_265; root > 94_906_000; root--) {
      for (const n of [root * root - 1, root * root, root * root + 1]) expectRoot(n);
    }
    for (let below = 0; below < 1_000; below++) expectRoot(EXACT_MAX - below);
  });

  test('is right for any number', () => {
    fc.assert(fc.property(fc.maxSafeNat(), expectRoot), SEED);
  });
});

const part = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });

test('the length of a vector is exact below 2^26 and good to a millionth beyond', () => {
  fc.assert(
    fc.property(part, part, (dx, dy) => {
      const exact = bigSqrt(BigInt(dx) ** 2n + BigInt(dy) ** 2n);
      const length = vectorLength(dx, dy);
      if (Math.max(Math.abs(dx), Math.abs(dy)) < 2 ** 26) return BigInt(length) === exact;
      return Math.abs(length - Number(exact)) <= Number(exact) / 2 ** 20;
    }),
    SEED,
  );
  expect([vectorLength(3, 4), vectorLength(-3, -4), vectorLength(0, 0), vectorLength(1, 1)]).toEqual([
    5, 5, 0, 1,
  ]);
});

describe('a step along a heading', () => {
  test('is within a unit of the real one, table step included', () => {
    // Headings are told in 1/65536 and looked up in 1/4096 of a turn: half the error is the length times that angle.
    for (let heading = 0; heading < HEADINGS; heading += 16) {
      for (const length of [1, 683, 2_731, 30_720]) {
        const angle = (2 * Math.PI * heading) / HEADINGS;
        expect(Math.abs(stepX(heading, length) - Math.cos(angle) * length)).toBeLessThanOrEqual(1);
        expect(Math.abs(stepY(heading, length) - Math.sin(angle) * length)).toBeLessThanOrEqual(1);
      }
    }
  });

  test('is the opposite of the step along the opposite heading', () => {
    for (let heading = 0; heading < HEADINGS / 2; heading += 7) {
      const opposite = heading + HEADINGS / 2;
      expect([
        stepX(opposite, 2_731) + stepX(heading, 2_731),
        stepY(opposite, 2_731) + stepY(heading, 2_731),
      ]).toEqual([0, 0]);
    }
  });

  test('is the same on both axes, a quarter turn apart', () => {
    for (let heading = 0; heading < HEADINGS; heading += 16) {
      expect(stepX(heading, 9_999)).toBe(stepY((heading + HEADINGS / 4) % HEADINGS, 9_999));
    }
  });

  test('goes east at 0 and south at a quarter turn', () => {
    expect([stepX(0, 100), stepY(0, 100)]).toEqual([100, 0]);
    expect([stepX(16_384, 100), stepY(16_384, 100)]).toEqual([0, 100]);
  });
});

test('whole division rounds to the nearest, halves away from zero', () => {
  expect([divideRounded(5, 2), divideRounded(-5, 2), divideRounded(4, 3), divideRounded(-4, 3)]).toEqual([
    3, -3, 1, -1,
  ]);
  fc.assert(
    fc.property(part, fc.integer({ min: 1, max: 100_000 }), (dividend, divisor) => {
      const rest = Math.abs(dividend - divideRounded(dividend, divisor) * divisor);
      return (
        2 * rest <= divisor && divideRounded(-dividend, divisor) + divideRounded(dividend, divisor) === 0
      );
    }),
    SEED,
  );
});

test('a speed is at least a unit per tick', () => {
  expect([unitsPerTick(60), unitsPerTick(0.0001), unitsPerTick(10)]).toEqual([4_096, 1, 683]);
});

describe('a planned course', () => {
  const course = { vx: 0, vy: 0, ticks: 0 };
  const distance = fc.integer({ min: -20_000_000, max: 20_000_000 });
  const speeds = fc.integer({ min: 1, max: 30_720 });

  test('never exceeds its speed by more than its rounding', () => {
    fc.assert(
      fc.property(distance, distance, speeds, (dx, dy, speed) => {
        planCourse(course, dx, dy, speed);
        return Math.hypot(course.vx, course.vy) <= speed + 1 + Math.SQRT1_2;
      }),
      SEED,
    );
  });

  test('arrives exactly after planning again a few times, and within its due time', () => {
    fc.assert(
      fc.property(distance, distance, speeds, (dx, dy, speed) => {
        const due = Math.hypot(dx, dy) / speed;
        let [x, y, ticks] = [0, 0, 0];
        for (let plans = 0; plans < 30 && (x !== dx || y !== dy); plans++) {
          planCourse(course, dx - x, dy - y, speed);
          x += course.vx * course.ticks;
          y += course.vy * course.ticks;
          ticks += course.ticks;
        }
        return x === dx && y === dy && ticks <= due * (1 + 2 / speed) + 8;
      }),
      SEED,
    );
  });
});

test('as many ticks as the edge allows stay inside, and one more does not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 30 }),
      fc.integer({ min: 0, max: 2 ** 30 }),
      fc.integer({ min: -32_768, max: 32_767 }),
      (size, anywhere, velocity) => {
        const position = anywhere % size;
        const ticks = ticksToEdge(position, velocity, size);
        if (velocity === 0) return ticks === ENDLESS_TICKS;
        const inside = (x: number) => x >= 0 && x < size;
        return inside(position + velocity * ticks) && !inside(position + velocity * (ticks + 1));
      },
    ),
    SEED,
  );
});
