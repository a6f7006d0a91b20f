import { describe, expect, test } from 'vitest';
import { PROPERTY, PROPERTY_COUNT, SOURCE, SOURCE_COUNT } from '../components/combat-rules.ts';
import { ALL_PROPERTIES } from '../components/fights.ts';
import type { World } from '../components/world.ts';
import { levelBonus, levelOf } from '../src/combat/level.ts';
import { addModifier, CALCULATORS, createSums, modifierBits, takeTotals } from '../src/combat/properties.ts';
import { BAG_SLOTS } from '../src/limits.ts';
import { allocateWorldMemory } from '../src/memory/world-memory.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { addEffect } from '../systems/actions/effects.ts';
import { equip } from '../systems/actions/items.ts';
import { markDirty, propertyOf } from '../systems/actions/properties.ts';
import { setRules } from '../systems/actions/set-rules.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { refreshProperties } from '../systems/refresh-properties.ts';
import { sealTick } from '../systems/seal-tick.ts';
import {
  cachedProperties,
  effectRules,
  FighterStage,
  fighterRules,
  itemRules,
} from './support/fighter-stage.ts';
import { freshProperties } from './support/fresh-properties.ts';
import { RandomFighters } from './support/random-fighters.ts';
import { seeded } from './support/random-life.ts';

describe('the calculator', () => {
  test.each<[keyof typeof PROPERTY, base: number, sum: number, value: number]>([
    ['health', 400, 0, 400],
    ['health', 400, 250, 500],
    ['health', 333, 100, 366],
    ['health', 400, -1000, 1],
    ['health', 400, -1400, 1],
    ['health', 2_000_000_000, 900, 2 ** 30],
    ['power', 30, 99, 32],
    ['power', 30, -1000, 0],
    ['swing', 72, 0, 72],
    ['swing', 72, 500, 48],
    ['swing', 72, -500, 144],
    ['swing', 72, -1000, 72_000],
    ['swing', 7, 1000, 6],
    ['range', 327_680, 125, 368_640],
    ['range', 10, -2000, 1],
    ['sight', 614_400, -250, 460_800],
    ['sight', 614_400, -1001, 0],
    ['accuracy', 10, -60, -50],
    ['accuracy', 900, 300, 1000],
    ['accuracy', -900, -300, -1000],
    ['evade', 50, 100, 150],
    ['evade', 50, 600, 500],
    ['evade', 50, -60, 0],
    ['parry', 80, 600, 450],
    ['block', 60, 600, 550],
    ['penetration', 20, 1200, 1000],
    ['penetration', 20, -30, 0],
    ['armor', 40, 375, 55],
    ['armor', 40, -1200, 0],
    ['absorb', 30, 800, 600],
    ['resistKinetic', 100, 800, 700],
    ['resistEnergy', 50, -80, 0],
    ['resistBlast', 0, 5, 5],
    ['critical', 80, 500, 350],
    ['speed', 1000, 250, 1250],
    ['speed', 1000, -950, 100],
    ['speed', 1000, 4000, 3000],
    ['mend', 5, 10, 15],
    ['mend', 5, -10, 0],
    ['mend', 5, 2000, 1000],
  ])('of %s makes of base %d and sum %d the value %d', (name, base, sum, value) => {
    expect(CALCULATORS[PROPERTY[name]](base, sum, fighterRules())).toBe(value);
  });

  test('there is one for each property, and no other', () => {
    expect(CALCULATORS).toHaveLength(PROPERTY_COUNT);
    for (let property = 0; property < PROPERTY_COUNT; property++)
      expect(CALCULATORS[property]).toBeTypeOf('function');
  });
});

describe('levels', () => {
  test.each([
    [0, 1, 0],
    [99, 1, 0],
    [100, 2, 20],
    [4499, 9, 160],
    [4500, 10, 180],
    [0xffff_ffff, 10, 180],
  ])('%d points of experience make level %d, worth %d thousandths', (experience, level, bonus) => {
    expect(levelOf(fighterRules(), experience)).toBe(level);
    expect(levelBonus(fighterRules(), level)).toBe(bonus);
  });

  test('a level that begins at nothing does not exist', () => {
    const rules = fighterRules({ levelExperience: [0, 100, 0, 0, 0, 0, 0, 0, 0, 0] });
    expect(levelOf(rules, 1_000_000)).toBe(2);
  });
});

describe('modifiers', () => {
  const caps = [500, 400, 600, 200, 300, 1000];

  function total(...added: [source: number, property: number, thousandths: number][]): number[] {
    const sums = createSums();
    const totals = Array.from({ length: PROPERTY_COUNT }, () => new Int32Array(2));
    for (const [source, property, thousandths] of added) addModifier(sums, source, property, thousandths);
    takeTotals(sums, caps, totals, 1);
    expect(sums.bySource.every((sum) => sum === 0)).toBe(true);
    return totals.map((column) => column[1]);
  }

  test.each(Object.entries(SOURCE))('of the source %s come to its cap at most, up and down', (_, source) => {
    const cap = caps[source];
    const power = (...amounts: number[]) =>
      total(...amounts.map((amount): [number, number, number] => [source, PROPERTY.power, amount]))[
        PROPERTY.power
      ];
    expect(power(cap - 1)).toBe(cap - 1);
    expect(power(cap - 10, 11)).toBe(cap);
    expect(power(cap, 7)).toBe(cap);
    expect(power(-cap, -7)).toBe(-cap);
    // What is over the cap is not lost while something else of the source works against it.
    expect(power(cap + 100, -150)).toBe(cap - 50);
  });

  test('of several sources add up, each within its own cap', () => {
    const values = total(
      [SOURCE.item, PROPERTY.power, 900],
      [SOURCE.buff, PROPERTY.power, 900],
      [SOURCE.debuff, PROPERTY.power, -900],
      [SOURCE.item, PROPERTY.armor, -30],
    );
    expect(values[PROPERTY.power]).toBe(500 + 400 - 600);
    expect(values[PROPERTY.armor]).toBe(-30);
    expect(values[PROPERTY.health]).toBe(0);
  });

  test('come to the same in any order', () => {
    const dice = seeded(3);
    for (let round = 0; round < 500; round++) {
      const added = Array.from({ length: dice(20) }, (): [number, number, number] => [
        dice(SOURCE_COUNT),
        dice(4),
        dice(801) - 400,
      ]);
      const shuffled = [...added].sort(() => dice(3) - 1);
      expect(total(...shuffled)).toEqual(total(...added));
    }
  });

  test('name the properties that they change', () => {
    const properties = [PROPERTY.power, PROPERTY.mend, PROPERTY.sight, 0];
    expect(modifierBits(properties, [5, -5, 0, 0], 0)).toBe((1 << PROPERTY.power) | (1 << PROPERTY.mend));
    expect(modifierBits(properties, [5, -5, 0, 0], 1)).toBe(0);
  });
});

function expectFresh(world: World, id: number): void {
  const fresh = freshProperties(world, id);
  for (let property = 0; property < PROPERTY_COUNT; property++) {
    const value = propertyOf(world, id, property);
    if (value !== fresh[property]) {
      throw new Error(`#${id}, property ${property}: cached ${value}, fresh ${fresh[property]}`);
    }
  }
}

describe('cached properties', () => {
  test('equal fresh ones over a million random changes', () => {
    const stage = new RandomFighters(240, seeded(11));
    const { world } = stage;
    for (let i = 0; i < 1_000_000; i++) {
      const id = stage.change();
      if (i % 8 === 0) expectFresh(world, id);
      if (i % 2_000 !== 0) continue;
      refreshProperties(world);
      world.changes.clear();
      expect(world.fights.dirtyCount).toBe(0);
      // Nothing is dirty now: what is read is what the columns hold.
      expect(stage.ids.every((each) => world.fights.dirty[each] === 0)).toBe(true);
      for (const each of stage.ids) expectFresh(world, each);
    }
    expect([...stage.made.values()].every((count) => count > 100)).toBe(true);
    expect(stage.made.size).toBe(11);
  });

  test('are the same after a restore, in a world that never computed them', () => {
    const stage = new RandomFighters(120, seeded(5));
    for (let i = 0; i < 20_000; i++) stage.change();
    refreshProperties(stage.world);
    const copy = allocateWorldMemory();
    new Int32Array(copy).set(stage.world.memoryWords);
    const restored = new FighterStage({}, copy);
    setRules(restored.world, stage.world.rules);
    refreshProperties(restored.world);
    for (const id of stage.ids) {
      expect(cachedProperties(restored.world, id)).toEqual(cachedProperties(stage.world, id));
      expect(restored.world.fights.style[id]).toBe(stage.world.fights.style[id]);
      expect(restored.world.fights.damageKind[id]).toBe(stage.world.fights.damageKind[id]);
    }
  });

  test('are there after a restore without anything that would change them', () => {
    const stage = new FighterStage();
    const id = stage.fighter();
    const copy = allocateWorldMemory();
    new Int32Array(copy).set(stage.world.memoryWords);
    const restored = new FighterStage({}, copy);
    expect(propertyOf(restored.world, id, PROPERTY.health)).toBe(400);
  });

  test('are computed once, and only those that changed', () => {
    const stage = new FighterStage(effectRules([{ ticks: 100, changes: [['power', 100]] }]));
    const { world } = stage;
    const ids = [stage.fighter(), stage.fighter(), stage.fighter()];
    refreshProperties(world);
    const before = world.fights.recomputed;
    addEffect(world, ids[1], 0);
    // Nobody may see it: only a cache that computes too much would overwrite it.
    world.fights.property[PROPERTY.sight][ids[1]] = -1;
    refreshProperties(world);
    refreshProperties(world);
    expect(world.fights.recomputed - before).toBe(1);
    expect(propertyOf(world, ids[1], PROPERTY.power)).toBe(33);
    expect(propertyOf(world, ids[1], PROPERTY.sight)).toBe(-1);
  });

  test('may be read between two refreshes, and what changes after that is not forgotten', () => {
    const effects = effectRules([
      { ticks: 100, changes: [['power', 100]] },
      { ticks: 100, changes: [['power', 200]] },
    ]);
    const stage = new FighterStage(effects);
    const { world } = stage;
    const id = stage.fighter();
    expect(propertyOf(world, id, PROPERTY.power)).toBe(30);
    addEffect(world, id, 0);
    expect(propertyOf(world, id, PROPERTY.power)).toBe(33);
    addEffect(world, id, 1);
    expect(world.fights.dirtyCount).toBe(1);
    refreshProperties(world);
    expect(cachedProperties(world, id)[PROPERTY.power]).toBe(39);
  });
});

describe('a fighter', () => {
  test('strikes with the weapon in its hand, or as its kind does', () => {
    const items = itemRules([{ gear: 0, style: 1, damage: 2 }]);
    const stage = new FighterStage({ ...items, unitStyle: [0, 0, 1, 1, 1], unitDamage: [0, 1, 0, 0, 0] });
    const { world } = stage;
    const id = stage.fighter();
    refreshProperties(world);
    expect([world.fights.style[id], world.fights.damageKind[id]]).toEqual([0, 1]);
    world.bag.item[id * BAG_SLOTS] = 1;
    world.bag.count[id * BAG_SLOTS] = 1;
    equip(world, id, 0, 0);
    refreshProperties(world);
    expect([world.fights.style[id], world.fights.damageKind[id]]).toEqual([1, 2]);
  });

  test('gains health and power with its level', () => {
    const stage = new FighterStage();
    const { world } = stage;
    const id = stage.fighter();
    world.fighter.experience[id] = 300;
    markDirty(world, id, ALL_PROPERTIES);
    expect(propertyOf(world, id, PROPERTY.health)).toBe(416);
    expect(propertyOf(world, id, PROPERTY.power)).toBe(31);
    expect(propertyOf(world, id, PROPERTY.armor)).toBe(40);
  });

  test('that is a convoy has the armor of its vehicle as well', () => {
    const stage = new FighterStage();
    const { world } = stage;
    const id = stage.fighter(ENTITY_KIND.convoy);
    world.convoy.vehicle[id] = 3;
    const armor = world.rules.convoys.vehicleArmor[3];
    expect(armor).toBeGreaterThan(0);
    expect(propertyOf(world, id, PROPERTY.armor)).toBe(40 + 15 * armor);
  });

  test('has nothing of the one that bore its id before', () => {
    const stage = new FighterStage(effectRules([{ ticks: 100, changes: [['power', 100]] }]));
    const { world } = stage;
    const id = stage.fighter();
    addEffect(world, id, 0);
    world.fighter.experience[id] = 5000;
    world.gear.weapon[id] = 1;
    world.bag.item[id * BAG_SLOTS + 5] = 1;
    refreshProperties(world);
    despawn(world, id);
    sealTick(world);
    expect(stage.fighter(ENTITY_KIND.patrol)).toBe(id);
    refreshProperties(world);
    expect(propertyOf(world, id, PROPERTY.power)).toBe(30);
    expect(world.effectDue.tick[id]).toBe(0);
    expect(world.bag.item[id * BAG_SLOTS + 5]).toBe(0);
    expect(freshProperties(world, id)).toEqual(cachedProperties(world, id));
  });
});
