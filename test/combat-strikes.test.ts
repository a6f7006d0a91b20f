import { describe, expect, test } from 'vitest';
import { GEAR, POSTURE, PROPERTY, PROPERTY_COUNT, STYLE, UNIT_COUNT } from '../components/combat-rules.ts';
import { OUTCOME, OUTCOME_COUNT } from '../components/fights.ts';
import type { Rules } from '../components/rules.ts';
import type { World } from '../components/world.ts';
import { resolveStrikes } from '../src/combat/resolve.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { aim } from '../systems/actions/aim.ts';
import { areEnemies } from '../systems/actions/hostility.ts';
import { despawn, spawn } from '../systems/actions/spawn.ts';
import { findStrikers, landStrikes } from '../systems/actions/strikes.ts';
import { refreshProperties } from '../systems/refresh-properties.ts';
import { sealTick } from '../systems/seal-tick.ts';
import { strikeTargets } from '../systems/strike-targets.ts';
import { combatRules } from './support/combat-rules.ts';
import { seeded } from './support/random-life.ts';
import { startWorld } from './support/world-harness.ts';

const HEALTH = 250;
const POWER = 100;
const SWING = 30;
const RANGE = 100 * UNITS_PER_METER;

/** All units alike, every strike a hit of exactly 100 points. */
function certain(changes: Partial<Rules['combat']> = {}): Rules['combat'] {
  const one = new Array<number>(PROPERTY_COUNT).fill(0);
  one[PROPERTY.health] = HEALTH;
  one[PROPERTY.power] = POWER;
  one[PROPERTY.swing] = SWING;
  one[PROPERTY.range] = RANGE;
  one[PROPERTY.speed] = 1000;
  return combatRules({
    base: Array.from({ length: UNIT_COUNT }, () => one).flat(),
    ...{ missBase: 0, missMin: 0, missPerLevel: 0, varianceMin: 1000, varianceMax: 1000 },
    ...changes,
  });
}

function stage(combat: Rules['combat'] = certain()): World {
  const { world } = startWorld({ widthMeters: 1000, heightMeters: 1000, rules: { combat } });
  world.ledger.tick[0] = 1000;
  return world;
}

/** A patrol so many meters from the middle of the field. */
function place(world: World, faction: number, meters = 0, kind: number = ENTITY_KIND.patrol): number {
  const middle = 500 * UNITS_PER_METER;
  return spawn(world, kind, faction, middle + meters * UNITS_PER_METER, middle);
}

/** The systems of a tick that strikes depend on. */
function strike(world: World): void {
  refreshProperties(world);
  strikeTargets(world);
}

function strikersOf({ fights }: World): number[] {
  return [...fights.strikers.subarray(0, fights.strikerCount)];
}

function fallenOf({ fights }: World): number[][] {
  return Array.from({ length: fights.fallenCount }, (_, i) => [fights.fallen[i], fights.killer[i]]);
}

describe('a strike that lands', () => {
  test('wounds once, shows, and takes the time of both', () => {
    const world = stage();
    const striker = place(world, 1);
    const target = place(world, 2, 99);
    aim(world, striker, target);
    world.changes.clear();
    strike(world);
    const { changes, fighter, fights } = world;
    expect([fighter.wounds[target], fighter.harm[target]]).toEqual([100, 102]);
    expect(changes.bits[target] & CHANGE.hurt).toBe(CHANGE.hurt);
    expect(changes.bits[striker]).toBe(0);
    expect(fighter.wounds[striker]).toBe(0);
    expect([fighter.engagedTick[striker], fighter.engagedTick[target]]).toEqual([1000, 1000]);
    expect([fighter.swingTick[striker], fighter.swingTick[target]]).toEqual([1000 + SWING, 0]);
    expect([...fights.outcomes]).toEqual([0, 0, 0, 0, 1, 0, 0]);
    expect(fallenOf(world)).toEqual([]);
  });

  test('is followed by the next when the swing is over, and not before', () => {
    const world = stage(certain({ mendDelayTicks: 10_000 }));
    const striker = place(world, 1);
    const target = place(world, 2);
    aim(world, striker, target);
    const ticks: number[] = [];
    for (; world.ledger.tick[0] < 1070; world.ledger.tick[0]++) {
      strike(world);
      if (world.fights.strikerCount > 0) ticks.push(world.ledger.tick[0]);
    }
    expect(ticks).toEqual([1000, 1000 + SWING, 1000 + 2 * SWING]);
  });

  test('is one of many: the striker whose blow takes the last of the health is the killer, by id', () => {
    const world = stage();
    const target = place(world, 2);
    const crowd = [1, 3, 1, 4, 5].map((faction, i) => place(world, faction, i - 2));
    for (const striker of crowd.toReversed()) aim(world, striker, target);
    strike(world);
    expect(strikersOf(world)).toEqual(crowd);
    expect(fallenOf(world)).toEqual([[target, crowd[2]]]);
    const { fighter, fights } = world;
    expect([fighter.wounds[target], fighter.harm[target]]).toEqual([HEALTH, 255]);
    expect([...fights.outcome.subarray(0, 5)]).toEqual([4, 4, 4, 6, 6]);
    expect([...fights.outcomes]).toEqual([0, 0, 0, 0, 3, 0, 2]);
    expect([...fights.damage.subarray(0, 5)]).toEqual([100, 100, 100, 0, 0]);
  });

  test('lands as well when its striker falls in the same tick', () => {
    const world = stage();
    const one = place(world, 1);
    const other = place(world, 2);
    aim(world, one, other);
    aim(world, other, one);
    world.fighter.wounds[one] = 200;
    world.fighter.wounds[other] = 200;
    strike(world);
    expect(fallenOf(world)).toEqual([
      [other, one],
      [one, other],
    ]);
  });

  test('misses at one who fell before it in the tick are lost, as hits are', () => {
    const world = stage(certain({ missBase: 1000, missMax: 1000 }));
    const target = place(world, 2);
    aim(world, place(world, 1), target);
    world.fighter.harm[target] = 255;
    strike(world);
    expect([...world.fights.outcomes]).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });
});

describe('nobody strikes', () => {
  test.each<[string, (world: World, striker: number, target: number) => void]>([
    ['without a target', (world, striker) => aim(world, striker, 0)],
    ['before the swing is over', ({ fighter }, striker) => (fighter.swingTick[striker] = 1001)],
    ['out of range', ({ motion }, striker) => motion.x[striker]--],
    ['out of range in the other direction', ({ motion }, _, target) => (motion.y[target] += RANGE)],
    ['from the far end of a world', ({ motion }, striker) => (motion.x[striker] = 2_000_000_000)],
    ['in retreat', ({ fighter }, striker) => (fighter.posture[striker] = POSTURE.retreat)],
    ['at a friend', ({ identity }, striker) => (identity.faction[striker] = 2)],
    ['for no faction', ({ identity }, striker) => (identity.faction[striker] = 0)],
    ['at nobody’s', ({ identity }, _, target) => (identity.faction[target] = 0)],
    ['at the fallen', ({ fighter }, _, target) => (fighter.respawnTick[target] = 1200)],
    ['when fallen', ({ fighter }, striker) => (fighter.respawnTick[striker] = 1200)],
    ['at what is no more', (world, _, target) => despawn(world, target)],
    ['when it is no more', (world, striker) => despawn(world, striker)],
    ['at a wreck', ({ identity }, _, target) => (identity.kind[target] = ENTITY_KIND.wreck)],
    ['as a wreck', ({ identity }, striker) => (identity.kind[striker] = ENTITY_KIND.wreck)],
    [
      'at who bears the id of an earlier target',
      (world, _, target) => {
        const { motion } = world;
        const at = [motion.x[target], motion.y[target]] as const;
        despawn(world, target);
        sealTick(world);
        expect(spawn(world, ENTITY_KIND.patrol, 2, ...at)).toBe(target);
      },
    ],
  ])('%s', (_, change) => {
    const world = stage();
    const target = place(world, 2, 100);
    const striker = place(world, 1);
    aim(world, striker, target);
    refreshProperties(world);
    findStrikers(world);
    expect(strikersOf(world)).toEqual([striker]);
    change(world, striker, target);
    strike(world);
    expect(strikersOf(world)).toEqual([]);
    expect(world.fights.outcomes.every((count) => count === 0)).toBe(true);
  });
});

describe('the rival', () => {
  const rivalOf = ({ fighter }: World, id: number) => [fighter.rival[id], fighter.rivalThreat[id]];
  const weak = (world: World, id: number, points: number) => {
    refreshProperties(world);
    world.fights.property[PROPERTY.power][id] = points;
  };

  test('is who does most harm, even after others, and one that only misses is better than none', () => {
    const world = stage(certain({ missBase: 1000, missMax: 1000 }));
    const target = place(world, 2);
    const [weakling, brute] = [place(world, 1, 1), place(world, 3, 2)];
    aim(world, weakling, target);
    strike(world);
    expect(rivalOf(world, target)).toEqual([weakling, 1]);

    world.rules = { ...world.rules, combat: certain() };
    aim(world, brute, target);
    world.ledger.tick[0] += SWING;
    weak(world, weakling, 20);
    weak(world, brute, 50);
    strike(world);
    expect(rivalOf(world, target)).toEqual([brute, 50 - 21]);
    world.ledger.tick[0] += SWING;
    strike(world);
    expect(rivalOf(world, target)).toEqual([brute, 29 - 20 + 50]);
  });

  test('is forgotten when its id goes to another', () => {
    const world = stage();
    const target = place(world, 2);
    const striker = place(world, 1);
    const { fighter, identity } = world;
    fighter.rival[target] = striker;
    fighter.rivalUse[target] = identity.generation[striker] + 1;
    fighter.rivalThreat[target] = 5000;
    aim(world, striker, target);
    strike(world);
    expect(rivalOf(world, target)).toEqual([striker, 100]);
    expect(fighter.rivalUse[target]).toBe(identity.generation[striker]);
  });
});

describe('what a weapon does besides', () => {
  /** Weapon of kind 0 sets effect 2, which lasts a minute, with this chance. */
  function armed(chance: number, changes: Partial<Rules['combat']> = {}) {
    const rules = certain(changes);
    const at = (values: readonly number[], place: number, value: number) => values.with(place, value);
    const world = stage({
      ...rules,
      itemGear: at(rules.itemGear, 0, GEAR.weapon),
      itemStyle: at(rules.itemStyle, 0, STYLE.ranged),
      itemThousandths: rules.itemThousandths.map(() => 0),
      itemHitEffect: at(rules.itemHitEffect, 0, 3),
      itemHitChance: at(rules.itemHitChance, 0, chance),
      effectTicks: at(rules.effectTicks, 2, 3600),
      effectThousandths: rules.effectThousandths.map(() => 0),
    });
    const target = place(world, 2);
    const striker = place(world, 1);
    world.gear.weapon[striker] = 1;
    aim(world, striker, target);
    return { world, target, striker };
  }

  test('happens as often as its chance says', () => {
    const { world, target, striker } = armed(300, { mendDelayTicks: 1_000_000 });
    const count = 20_000;
    for (let i = 0; i < count; i++) {
      world.ledger.tick[0] += SWING;
      world.fighter.wounds[target] = 0;
      strike(world);
    }
    expect(world.fights.outcomes[OUTCOME.hit]).toBe(count);
    const bound = 4.5 * Math.sqrt(count * 0.3 * 0.7);
    expect(Math.abs(world.fights.effectsBegun - count * 0.3)).toBeLessThan(bound);
    expect(world.effectDue.tick[target]).toBeGreaterThan(0);
    expect(world.effectDue.tick[striker]).toBe(0);
  });

  test.each([
    ['not when it misses', { missBase: 1000, missMax: 1000 }, 0, 0],
    ['not to the fallen', {}, 200, 0],
    ['to who stands', {}, 0, 1],
  ])('%s', (_, changes, wounds, effects) => {
    const { world, target } = armed(1000, changes);
    world.fighter.wounds[target] = wounds;
    strike(world);
    expect(world.fights.effectsBegun).toBe(effects);
  });
});

/** Default units, some of which fight with blades, that strike often and fall soon. */
function brief(): Rules['combat'] {
  const rules = combatRules({
    unitStyle: [STYLE.ranged, STYLE.melee, STYLE.melee, STYLE.ranged, STYLE.ranged],
  });
  const base = rules.base.map((value, place) => {
    const property = place % PROPERTY_COUNT;
    return property === PROPERTY.swing ? 20 : property === PROPERTY.health ? 80 : value;
  });
  return { ...rules, base };
}

/** A crowd in which everybody aims at somebody, friends and far ones among them. */
function brawl(seed: number): World {
  const world = stage(brief());
  const random = seeded(seed);
  const ids: number[] = [];
  for (let i = 0; i < 400; i++) {
    const spot = () => (300 + random(400)) * UNITS_PER_METER;
    const kind = 1 + random(UNIT_COUNT);
    ids.push(spawn(world, kind, 1 + random(3), spot(), spot()));
  }
  refreshProperties(world);
  for (const id of ids) {
    const others = ids.filter((other) => other !== id);
    const near = others.filter((other) => Math.abs(world.motion.x[other] - world.motion.x[id]) < RANGE);
    aim(world, id, (random(4) > 0 ? near : others)[random(near.length)]);
    world.fighter.swingTick[id] = world.ledger.tick[0] + random(40);
    world.fighter.posture[id] = random(10) === 0 ? POSTURE.retreat : POSTURE.attack;
  }
  return world;
}

test('in a brawl those strike whom a look at everything finds, and every blow counts once', () => {
  const world = brawl(3);
  const { fighter, fights, identity, ledger, motion } = world;
  let blows = 0;
  for (let i = 0; i < 100; i++) {
    ledger.tick[0]++;
    refreshProperties(world);
    const wanted: number[] = [];
    for (let id = 1; id <= ledger.entityHigh[0]; id++) {
      const target = fighter.target[id];
      const reach = fights.property[PROPERTY.range][id];
      if (target === 0 || fighter.swingTick[id] > ledger.tick[0]) continue;
      if (fighter.posture[id] === POSTURE.retreat) continue;
      if (!areEnemies(world, identity.faction[id], identity.faction[target])) continue;
      const [dx, dy] = [motion.x[id] - motion.x[target], motion.y[id] - motion.y[target]];
      if (Math.sqrt(dx * dx + dy * dy) <= reach) wanted.push(id);
    }
    const before = fighter.wounds.slice(0, ledger.entityHigh[0] + 1);
    strikeTargets(world);
    expect(strikersOf(world)).toEqual(wanted);
    blows += wanted.length;
    const { damage, outcome, strikerCount } = fights;
    const taken = new Map<number, number>();
    for (let place = 0; place < strikerCount; place++) {
      expect(damage[place] > 0).toBe(outcome[place] === OUTCOME.hit || outcome[place] === OUTCOME.critical);
      const target = fighter.target[fights.strikers[place]];
      taken.set(target, (taken.get(target) ?? 0) + damage[place]);
    }
    for (let id = 1; id < before.length; id++) {
      const health = fights.property[PROPERTY.health][id];
      expect(fighter.wounds[id]).toBe(Math.min(health, before[id] + (taken.get(id) ?? 0)));
      expect(fighter.harm[id] === 255).toBe(fighter.wounds[id] === health);
    }
    fights.fallenCount = 0;
  }
  expect(fights.outcomes.reduce((sum, count) => sum + count, 0)).toBe(blows);
  expect(fights.outcomes.length).toBe(OUTCOME_COUNT);
  for (const count of fights.outcomes) expect(count).toBeGreaterThan(0);
});

test('strikes resolved in parts, the last part first, leave the world as one go leaves it', () => {
  const whole = brawl(4);
  const parts = brawl(4);
  const random = seeded(8);
  const hash = (world: World) => worldHash(world, world.graph.districtCount);
  for (let i = 0; i < 100; i++) {
    for (const world of [whole, parts]) {
      world.ledger.tick[0]++;
      refreshProperties(world);
    }
    strikeTargets(whole);
    findStrikers(parts);
    for (let to = parts.fights.strikerCount; to > 0; ) {
      const from = Math.max(0, to - 1 - random(12));
      resolveStrikes(parts, from, to);
      to = from;
    }
    landStrikes(parts);
    expect(hash(parts)).toBe(hash(whole));
  }
  expect(fallenOf(parts)).toEqual(fallenOf(whole));
  expect(whole.fights.fallenCount).toBeGreaterThan(20);
  expect(whole.fights.outcomes).toEqual(parts.fights.outcomes);
});
