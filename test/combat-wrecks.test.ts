import { describe, expect, test } from 'vitest';
import { RESOURCE_COUNT } from '../src/limits.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { sectorAt } from '../src/protocol/items.ts';
import { DISRUPTION } from '../src/routing/route-costs.ts';
import { raidConvoy } from '../systems/actions/convoy-orders.ts';
import { findDisruption } from '../systems/actions/disruptions.ts';
import { goodsOf } from './support/convoy-stage.ts';
import { type WarOptions, WarStage } from './support/war-stage.ts';

const ROW = ['A--B--C--D'];
/** D is worth so much that its depot is there. */
const LAND = { owners: { 1: ['A', 'B', 'C', 'D'] }, values: { D: 100 } };
const RULES = { salvageTicks: 90, salvageRangeUnits: 30 * 4096, wreckTicks: 1000, plunderPercent: 60 };
const IRON = 3;

/** A convoy of 80 units under way from A to B. */
function underway(options: Partial<WarOptions> = {}) {
  const all = { ...LAND, ...options, combat: { ...RULES, ...options.combat } };
  const stage = new WarStage(ROW, all);
  stage.tick();
  const id = stage.convoy(1, 'ABCD', 80, IRON);
  stage.tick(20);
  return { stage, world: stage.world, id, options: all };
}

/** One that has fallen by the hand of faction 2, with nobody near. */
function wrecked(options: Partial<WarOptions> = {}) {
  const scene = underway(options);
  const killer = scene.stage.avatarAt(2, scene.id, 300);
  scene.stage.kill([scene.id, killer]);
  const [wreck] = scene.stage.ids(ENTITY_KIND.wreck);
  return { ...scene, killer, wreck };
}

const delivered = ({ world }: WarStage, faction: number) =>
  world.account.delivered[faction * RESOURCE_COUNT + IRON];
const lost = ({ world }: WarStage, faction: number) => world.account.lost[faction * RESOURCE_COUNT + IRON];

describe('a convoy that falls', () => {
  test('gives a part of its cargo to whoever felled it, and the rest lies there', () => {
    const { stage, world, id, wreck } = wrecked();
    expect(stage.isGone(id)).toBe(true);
    expect(delivered(stage, 2)).toBe(48);
    expect([world.wreck.cargo[wreck], world.wreck.resource[wreck], world.wreck.faction[wreck]]).toEqual([
      32,
      IRON,
      1,
    ]);
    expect([world.motion.x[wreck], world.motion.y[wreck]]).toEqual([world.motion.x[id], world.motion.y[id]]);
    expect(world.identity.faction[wreck]).toBe(1);
    expect(goodsOf(world)[IRON]).toMatchObject({ carried: 32, handedOver: 48, lost: 0 });
    expect([world.treasury.destroyed[1], world.treasury.convoys[1]]).toEqual([1, 0]);
    expect([world.reserve.kills[2], world.reserve.losses[1]]).toEqual([1, 1]);
  });

  test('leaves all of it when nobody felled it', () => {
    const { stage, world, id } = underway();
    stage.kill([id, 0]);
    const [wreck] = stage.ids(ENTITY_KIND.wreck);
    expect(world.wreck.cargo[wreck]).toBe(80);
    expect(goodsOf(world)[IRON]).toMatchObject({ carried: 80, handedOver: 0, lost: 0 });
    expect([...world.reserve.kills]).toEqual(Array(8).fill(0));
  });

  test('leaves no wreck when all of it was taken', () => {
    const { stage } = wrecked({ combat: { plunderPercent: 100 } });
    expect(stage.ids(ENTITY_KIND.wreck)).toEqual([]);
    expect(delivered(stage, 2)).toBe(80);
  });

  test('loses what it leaves in a world that has no room for a wreck', () => {
    const { stage, world, id } = underway();
    const killer = stage.avatarAt(2, id, 300);
    world.entities.countMax = 0;
    stage.kill([id, killer]);
    expect(stage.ids(ENTITY_KIND.wreck)).toEqual([]);
    expect([delivered(stage, 2), lost(stage, 1)]).toEqual([48, 32]);
  });

  test('brings pirates only where it was raided', () => {
    const { world, stage } = wrecked();
    expect(findDisruption(world, DISRUPTION.pirates, 0)).toBe(-1);
    expect(findDisruption(world, DISRUPTION.pirates, 1)).toBe(-1);
    const next = stage.convoy(1, 'ABCD', 80, IRON);
    stage.tick(20);
    const raider = stage.avatarAt(2, next, 20);
    raidConvoy(world, raider, next, 0);
    const district = world.convoy.district[next];
    stage.kill([next, raider]);
    expect(world.disruption.faction[findDisruption(world, DISRUPTION.pirates, district)]).toBe(2);
  });

  test('leaves a wreck that is indexed in the very tick, and the dead are not', () => {
    const { world, id, wreck } = wrecked();
    const { members, of, start } = world.sectors;
    const sector = sectorAt(world.grid, world.motion.x[wreck], world.motion.y[wreck]);
    expect(of[wreck]).toBe(sector);
    const there = [...members.slice(start[sector], start[sector + 1])];
    expect(there).toContain(wreck);
    expect(there).not.toContain(id);
  });
});

describe('what lies in a wreck', () => {
  test('is taken by who stays near it for long enough', () => {
    const { stage, wreck } = wrecked();
    const mate = stage.avatarAt(1, wreck, 29);
    let ticks = 0;
    while (stage.ids(ENTITY_KIND.wreck).length > 0 && ticks < 200) {
      stage.tick();
      ticks++;
    }
    // Somebody new is noticed once in 15 ticks.
    expect(ticks).toBeGreaterThan(RULES.salvageTicks);
    expect(ticks).toBeLessThanOrEqual(RULES.salvageTicks + 15);
    expect([delivered(stage, 1), lost(stage, 1)]).toEqual([32, 0]);
    expect(stage.world.identity.kind[mate]).toBe(ENTITY_KIND.avatar);
    expect([stage.world.wreck.cargo[wreck], stage.world.wreck.salvager[wreck]]).toEqual([0, 0]);
  });

  test('is not taken by who is too far, has fallen, or is no unit', () => {
    const { stage, world, wreck } = wrecked({ combat: { respawnTicks: 5000 } });
    stage.avatarAt(1, wreck, 31);
    const fallen = stage.avatarAt(1, wreck, 1);
    stage.kill([fallen, 0]);
    stage.convoy(1, 'ABCD', 80, 1);
    stage.tick(RULES.wreckTicks - 10);
    expect(world.wreck.cargo[wreck]).toBe(32);
    expect(world.wreck.salvager[wreck]).toBe(0);
  });

  test('has to be waited for again by who leaves, and by who comes after', () => {
    const { stage, world, wreck } = wrecked();
    const first = stage.avatarAt(1, wreck, 3);
    const second = stage.avatarAt(2, wreck, 5);
    stage.tick(80);
    expect(world.wreck.salvager[wreck]).toBe(first);
    world.motion.x[first] += 100 * 4096;
    stage.tick(80);
    expect(world.wreck.cargo[wreck]).toBe(32);
    expect(world.wreck.salvager[wreck]).toBe(second);
    stage.tick(30);
    expect(stage.ids(ENTITY_KIND.wreck)).toEqual([]);
    expect([delivered(stage, 1), delivered(stage, 2)]).toEqual([0, 80]);
  });

  test('goes to the nearest, the lowest id of equals', () => {
    const { stage, world, wreck } = wrecked();
    stage.avatarAt(1, wreck, 9);
    const near = stage.avatarAt(2, wreck, 4);
    stage.avatarAt(3, wreck, 4);
    stage.tick(16);
    expect(world.wreck.salvager[wreck]).toBe(near);
  });

  test('does not go to whoever bears the id of one who was at it', () => {
    const { stage, world, wreck } = wrecked();
    const first = stage.avatarAt(1, wreck, 3);
    stage.tick(80);
    stage.remove(first);
    stage.tick(2);
    const other = stage.avatarAt(2, wreck, 3);
    expect(other).toBe(first);
    stage.tick(60);
    expect(world.wreck.cargo[wreck]).toBe(32);
  });

  test('is lost when its time is over', () => {
    const { stage, world, wreck } = wrecked();
    stage.tick(RULES.wreckTicks - 1);
    expect(world.wreck.cargo[wreck]).toBe(32);
    stage.tick();
    expect(stage.ids(ENTITY_KIND.wreck)).toEqual([]);
    expect([lost(stage, 1), delivered(stage, 1)]).toEqual([32, 0]);
    expect(goodsOf(world)[IRON]).toMatchObject({ carried: 0, handedOver: 48, lost: 32 });
  });

  test('is the same in a world that was saved meanwhile', () => {
    const { stage, wreck, options } = wrecked();
    stage.avatarAt(1, wreck, 3);
    stage.tick(10);
    for (let round = 0; round < 4; round++) {
      const copy = stage.restored(ROW, options);
      copy.tick(30);
      stage.tick(30);
      expect(worldHash(copy.world, 4)).toBe(worldHash(stage.world, 4));
    }
    expect(stage.ids(ENTITY_KIND.wreck)).toEqual([]);
  });
});
