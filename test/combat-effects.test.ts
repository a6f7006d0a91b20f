import { describe, expect, test } from 'vitest';
import { PROPERTY, PROPERTY_COUNT, SOURCE, STACKING } from '../components/combat-rules.ts';
import type { World } from '../components/world.ts';
import { EFFECT_SLOTS } from '../src/limits.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { addEffect, clearEffects } from '../systems/actions/effects.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { setRules } from '../systems/actions/set-rules.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { fitWounds, harmOf, heal, makeWhole, wound } from '../systems/actions/wounds.ts';
import { mendFighters } from '../systems/mend-fighters.ts';
import { refreshProperties } from '../systems/refresh-properties.ts';
import { effectRules, FighterStage, type TestEffect } from './support/fighter-stage.ts';
import { freshProperties } from './support/fresh-properties.ts';
import { seeded } from './support/random-life.ts';

/** Kind + 1, stacks and end of each effect on a fighter, lowest kind first. */
function effectsOn(world: World, id: number): number[][] {
  const { kind, stacks, endTick } = world.effect;
  return Array.from({ length: EFFECT_SLOTS }, (_, place) => id * EFFECT_SLOTS + place)
    .filter((slot) => kind[slot] !== 0)
    .map((slot) => [kind[slot], stacks[slot], endTick[slot]])
    .sort((one, other) => one[0] - other[0]);
}

function stageWith(...effects: TestEffect[]): { stage: FighterStage; world: World; id: number } {
  const stage = new FighterStage(effectRules(effects));
  return { stage, world: stage.world, id: stage.fighter() };
}

function power(world: World, id: number): number {
  return propertyOf(world, id, PROPERTY.power);
}

describe('an effect', () => {
  test('holds from when it begins to the tick at which it is over', () => {
    const { stage, world, id } = stageWith({ ticks: 10, changes: [['power', 200]] });
    stage.pass(5);
    expect(power(world, id)).toBe(30);
    addEffect(world, id, 0);
    expect(effectsOn(world, id)).toEqual([[1, 1, 15]]);
    expect(world.effectDue.tick[id]).toBe(15);
    expect(power(world, id)).toBe(36);
    stage.pass(9);
    expect(power(world, id)).toBe(36);
    stage.pass(1);
    expect(power(world, id)).toBe(30);
    expect(effectsOn(world, id)).toEqual([]);
    expect(world.effectDue.tick[id]).toBe(0);
  });

  test('that refreshes lasts as long as if it had begun now, and counts once', () => {
    const { stage, world, id } = stageWith({
      ticks: 10,
      stacking: STACKING.refresh,
      stackMax: 5,
      changes: [['power', 200]],
    });
    addEffect(world, id, 0);
    stage.pass(6);
    addEffect(world, id, 0);
    expect(effectsOn(world, id)).toEqual([[1, 1, 16]]);
    expect(world.effectDue.tick[id]).toBe(16);
    expect(power(world, id)).toBe(36);
  });

  test('that stacks counts once more each time, up to its limit, and all last as long as the newest', () => {
    const { stage, world, id } = stageWith({
      ticks: 10,
      stacking: STACKING.stack,
      stackMax: 3,
      changes: [['power', 100]],
    });
    const powers: number[] = [];
    for (let i = 0; i < 5; i++) {
      addEffect(world, id, 0);
      powers.push(power(world, id));
      stage.pass(1);
    }
    expect(powers).toEqual([33, 36, 39, 39, 39]);
    expect(effectsOn(world, id)).toEqual([[1, 3, 14]]);
    stage.pass(9);
    expect(power(world, id)).toBe(30);
  });

  test('that ignores a second one runs out when the first would have', () => {
    const { stage, world, id } = stageWith({
      ticks: 10,
      stacking: STACKING.ignore,
      stackMax: 3,
      changes: [['power', 200]],
    });
    addEffect(world, id, 0);
    stage.pass(6);
    addEffect(world, id, 0);
    expect(effectsOn(world, id)).toEqual([[1, 1, 10]]);
    expect(world.fights.effectsBegun).toBe(1);
  });

  test('of a kind that lasts no time, or is not described, does nothing', () => {
    const { world, id } = stageWith({ ticks: 0, changes: [['power', 200]] });
    addEffect(world, id, 0);
    addEffect(world, id, 9);
    expect(effectsOn(world, id)).toEqual([]);
    expect(power(world, id)).toBe(30);
  });

  test('counts under the source of its kind, and its cap', () => {
    const { world, id } = stageWith(
      { ticks: 10, source: SOURCE.buff, changes: [['power', 900]] },
      { ticks: 10, source: SOURCE.debuff, changes: [['power', -900]] },
    );
    addEffect(world, id, 0);
    expect(power(world, id)).toBe(42);
    addEffect(world, id, 1);
    expect(power(world, id)).toBe(24);
  });

  test('ends with all others when they are cleared', () => {
    const { world, id } = stageWith(
      { ticks: 10, changes: [['power', 100]] },
      { ticks: 20, changes: [['armor', 100]] },
    );
    addEffect(world, id, 0);
    addEffect(world, id, 1);
    clearEffects(world, id);
    expect(effectsOn(world, id)).toEqual([]);
    expect(world.effectDue.tick[id]).toBe(0);
    expect(power(world, id)).toBe(30);
    expect(propertyOf(world, id, PROPERTY.armor)).toBe(40);
  });
});

describe('a full table of effects', () => {
  /** Kinds that last 100, 90, 80 .. ticks. */
  const kinds: TestEffect[] = Array.from({ length: 9 }, (_, kind) => ({
    ticks: 100 - 10 * kind,
    changes: [['power', 10 * (kind + 1)]],
  }));

  test('makes room by what ends first', () => {
    const { world, id } = stageWith(...kinds);
    for (const kind of [3, 0, 5, 1, 4, 2]) addEffect(world, id, kind);
    addEffect(world, id, 7);
    expect(effectsOn(world, id).map(([kind]) => kind)).toEqual([1, 2, 3, 4, 5, 8]);
    expect(world.effectDue.tick[id]).toBe(30);
    addEffect(world, id, 6);
    expect(effectsOn(world, id).map(([kind]) => kind)).toEqual([1, 2, 3, 4, 5, 7]);
    expect(freshProperties(world, id)[PROPERTY.power]).toBe(power(world, id));
  });

  test('makes room by the lowest kind of those that end together, in whatever order they came', () => {
    const alike = kinds.map((kind) => ({ ...kind, ticks: 50 }));
    for (const order of [
      [0, 1, 2, 3, 4, 5],
      [5, 4, 3, 2, 1, 0],
      [2, 0, 5, 1, 4, 3],
    ]) {
      const { world, id } = stageWith(...alike);
      for (const kind of order) addEffect(world, id, kind);
      addEffect(world, id, 8);
      expect(effectsOn(world, id).map(([kind]) => kind)).toEqual([2, 3, 4, 5, 6, 9]);
    }
  });

  test('keeps one of a kind it has, whatever else is full', () => {
    const { world, id } = stageWith(...kinds);
    for (const kind of [0, 1, 2, 3, 4, 5]) addEffect(world, id, kind);
    addEffect(world, id, 5);
    expect(effectsOn(world, id)).toHaveLength(EFFECT_SLOTS);
  });
});

test('effects that begin in one tick come to the same in any order, while there is room', () => {
  const dice = seeded(8);
  const kinds: TestEffect[] = Array.from({ length: EFFECT_SLOTS }, (_, kind) => ({
    ticks: 5 + dice(30),
    stacking: kind % 3,
    stackMax: 3,
    source: dice(3),
    changes: [['power', dice(601) - 300]],
  }));
  const { stage, world, id } = stageWith(...kinds);
  const other = stage.fighter();
  for (let round = 0; round < 300; round++) {
    const begun = Array.from({ length: dice(5) }, () => dice(kinds.length));
    for (const kind of begun) addEffect(world, id, kind);
    for (const kind of [...begun].reverse()) addEffect(world, other, kind);
    stage.pass(1 + dice(4));
    expect(effectsOn(world, other)).toEqual(effectsOn(world, id));
    expect(world.effectDue.tick[other]).toBe(world.effectDue.tick[id]);
    expect(power(world, other)).toBe(power(world, id));
  }
});

describe('wounds', () => {
  /** Whether a change of a kind was noted for an entity. */
  function noted(world: World, id: number, change: number): boolean {
    return (world.changes.bits[id] & change) !== 0;
  }

  test.each([
    [0, 400, 0],
    [1, 400, 1],
    [200, 400, 127],
    [399, 400, 254],
    [1, 100_000, 1],
    [1, 2, 127],
    [500, 400, 254],
  ])('of %d points of %d show as harm %d', (wounds, health, harm) => {
    expect(harmOf(wounds, health)).toBe(harm);
  });

  test('are noted for clients when what they see of them changes', () => {
    const { world, id } = stageWith();
    world.changes.clear();
    expect(wound(world, id, 2, 0)).toBe(false);
    expect(noted(world, id, CHANGE.hurt)).toBe(true);
    expect([world.fighter.wounds[id], world.fighter.harm[id]]).toEqual([2, 1]);
    world.changes.clear();
    wound(world, id, 1, 0);
    expect([world.fighter.wounds[id], world.fighter.harm[id]]).toEqual([3, 1]);
    expect(noted(world, id, CHANGE.hurt)).toBe(false);
  });

  test('of as much as there is fell a fighter, once, and whoever struck then has done it', () => {
    const { stage, world, id } = stageWith();
    const [first, second] = [stage.fighter(), stage.fighter()];
    expect(wound(world, id, 399, first)).toBe(false);
    expect(world.fighter.harm[id]).toBe(254);
    expect(wound(world, id, 1000, second)).toBe(true);
    expect(wound(world, id, 1000, first)).toBe(false);
    const { fallen, fallenCount, killer } = world.fights;
    expect([fallenCount, fallen[0], killer[0]]).toEqual([1, id, second]);
    expect([world.fighter.wounds[id], world.fighter.harm[id], world.fighter.mendTick[id]]).toEqual([
      400, 255, 0,
    ]);
    heal(world, id, 100);
    expect(world.fighter.harm[id]).toBe(255);
    makeWhole(world, id);
    expect([world.fighter.wounds[id], world.fighter.harm[id]]).toEqual([0, 0]);
  });

  test('mend in steps of a second, from when nobody has struck for long enough', () => {
    const { stage, world, id } = stageWith();
    setBase(stage, 'mend', 25);
    stage.pass(10);
    wound(world, id, 25, 0);
    stage.pass(299);
    expect(world.fighter.wounds[id]).toBe(25);
    wound(world, id, 1, 0);
    stage.pass(299);
    expect(world.fighter.wounds[id]).toBe(26);
    stage.pass(1);
    expect(world.fighter.wounds[id]).toBe(16);
    stage.pass(59);
    expect(world.fighter.wounds[id]).toBe(16);
    stage.pass(1);
    expect([world.fighter.wounds[id], world.fighter.harm[id]]).toEqual([6, 3]);
    stage.pass(60);
    expect([world.fighter.wounds[id], world.fighter.harm[id], world.fighter.mendTick[id]]).toEqual([0, 0, 0]);
  });

  test('mend by a point at least, by none where nothing mends, and on again when something does', () => {
    const { stage, world, id } = stageWith({ ticks: 200, changes: [['mend', 1]] });
    wound(world, id, 50, 0);
    stage.pass(600);
    expect(world.fighter.wounds[id]).toBe(50);
    addEffect(world, id, 0);
    stage.pass(199);
    expect(world.fighter.wounds[id]).toBe(47);
    stage.pass(300);
    expect(world.fighter.wounds[id]).toBe(47);
  });

  test('stay when health grows or shrinks, and their share is told', () => {
    const { stage, world, id } = stageWith({ ticks: 100, changes: [['health', 400]] });
    addEffect(world, id, 0);
    stage.pass(1);
    wound(world, id, 280, 0);
    expect(world.fighter.harm[id]).toBe(127);
    world.changes.clear();
    stage.pass(100);
    expect(propertyOf(world, id, PROPERTY.health)).toBe(400);
    expect([world.fighter.wounds[id], world.fighter.harm[id]]).toEqual([280, 178]);
    expect(noted(world, id, CHANGE.hurt)).toBe(true);
    expect(world.fights.fallenCount).toBe(0);
  });

  test('never fell anybody by what runs out: a point of health is left', () => {
    const { stage, world, id } = stageWith({ ticks: 100, changes: [['health', 400]] });
    addEffect(world, id, 0);
    stage.pass(1);
    wound(world, id, 555, 0);
    stage.pass(100);
    expect([world.fighter.wounds[id], world.fighter.harm[id]]).toEqual([399, 254]);
    expect(world.fights.fallenCount).toBe(0);
  });

  test('of the fallen stay, whatever becomes of their health before they are buried', () => {
    const { world, id } = stageWith({ ticks: 100, changes: [['health', 400]] });
    wound(world, id, 400, 0);
    addEffect(world, id, 0);
    refreshProperties(world);
    fitWounds(world, id);
    expect([world.fighter.wounds[id], world.fighter.harm[id]]).toEqual([400, 255]);
  });

  test('of the dead are left alone', () => {
    const { stage, world, id } = stageWith({ ticks: 5, changes: [['health', 400]] });
    setBase(stage, 'mend', 25);
    addEffect(world, id, 0);
    wound(world, id, 50, 0);
    despawn(world, id);
    world.changes.clear();
    world.ledger.tick[0] += 1000;
    mendFighters(world);
    refreshProperties(world);
    expect(noted(world, id, CHANGE.hurt)).toBe(false);
    expect([world.fighter.mendTick[id], world.effectDue.tick[id]]).toEqual([0, 0]);
  });
});

/** Gives every kind of fighter another value to start from. */
function setBase({ world }: FighterStage, name: keyof typeof PROPERTY, value: number): void {
  const base = world.rules.combat.base.map((before, i) =>
    i % PROPERTY_COUNT === PROPERTY[name] ? value : before,
  );
  setRules(world, { ...world.rules, combat: { ...world.rules.combat, base } });
}
