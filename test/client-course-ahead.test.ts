import { beforeEach, describe, expect, test } from 'vitest';
import { type Course, courseAt, TurnsAhead, xAt, yAt } from '../client/course-ahead.ts';
import { type MirrorEntity, unknownEntity } from '../client/mirror-events.ts';

function walker(): MirrorEntity {
  return { ...unknownEntity(7), x: 1000, y: 2000, vx: 10, baseTick: 100 };
}

const course = (): Course => ({ x: 0, y: 0, vx: 0, vy: 0, baseTick: 0 });

describe('a course with turns ahead', () => {
  const entity = {
    ...walker(),
    next: [
      { tick: 105, vx: 0, vy: 3 },
      { tick: 107, vx: -1, vy: 0 },
    ],
  };

  test('is followed turn by turn, each from its tick on', () => {
    const way = [104, 105, 106, 107, 110].map((tick) => [xAt(entity, tick), yAt(entity, tick)]);
    expect(way).toEqual([
      [1040, 2000],
      [1040, 2003],
      [1040, 2006],
      [1039, 2006],
      [1036, 2006],
    ]);
  });

  test('is the new one as soon as the tick before it is over', () => {
    expect(courseAt(entity, 104, course())).toMatchObject({ vx: 10, baseTick: 100 });
    expect(courseAt(entity, 104.01, course())).toEqual({ x: 1040, y: 2000, vx: 0, vy: 3, baseTick: 104 });
  });
});

describe('the turns ahead of a mirror', () => {
  let entity: MirrorEntity;
  let turned: number[];
  let left: number[];
  let isSeen: boolean;
  let ahead: TurnsAhead;

  beforeEach(() => {
    entity = walker();
    turned = [];
    left = [];
    isSeen = true;
    ahead = new TurnsAhead(100, {
      wasSeen: () => isSeen,
      turned: ({ baseTick }) => turned.push(baseTick),
      left: ({ id }) => left.push(id),
    });
  });

  const add = (tick: number, vx: number) => ahead.add(entity, { tick, vx, vy: 0 });

  test('are all taken on the way to a tick, and told to be of that tick or not', () => {
    add(103, 1);
    add(106, 2);
    ahead.take(102);
    expect([turned, entity.vx]).toEqual([[], 10]);
    ahead.take(106);
    expect([turned, entity.vx, entity.next, ahead.hasTurned(entity)]).toEqual([[102, 105], 2, [], true]);
    ahead.take(107);
    expect(ahead.hasTurned(entity)).toBe(false);
  });

  test('are replaced by what is told later, from its tick on', () => {
    add(103, 1);
    add(110, 2);
    add(106, 3);
    expect(entity.next.map(({ tick }) => tick)).toEqual([103, 106]);
    ahead.take(120);
    expect([turned, entity.vx]).toEqual([[102, 105], 3]);
  });

  test('are not taken any more when something else happened', () => {
    add(103, 1);
    ahead.drop(entity);
    ahead.take(110);
    expect([turned, entity.vx]).toEqual([[], 10]);
  });

  test('are void for who was out of view before', () => {
    add(103, 1);
    add(105, 2);
    isSeen = false;
    ahead.take(110);
    expect([turned, left, entity.vx, entity.next]).toEqual([[], [7], 10, []]);
  });

  test('are all taken after a silence that was longer than any is told ahead', () => {
    add(103, 1);
    add(130, 2);
    ahead.take(400);
    expect([turned, entity.vx, ahead.hasTurned(entity)]).toEqual([[102, 129], 2, false]);
  });

  test('begin anew at another tick, also one before', () => {
    add(103, 1);
    ahead.restart(50);
    ahead.drop(entity);
    add(60, 5);
    ahead.take(110);
    expect([turned, entity.vx]).toEqual([[59], 5]);
  });
});
