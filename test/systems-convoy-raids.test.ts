import { describe, expect, test } from 'vitest';
import { POSTURE, PROPERTY, PROPERTY_COUNT, UNIT_COUNT } from '../components/combat-rules.ts';
import { CONVOY_EVENT } from '../components/convoy-news.ts';
import { ESCORT_TASK, STANCE } from '../components/convoys.ts';
import { REQUEST_KIND } from '../components/routes.ts';
import type { World } from '../components/world.ts';
import { RESOURCE_COUNT, ROUTE_REQUEST_COUNT_MAX } from '../src/limits.ts';
import { ENTITY_KIND, RESULT } from '../src/protocol/fields.ts';
import { DISRUPTION } from '../src/routing/route-costs.ts';
import { aim } from '../systems/actions/aim.ts';
import { askForRoute } from '../systems/actions/ask-route.ts';
import { escortConvoy, planRoute, raidConvoy, setStance } from '../systems/actions/convoy-orders.ts';
import { findDisruption } from '../systems/actions/disruptions.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { combatRules } from './support/combat-rules.ts';
import { goodsOf } from './support/convoy-stage.ts';
import { WarStage } from './support/war-stage.ts';

const ROW = ['A--B--C--D'];
const OWNERS = { owners: { 1: ['A', 'B', 'C', 'D'] }, values: { D: 100 } };

/** A convoy on its way from A to B, and how to put avatars near it. */
function underway(convoys = {}, combat = {}) {
  const stage = new WarStage(ROW, { ...OWNERS, convoys, combat });
  stage.tick();
  const id = stage.convoy(1, 'ABCD', 80, 3);
  stage.tick(20);
  const avatar = (faction: number, meters = 0): number => stage.avatarAt(faction, id, meters);
  return { stage, world: stage.world, id, avatar };
}

/** Rules under which an avatar strikes so hard that whatever it hits falls, and nothing misses. */
const DEADLY = (() => {
  const { base } = combatRules();
  const changed = [...base];
  changed[(ENTITY_KIND.avatar - 1) * PROPERTY_COUNT + PROPERTY.power] = 100_000;
  for (let unit = 0; unit < UNIT_COUNT; unit++) {
    for (const property of [PROPERTY.evade, PROPERTY.parry, PROPERTY.block]) {
      changed[unit * PROPERTY_COUNT + property] = 0;
    }
  }
  return { base: changed, missBase: 0, missMin: 0, missPerLevel: 0, blockRangedBonus: 0 };
})();

describe('a raid', () => {
  test('stops a convoy where it is, and takes of its cargo when it falls by the hand of raiders', () => {
    const { stage, world, id, avatar } = underway({}, { wreckTicks: 100_000 });
    const raider = avatar(2, 20);
    expect(raidConvoy(world, raider, id, 0)).toBe(RESULT.done);
    expect([world.fighter.target[raider], world.fighter.isOrdered[raider]]).toEqual([id, 1]);
    const x = world.motion.x[id];
    const district = world.convoy.district[id];
    stage.tick(2 * world.rules.convoys.raidTicks);
    expect([world.motion.x[id], stage.isGone(id)]).toEqual([x, false]);
    expect(world.convoy.raidTick[id]).toBeGreaterThan(world.ledger.tick[0]);
    stage.kill([id, raider]);
    stage.tick();
    expect(world.account.delivered[2 * RESOURCE_COUNT + 3]).toBe(48);
    expect(world.account.lost[1 * RESOURCE_COUNT + 3]).toBe(0);
    expect(goodsOf(world)[3]).toMatchObject({ carried: 32 });
    expect([world.treasury.destroyed[1], world.treasury.convoys[1]]).toEqual([1, 0]);
    expect(world.integrity.level[0]).toBe(32_768 - 1638);
    expect(stage.events).toEqual([CONVOY_EVENT.departed, CONVOY_EVENT.raided, CONVOY_EVENT.lost]);
    expect(world.escort.task[raider]).toBe(ESCORT_TASK.none);
    const pirates = findDisruption(world, DISRUPTION.pirates, district);
    expect(world.disruption.faction[pirates]).toBe(2);
    stage.tick(world.rules.convoys.disruptionTicks[DISRUPTION.pirates]);
    expect(findDisruption(world, DISRUPTION.pirates, district)).toBe(-1);
  });

  test('succeeds by strikes alone', () => {
    const { stage, world, id, avatar } = underway({}, DEADLY);
    const raider = avatar(2, 20);
    raidConvoy(world, raider, id, 0);
    stage.tick(5);
    expect(stage.isGone(id)).toBe(true);
    expect(world.account.delivered[2 * RESOURCE_COUNT + 3]).toBe(48);
    expect([world.reserve.kills[2], world.reserve.losses[1]]).toEqual([1, 1]);
  });

  test('is repelled by an escort that fells the raiders, and the convoy drives on exactly to the center', () => {
    const { stage, world, id, avatar } = underway();
    const raider = avatar(2, 20);
    const escort = avatar(1, 30);
    expect(escortConvoy(world, escort, id, 0)).toBe(RESULT.done);
    expect(raidConvoy(world, raider, id, 0)).toBe(RESULT.done);
    stage.until(() => world.fighter.target[escort] === raider, 15);
    stage.kill([raider, escort]);
    expect(world.escort.task[raider]).toBe(ESCORT_TASK.none);
    stage.until(() => world.convoy.raidTick[id] === 0, world.rules.convoys.raidTicks);
    let sawCenter = false;
    stage.until(() => {
      const { graph, motion } = world;
      sawCenter ||= motion.x[id] === graph.districtX[1] && motion.y[id] === graph.districtY[1];
      return stage.isGone(id);
    });
    expect(sawCenter).toBe(true);
    expect(world.treasury.arrived[1]).toBe(1);
    expect(goodsOf(world)[3]).toMatchObject({ carried: 0, handedOver: 80, lost: 0 });
  });

  test('goes on for as long as somebody strikes who is near, and not longer', () => {
    const ends: [string, (world: World, raider: number) => void][] = [
      ['is far', (world, raider) => void (world.motion.x[raider] += 300 * 4096)],
      ['has another target', (world, raider) => aim(world, raider, 0)],
      ['retreats', (world, raider) => void (world.fighter.posture[raider] = POSTURE.retreat)],
    ];
    for (const [, end] of ends) {
      const { stage, world, id, avatar } = underway({ raidTicks: 30 });
      const raider = avatar(2, 20);
      raidConvoy(world, raider, id, 0);
      stage.tick(100);
      expect(world.convoy.raidTick[id]).not.toBe(0);
      end(world, raider);
      stage.tick(31);
      expect(world.convoy.raidTick[id]).toBe(0);
      expect(world.escort.task[raider]).toBe(ESCORT_TASK.none);
      expect(raidConvoy(world, raider, id, 0)).toBe(RESULT.notPossible);
      stage.tick(world.rules.convoys.raidRestTicks);
      expect(world.escort.restTick[raider]).toBeLessThanOrEqual(world.ledger.tick[0]);
    }
  });

  test('is no matter of escorts that are far, have a target, or retreat', () => {
    const { stage, world, id, avatar } = underway();
    const raider = avatar(2, 20);
    const other = avatar(2, 40);
    const [far, busy, timid, ready] = [avatar(1, 30), avatar(1, 30), avatar(1, 30), avatar(1, 30)];
    for (const escort of [far, busy, timid, ready]) escortConvoy(world, escort, id, 0);
    world.motion.x[far] += 300 * 4096;
    aim(world, busy, other);
    world.fighter.isOrdered[busy] = 1;
    world.fighter.posture[timid] = POSTURE.retreat;
    raidConvoy(world, raider, id, 0);
    stage.tick(15);
    expect([far, busy, timid, ready].map((escort) => world.fighter.target[escort])).toEqual([
      0,
      other,
      0,
      raider,
    ]);
  });

  test('is forgotten when the raider is no more, whoever gets its id', () => {
    const { stage, world, id, avatar } = underway();
    const raider = avatar(2, 20);
    raidConvoy(world, raider, id, 0);
    despawn(world, raider);
    stage.tick(2);
    const other = avatar(3, 20);
    expect(other).toBe(raider);
    expect(world.escort.task[other]).toBe(ESCORT_TASK.none);
    stage.until(() => world.convoy.raidTick[id] === 0);
    expect(stage.isGone(id)).toBe(false);
  });
});

describe('orders that cannot be', () => {
  test('are refused by code, and change nothing', () => {
    const { stage, world, id, avatar } = underway();
    const mate = avatar(1, 20);
    const enemy = avatar(2, 20);
    const far = avatar(2, 400);
    const farMate = avatar(1, 400);
    const use = world.identity.generation[id] + 1;
    const before = JSON.stringify([
      [...world.convoy.raidTick.slice(0, 99)],
      [...world.escort.task.slice(0, 99)],
    ]);
    const refused: [number, number][] = [
      [raidConvoy(world, mate, id, use), RESULT.notPossible],
      [raidConvoy(world, far, id, use), RESULT.notThere],
      [raidConvoy(world, enemy, id, use + 1), RESULT.notPossible],
      [raidConvoy(world, enemy, enemy, 0), RESULT.notPossible],
      [raidConvoy(world, enemy, 0, 0), RESULT.badValue],
      [raidConvoy(world, enemy, -1, 0), RESULT.badValue],
      [raidConvoy(world, enemy, 0x7fff_ffff, 0), RESULT.badValue],
      [raidConvoy(world, enemy, id, -1), RESULT.badValue],
      [raidConvoy(world, enemy, id, 257), RESULT.badValue],
      [escortConvoy(world, enemy, id, use), RESULT.notPossible],
      [escortConvoy(world, farMate, id, use), RESULT.notThere],
      [escortConvoy(world, mate, 99_999, 0), RESULT.notPossible],
      [setStance(world, enemy, id, STANCE.bold), RESULT.notPossible],
      [setStance(world, mate, id, 3), RESULT.badValue],
      [setStance(world, mate, id, -1), RESULT.badValue],
      [setStance(world, mate, id, STANCE.bold + 4 * (use + 1)), RESULT.notPossible],
      [planRoute(world, mate, 0, 0), RESULT.badValue],
      [planRoute(world, mate, -1, 2), RESULT.badValue],
      [planRoute(world, mate, 0, 4), RESULT.badValue],
    ];
    for (const [result, expected] of refused) expect(result).toBe(expected);
    const after = JSON.stringify([
      [...world.convoy.raidTick.slice(0, 99)],
      [...world.escort.task.slice(0, 99)],
    ]);
    expect(after).toBe(before);
    expect(world.convoy.stance[id]).toBe(STANCE.careful);
    expect(stage.isGone(id)).toBe(false);
  });

  test('are not obeyed for another convoy of the same id', () => {
    const { stage, world, id, avatar } = underway();
    const use = world.identity.generation[id] + 1;
    const mate = avatar(1, 20);
    expect(setStance(world, mate, id, STANCE.retreat + 4 * use)).toBe(RESULT.done);
    escortConvoy(world, mate, id, use);
    stage.until(() => stage.isGone(id));
    expect(world.escort.task[mate]).toBe(ESCORT_TASK.none);
    stage.tick();
    const second = stage.convoy(1, 'ABCD', 80, 3);
    expect(second).toBe(id);
    expect(setStance(world, mate, second, STANCE.bold + 4 * use)).toBe(RESULT.notPossible);
    expect(setStance(world, mate, second, STANCE.bold)).toBe(RESULT.done);
    expect(world.convoy.stance[second]).toBe(STANCE.bold);
  });

  test('an ally may escort, and its convoys may not be raided', () => {
    const alliesOf = [0, 1 << 2, 1 << 1, 0, 0, 0, 0, 0];
    const { world, id, avatar } = underway({ alliesOf });
    const ally = avatar(2, 20);
    expect(raidConvoy(world, ally, id, 0)).toBe(RESULT.notPossible);
    expect(escortConvoy(world, ally, id, 0)).toBe(RESULT.done);
    expect(escortConvoy(world, ally, 0, 0)).toBe(RESULT.done);
    expect(world.escort.task[ally]).toBe(ESCORT_TASK.none);
  });

  test('a question for a way waits for its answer, and for room', () => {
    const { stage, world, avatar } = underway();
    stage.isMute = true;
    const [one, two] = [avatar(1), avatar(1)];
    world.avatar.session[one] = 5;
    world.avatar.session[two] = 6;
    expect(planRoute(world, one, 0, 3)).toBe(RESULT.done);
    expect(planRoute(world, one, 0, 2)).toBe(RESULT.busy);
    const row = world.routeRequest.kind.indexOf(REQUEST_KIND.player);
    expect([
      world.routeRequest.subject[row],
      world.routeRequest.from[row],
      world.routeRequest.to[row],
    ]).toEqual([5, 0, 3]);
    for (let i = 0; i < ROUTE_REQUEST_COUNT_MAX; i++)
      askForRoute(world, REQUEST_KIND.route, 0, 1, 0, 1, 0, 0);
    expect(planRoute(world, two, 0, 3)).toBe(RESULT.busy);
  });
});
