import { describe, expect, test } from 'vitest';
import { CHRONICLE } from '../components/chronicle.ts';
import { ASTRAY } from '../components/combat.ts';
import { POSTURE, PROPERTY, PROPERTY_COUNT } from '../components/combat-rules.ts';
import { ESCORT_TASK, STANCE } from '../components/convoys.ts';
import { OBJECTIVE } from '../components/territory-rules.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { ENTITY_KIND, RESULT } from '../src/protocol/fields.ts';
import { obey } from '../systems/actions/obey.ts';
import { enlist, orderSoldier } from '../systems/actions/soldiers.ts';
import { spawn } from '../systems/actions/spawn.ts';
import { place, pose } from './support/battlefield.ts';
import { combatRules } from './support/combat-rules.ts';
import { seeded } from './support/random-life.ts';
import { firstSquad, MINDLESS, paradeGround, placeSoldier } from './support/squad-stage.ts';
import { WarStage } from './support/war-stage.ts';
import type { WorldHarness } from './support/world-harness.ts';

const M = UNITS_PER_METER;

/** A soldier and an avatar of the same pace at the same place. */
function twins(
  x: number,
  y: number,
  speed = 9_000,
): { server: WorldHarness; soldier: number; avatar: number } {
  const server = paradeGround({}, { rules: { ai: MINDLESS, avatarUnitsPerTick: speed } });
  const avatar = place(server, 'avatar', 1, x, y);
  const soldier = placeSoldier(server, 1, x, y);
  server.world.patrol.speed[soldier] = speed;
  return { server, soldier, avatar };
}

function whereabouts({ world }: WorldHarness, id: number): number[] {
  const { x, y, vx, vy } = world.motion;
  return [x[id], y[id], vx[id], vy[id]];
}

test('a soldier walks the very path of an avatar that gets the same orders', () => {
  const { server, soldier, avatar } = twins(500, 500);
  const { world } = server;
  const dice = seeded(3);
  const orders = [
    () => [ORDER.moveTo, 1_500 * M, 5],
    () => [ORDER.moveTo, dice(1000 * M), dice(1000 * M)],
    () => [ORDER.moveDirection, dice(66_000), dice(110)],
    () => [ORDER.stop, 0, 0],
    () => [ORDER.posture, dice(4), 0],
  ];
  const results = new Set<number>();
  let farthest = 0;
  for (let i = 0; i < 150; i++) {
    const [op, a, b] = orders[dice(orders.length)]();
    const result = obey(world, avatar, op, a, b);
    results.add(result);
    expect(orderSoldier(world, soldier, op, a, b)).toBe(result);
    for (let tick = dice(120); tick >= 0; tick--) {
      server.tick();
      expect(whereabouts(server, soldier)).toEqual(whereabouts(server, avatar));
    }
    farthest = Math.max(farthest, Math.abs(world.motion.x[soldier] - 500 * M));
  }
  expect(farthest).toBeGreaterThan(400 * M);
  expect([...results].sort()).toEqual([RESULT.done, RESULT.outsideWorld, RESULT.badValue].sort());
});

test('a soldier is refused what an avatar is refused, and what only players can do', () => {
  const { server, soldier, avatar } = twins(500, 500);
  const { world } = server;
  const enemy = place(server, 'patrol', 2, 560, 500);
  const far = place(server, 'patrol', 2, 990, 990);
  const friend = place(server, 'patrol', 1, 505, 500);
  server.tick();
  const same: [number, number, number][] = [
    [ORDER.attack, enemy, 0],
    [ORDER.attack, enemy, 9],
    [ORDER.attack, far, 0],
    [ORDER.attack, friend, 0],
    [ORDER.attack, -1, 0],
    [ORDER.posture, 3, 0],
    [ORDER.objective, OBJECTIVE.capture, 99],
    [ORDER.escort, enemy, 0],
    [ORDER.raid, enemy, 0],
    [ORDER.raid, -5, 0],
    [ORDER.convoyStance, enemy, 0],
    [77, 0, 0],
  ];
  const results = same.map(([op, a, b]) => obey(world, avatar, op, a, b));
  expect(new Set(results).size).toBe(5);
  expect(same.map(([op, a, b]) => orderSoldier(world, soldier, op, a, b))).toEqual(results);
  for (const op of [ORDER.planRoute, ORDER.equip, ORDER.useItem, ORDER.absence]) {
    expect(orderSoldier(world, soldier, op, 0, 0)).toBe(RESULT.notPossible);
  }
  expect(orderSoldier(world, friend, ORDER.stop, 0, 0)).toBe(RESULT.noAvatar);
});

describe('the posture of a soldier', () => {
  test('makes it seek enemies where no patrol does, or turn from all of them', () => {
    const server = paradeGround();
    const { world } = server;
    const soldier = placeSoldier(server, 1, 300, 500);
    const enemy = place(server, 'patrol', 2, 400, 500);
    world.patrol.speed[soldier] = 1_000;
    pose(server, enemy, 'retreat');
    server.tick(60);
    expect(world.fighter.target[soldier]).toBe(0);
    orderSoldier(world, soldier, ORDER.posture, POSTURE.attack, 0);
    server.tick(60);
    expect([world.fighter.target[soldier], world.fighter.isAstray[soldier]]).toEqual([enemy, ASTRAY.pursues]);
    orderSoldier(world, soldier, ORDER.moveTo, 100 * M, 500 * M);
    for (let tick = 0; tick < 20; tick++) {
      server.tick();
      expect(world.motion.vx[soldier]).toBeGreaterThanOrEqual(0);
    }
    orderSoldier(world, soldier, ORDER.posture, POSTURE.retreat, 0);
    server.tick(2);
    expect(world.motion.vx[soldier]).toBeLessThan(0);
    server.tick(300);
    expect(world.fighter.posture[soldier]).toBe(POSTURE.retreat);
    expect(world.fighter.target[soldier]).toBe(0);
    server.tick(2000);
    expect(world.motion.x[soldier]).toBe(100 * M);
  });
});

/** Nobody falls. */
const TOUGH = combatRules().base.slice();
for (let unit = 0; unit < TOUGH.length; unit += PROPERTY_COUNT) TOUGH[unit + PROPERTY.health] = 1_000_000;

const ROW = ['A--B--C--D'];

function underway() {
  const stage = new WarStage(ROW, {
    combat: { base: TOUGH },
    owners: { 1: ['A', 'B', 'C', 'D'] },
    values: { D: 100 },
  });
  const { world } = stage;
  world.rules = { ...world.rules, ai: MINDLESS };
  stage.tick();
  const convoy = stage.convoy(1, 'ABCD', 80, 3);
  stage.tick(20);
  const soldierNear = (faction: number) => {
    const id = spawn(
      world,
      ENTITY_KIND.patrol,
      faction,
      world.motion.x[convoy] + 20 * M,
      world.motion.y[convoy],
    );
    world.patrol.speed[id] = 200;
    if (!enlist(world, firstSquad(faction), id)) throw new Error('The squad is full.');
    return id;
  };
  return { stage, world, convoy, soldierNear };
}

describe('soldiers and convoys', () => {
  test('a raid of soldiers stops a convoy and holds on while one of them strikes at it', () => {
    const { stage, world, convoy, soldierNear } = underway();
    const raiders = [soldierNear(2), soldierNear(2)];
    for (const id of raiders) expect(orderSoldier(world, id, ORDER.raid, convoy, 0)).toBe(RESULT.done);
    const { raidTicks } = world.rules.convoys;
    stage.tick(3 * raidTicks);
    expect(world.convoy.raidTick[convoy]).toBeGreaterThan(world.ledger.tick[0]);
    expect(world.fighter.harm[convoy]).toBeGreaterThan(0);
    for (const id of raiders) orderSoldier(world, id, ORDER.posture, POSTURE.retreat, 0);
    stage.tick(2 * raidTicks);
    expect(world.convoy.raidTick[convoy]).toBe(0);
    expect(raiders.map((id) => world.escort.task[id])).toEqual([ESCORT_TASK.none, ESCORT_TASK.none]);
    expect(orderSoldier(world, raiders[0], ORDER.raid, convoy, 0)).toBe(RESULT.notPossible);
  });

  test('an escort of soldiers strikes at who raids, and tells its convoy what to do on bad roads', () => {
    const { stage, world, convoy, soldierNear } = underway();
    const guard = soldierNear(1);
    const raider = stage.avatarAt(2, convoy, 10);
    expect(orderSoldier(world, guard, ORDER.escort, convoy, 0)).toBe(RESULT.done);
    expect(orderSoldier(world, guard, ORDER.convoyStance, convoy, STANCE.bold)).toBe(RESULT.done);
    expect(world.convoy.stance[convoy]).toBe(STANCE.bold);
    expect(orderSoldier(world, soldierNear(2), ORDER.convoyStance, convoy, 0)).toBe(RESULT.notPossible);
    expect(obey(world, raider, ORDER.raid, convoy, 0)).toBe(RESULT.done);
    stage.tick(30);
    expect([world.fighter.target[guard], world.fighter.isOrdered[guard]]).toEqual([raider, 1]);
    orderSoldier(world, guard, ORDER.escort, 0, 0);
    expect(world.escort.task[guard]).toBe(ESCORT_TASK.none);
  });
});

test('a soldier works at a control point until it is done, and no session hears of it', () => {
  const { stage, world } = underway();
  const { chronicle, frame, graph, influence } = world;
  const point = graph.controlPointStart[1];
  const id = spawn(world, ENTITY_KIND.patrol, 3, graph.controlPointX[point], graph.controlPointY[point]);
  enlist(world, firstSquad(3), id);
  let [notices, done] = [0, 0];
  const before = influence.milli[point * SIDE_COUNT + 3];
  expect(orderSoldier(world, id, ORDER.objective, OBJECTIVE.capture, point)).toBe(RESULT.done);
  expect(world.avatar.objective[id]).toBe(OBJECTIVE.capture);
  expect(world.patrol.district[id]).toBe(1);
  notices += frame.notices.count;
  stage.tick(world.rules.territory.objectiveTicks[OBJECTIVE.capture] + 2, () => {
    notices += frame.notices.count;
    for (let i = 0; i < chronicle.count; i++) if (chronicle.words[i * 8] === CHRONICLE.objective) done++;
  });
  expect([world.avatar.objective[id], done, notices]).toEqual([0, 1, 0]);
  expect(influence.milli[point * SIDE_COUNT + 3]).toBeGreaterThan(before);
  orderSoldier(world, id, ORDER.objective, OBJECTIVE.capture, point);
  world.motion.x[id] += 2 * graph.controlPointRadius[point];
  stage.tick(1, () => {
    notices += frame.notices.count;
  });
  expect([world.avatar.objective[id], notices]).toEqual([0, 0]);
});
