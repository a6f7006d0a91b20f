import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DrawEasing } from '../client/draw-easing.ts';
import {
  HEADINGS,
  legX,
  legY,
  TICKS_PER_SECOND,
  UNITS_PER_METER,
  unitsPerTick,
  walkOn,
  walkTo,
} from '../client/kinematics.ts';
import type { MirrorEntity } from '../client/mirror.ts';
import { AvatarPrediction } from '../client/prediction.ts';
import { type Course, planCourse } from '../src/maths/course.ts';
import * as serverMaths from '../src/maths/fixed-point.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { RESULT } from '../src/protocol/fields.ts';

const MS_PER_TICK = 1000 / 60;
const SPEED = unitsPerTick(40);

const spot = () => ({ x: 0, y: 0, vx: 0, vy: 0 });

function avatar(changes: Partial<MirrorEntity> = {}): MirrorEntity {
  return {
    id: 7,
    generation: 1,
    kind: 2,
    faction: 1,
    x: 1_000_000,
    y: 1_000_000,
    vx: 0,
    vy: 0,
    harm: 0,
    target: 0,
    baseTick: 100,
    next: [],
    ...changes,
  };
}

/** Sets the course that the server gives in `tick`, as the mirror does. */
function turn(entity: MirrorEntity, tick: number, vx: number, vy: number): void {
  entity.x += entity.vx * (tick - 1 - entity.baseTick);
  entity.y += entity.vy * (tick - 1 - entity.baseTick);
  entity.baseTick = tick - 1;
  entity.vx = vx;
  entity.vy = vy;
}

function at(prediction: AvatarPrediction, tick: number) {
  const { x, y } = prediction.position(tick, tick * MS_PER_TICK, { x: 0, y: 0 });
  return { x, y };
}

test('client and server agree about units, ticks and walks', () => {
  expect([UNITS_PER_METER, TICKS_PER_SECOND, HEADINGS]).toEqual([
    serverMaths.UNITS_PER_METER,
    serverMaths.TICKS_PER_SECOND,
    serverMaths.HEADINGS,
  ]);
  const part = fc.integer({ min: -40_000_000, max: 40_000_000 });
  const speed = fc.integer({ min: 1, max: 30_000 });
  fc.assert(
    fc.property(part, part, speed, fc.integer({ min: 0, max: HEADINGS - 1 }), (dx, dy, units, heading) => {
      const course: Course = { vx: 0, vy: 0, ticks: 0 };
      planCourse(course, dx, dy, units);
      const leg = walkTo(500, 600, 500 + dx, 600 + dy, units, 10);
      expect([leg.vx, leg.vy, leg.endTick - 10].map((value) => value + 0)).toEqual(
        [course.vx, course.vy, course.ticks].map((value) => value + 0),
      );
      const extent = { width: 2 ** 30, height: 2 ** 30 };
      const on = walkOn(2 ** 29, 2 ** 29, heading, units, 0, extent);
      expect([on.vx + 0, on.vy + 0]).toEqual([
        serverMaths.stepX(heading, units) + 0,
        serverMaths.stepY(heading, units) + 0,
      ]);
    }),
    { seed: 4, numRuns: 2000 },
  );
});

test('a walk ends at its goal and a walk along a heading at the border of the world', () => {
  const leg = walkTo(0, 0, 10_001, 7, 1000, 50);
  expect([legX(leg, 50), legX(leg, leg.endTick), legY(leg, leg.endTick + 100)]).toEqual([0, 10_001, 7]);
  const on = walkOn(5000, 5000, 32_768, 1000, 0, { width: 10_000, height: 10_000 });
  expect([legX(on, 3), legX(on, 99)]).toEqual([2000, 0]);
});

test('an order moves the avatar before its answer and the authoritative course takes over without a jump', () => {
  const entity = avatar();
  const prediction = new AvatarPrediction(SPEED);
  prediction.follow(entity);
  const order = { sequence: 1, op: ORDER.moveTo, a: 1_300_000, b: 1_000_000 };
  prediction.sent(order, 110, 110 * MS_PER_TICK);
  expect(at(prediction, 110)).toEqual({ x: 1_000_000, y: 1_000_000 });
  expect(at(prediction, 115).x).toBeGreaterThan(1_000_000 + 4 * SPEED);

  // The server takes the order two ticks later than foreseen; its answer arrives at tick 118.
  const leg = walkTo(entity.x, entity.y, order.a, order.b, SPEED, 112);
  turn(entity, 112, leg.vx, leg.vy);
  const before = at(prediction, 118);
  prediction.reconcile(new Map([[1, RESULT.done]]), 118, 118 * MS_PER_TICK);
  const after = at(prediction, 118);
  expect(Math.abs(after.x - before.x)).toBeLessThan(1);

  const exactX = (tick: number) => entity.x + entity.vx * (tick - entity.baseTick);
  expect(Math.abs(at(prediction, 121).x - exactX(121))).toBeGreaterThan(0);
  expect(at(prediction, 128).x).toBeCloseTo(exactX(128), 6);
});

test('every prediction converges to the authoritative course within 150 ms of its answer', () => {
  const coordinate = fc.integer({ min: 0, max: 2_000_000 });
  const late = fc.integer({ min: -3, max: 12 });
  fc.assert(
    fc.property(coordinate, coordinate, late, fc.integer({ min: 1, max: 30 }), (a, b, delay, answerTicks) => {
      const entity = avatar();
      const prediction = new AvatarPrediction(SPEED);
      prediction.follow(entity);
      prediction.sent({ sequence: 1, op: ORDER.moveTo, a, b }, 110, 110 * MS_PER_TICK);
      const tick = 110 + delay;
      const leg = walkTo(entity.x, entity.y, a, b, SPEED, tick);
      turn(entity, tick, leg.vx, leg.vy);
      const answered = tick + answerTicks;
      const before = at(prediction, answered);
      prediction.reconcile(new Map([[1, RESULT.done]]), answered, answered * MS_PER_TICK);
      const after = at(prediction, answered);
      expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(1);
      const settled = answered + 10;
      const drawn = at(prediction, settled);
      const elapsed = Math.min(settled - entity.baseTick, leg.endTick - tick);
      const wanted = {
        x: settled - entity.baseTick >= leg.endTick - tick ? a : entity.x + entity.vx * elapsed,
        y: settled - entity.baseTick >= leg.endTick - tick ? b : entity.y + entity.vy * elapsed,
      };
      // At the very end the remaining ticks are told from distance and velocity, both rounded to units.
      expect(Math.hypot(drawn.x - wanted.x, drawn.y - wanted.y)).toBeLessThanOrEqual(SPEED);
    }),
    { seed: 9, numRuns: 500 },
  );
});

test('a refused order is taken back', () => {
  const entity = avatar();
  const prediction = new AvatarPrediction(SPEED);
  prediction.follow(entity);
  prediction.sent({ sequence: 1, op: ORDER.moveTo, a: 2_000_000, b: 1_000_000 }, 110, 110 * MS_PER_TICK);
  expect(at(prediction, 116).x).toBeGreaterThan(entity.x);
  prediction.reconcile(new Map([[1, RESULT.outsideWorld]]), 116, 116 * MS_PER_TICK);
  expect(at(prediction, 126).x).toBe(entity.x);
});

test('after a refused order the walk before it still ends at its goal', () => {
  const entity = avatar();
  const prediction = new AvatarPrediction(SPEED);
  prediction.follow(entity);
  const goal = entity.x + 20 * SPEED;
  prediction.sent({ sequence: 1, op: ORDER.moveTo, a: goal, b: entity.y }, 110, 110 * MS_PER_TICK);
  turn(entity, 110, SPEED, 0);
  prediction.reconcile(new Map([[1, RESULT.done]]), 112, 112 * MS_PER_TICK);
  prediction.sent({ sequence: 2, op: ORDER.moveTo, a: -9_000_000, b: 0 }, 114, 114 * MS_PER_TICK);
  prediction.reconcile(new Map([[2, RESULT.outsideWorld]]), 116, 116 * MS_PER_TICK);
  expect(at(prediction, 200)).toEqual({ x: goal, y: entity.y });
});

test('several orders under way are foreseen one after the other', () => {
  const prediction = new AvatarPrediction(1000);
  prediction.follow(avatar({ x: 0, y: 0 }));
  prediction.sent({ sequence: 1, op: ORDER.moveTo, a: 100_000, b: 0 }, 110, 110 * MS_PER_TICK);
  prediction.sent({ sequence: 2, op: ORDER.moveDirection, a: 16_384, b: 50 }, 115, 115 * MS_PER_TICK);
  prediction.sent({ sequence: 3, op: ORDER.stop, a: 0, b: 0 }, 125, 125 * MS_PER_TICK);
  expect(at(prediction, 113)).toEqual({ x: 3000, y: 0 });
  expect(at(prediction, 119)).toEqual({ x: 5000, y: 2000 });
  expect(at(prediction, 190)).toEqual({ x: 5000, y: 5000 });
});

test('an avatar of unknown speed is not foreseen, and its first long walk tells the speed', () => {
  const entity = avatar();
  const prediction = new AvatarPrediction(0);
  prediction.follow(entity);
  const order = { sequence: 1, op: ORDER.moveTo, a: 1_900_000, b: 1_000_000 };
  prediction.sent(order, 110, 110 * MS_PER_TICK);
  expect(at(prediction, 120).x).toBe(entity.x);
  turn(entity, 112, SPEED - 2, 0);
  prediction.reconcile(new Map([[1, RESULT.done]]), 120, 120 * MS_PER_TICK);
  expect(prediction.speed).toBe(SPEED - 2);
});

test('a changed lead does not move what is drawn', () => {
  const entity = avatar({ vx: 1000 });
  const prediction = new AvatarPrediction(SPEED);
  prediction.follow(entity);
  const before = at(prediction, 130).x;
  prediction.setLead(6, 130, 130 * MS_PER_TICK);
  const after = prediction.position(136, 130 * MS_PER_TICK, { x: 0, y: 0 }).x;
  expect(after).toBeCloseTo(before, 6);
});

test('an entity is drawn where its course says, at fractions of ticks too', () => {
  const easing = new DrawEasing();
  const entity = avatar({ vx: 100, vy: -50 });
  expect(easing.position(entity, 102.5, 0, spot())).toMatchObject({ x: 1_000_250, y: 999_875 });
});

test('a late turn is drawn without a jump and eased out after 150 ms', () => {
  const easing = new DrawEasing();
  const entity = avatar({ vx: 1000 });
  const drawn = (tick: number) => {
    const { x, y } = easing.position(entity, tick, tick * MS_PER_TICK, spot());
    return { x, y };
  };
  drawn(110);
  turn(entity, 106, 0, 1000);
  expect(drawn(110)).toEqual({ x: 1_010_000, y: 1_000_000 });
  expect(drawn(114.5).x).toBeCloseTo(1_007_500, 3);
  expect(drawn(119.5)).toEqual({ x: 1_005_000, y: 1_014_500 });
});

test('a turn that is known ahead is drawn at its tick, and all the same when the mirror has taken it', () => {
  const easing = new DrawEasing();
  const entity = avatar({ vx: 1000, next: [{ tick: 111, vx: 0, vy: 500 }] });
  expect(easing.position(entity, 109.5, 0, spot())).toEqual({ x: 1_009_500, y: 1_000_000, vx: 1000, vy: 0 });
  const after = { x: 1_010_000, y: 1_000_250, vx: 0, vy: 500 };
  expect(easing.position(entity, 110.5, 16, spot())).toEqual(after);
  Object.assign(entity, { x: 1_010_000, vx: 0, vy: 500, baseTick: 110, next: [] });
  expect(easing.position(entity, 110.5, 16, spot())).toEqual(after);
});

test('a teleport is drawn at once', () => {
  const easing = new DrawEasing();
  const entity = avatar();
  easing.position(entity, 110, 0, spot());
  entity.x = 90_000_000;
  expect(easing.position(entity, 110, 0, spot()).x).toBe(90_000_000);
});
