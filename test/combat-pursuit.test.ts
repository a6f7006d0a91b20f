import { describe, expect, test } from 'vitest';
import { ASTRAY } from '../components/combat.ts';
import { POSTURE, PROPERTY, PROPERTY_COUNT } from '../components/combat-rules.ts';
import { chooseSlot, nearestPlace, PLACES, RINGS, slotRadius, slotX, slotY } from '../src/combat/ring.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { battlefield, metersBetween, place } from './support/battlefield.ts';
import { combatRules } from './support/combat-rules.ts';
import { seeded, teleport } from './support/random-life.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

/** Nobody falls: these tests are about walking. */
const TOUGH = combatRules().base.slice();
for (let unit = 0; unit < TOUGH.length; unit += PROPERTY_COUNT) TOUGH[unit + PROPERTY.health] = 1_000_000;

const LAST = SCHEDULE.findIndex(({ name }) => name === 'moveEntities');

/** Runs ticks, and counts how often each entity was given another course. */
function countTurns(server: WorldHarness, ticks: number): Map<number, number> {
  const turns = new Map<number, number>();
  const { changes } = server.world;
  server.tick(ticks, (index) => {
    if (index !== LAST) return;
    for (let i = 0; i < changes.count; i++) {
      const id = changes.ids[i];
      if (changes.bits[id] & CHANGE.turn) turns.set(id, (turns.get(id) ?? 0) + 1);
    }
  });
  return turns;
}

function rangeMeters(server: WorldHarness, id: number): number {
  return propertyOf(server.world, id, PROPERTY.range) / UNITS_PER_METER;
}

function isStill({ world }: WorldHarness, id: number): boolean {
  return world.motion.vx[id] === 0 && world.motion.vy[id] === 0;
}

describe('places around a target', () => {
  test('lie on their ring, in the direction that leads to them', () => {
    for (let slot = 0; slot < PLACES * RINGS; slot++) {
      const range = 245_760;
      const [x, y] = [slotX(slot, range), slotY(slot, range)];
      expect(Math.abs(Math.hypot(x, y) - slotRadius(slot, range))).toBeLessThan(range / 1_000);
      expect(slotRadius(slot, range)).toBeLessThanOrEqual((3 * range) / 4);
      expect(nearestPlace(x, y)).toBe(slot % PLACES);
    }
  });

  test('are given once each as long as any is free on that side', () => {
    for (let towards = 0; towards < PLACES; towards++) {
      const taken = new Uint32Array(3 * RINGS);
      const given = new Set<number>();
      for (let i = 0; i < 45; i++) {
        const slot = chooseSlot(taken, RINGS, towards);
        const aside = Math.abs((((slot % PLACES) - towards + 48) % PLACES) - 16);
        expect(aside).toBeLessThanOrEqual(7);
        expect(given.has(slot)).toBe(false);
        given.add(slot);
        taken[RINGS + Math.floor(slot / PLACES)] |= 1 << (slot % PLACES);
      }
      expect([...given].slice(0, 3)).toEqual([towards, (towards + 1) % PLACES, (towards + 31) % PLACES]);
      expect(chooseSlot(taken, RINGS, towards)).toBe(towards);
    }
  });
});

describe('a patrol', () => {
  test('closes in on an enemy in sight, which does the same, until both are in range and stand', () => {
    for (const [x, y] of [
      [640, 500],
      [403, 411],
      [500, 640],
    ]) {
      const server = battlefield({ base: TOUGH });
      const one = place(server, 'patrol', 1, 500, 500);
      const other = place(server, 'patrol', 2, x, y);
      const turns = countTurns(server, 1_800);
      for (const id of [one, other]) {
        expect(isStill(server, id)).toBe(true);
        expect(turns.get(id)).toBeLessThan(60);
      }
      const range = rangeMeters(server, one);
      expect(metersBetween(server, one, other)).toBeLessThanOrEqual(range);
      expect(metersBetween(server, one, other)).toBeGreaterThan(range / 2);
      expect([...countTurns(server, 600)]).toEqual([]);
    }
  });

  test('walks up to who stands on one course, and not a step where it is in range already', () => {
    const server = battlefield({ base: TOUGH, patrolsSeek: 1 });
    const far = place(server, 'patrol', 1, 500, 500);
    const near = place(server, 'patrol', 1, 600, 500);
    place(server, 'avatar', 2, 620, 500);
    const turns = countTurns(server, 1_800);
    expect(turns.get(near) ?? 0).toBe(0);
    // To its place and to a stop.
    expect(turns.get(far)).toBeLessThanOrEqual(3);
    expect(isStill(server, far)).toBe(true);
  });

  test('of a group takes a place of its own around the target', () => {
    const server = battlefield({ base: TOUGH });
    const target = place(server, 'avatar', 2, 500, 500);
    const dice = seeded(5);
    const group = Array.from({ length: 20 }, () =>
      place(server, 'patrol', 1, 590 + dice(20), 490 + dice(20)),
    );
    const turns = countTurns(server, 3_000);
    const { fighter, motion } = server.world;
    const spots = new Set(group.map((id) => `${motion.x[id]} ${motion.y[id]}`));
    expect(spots.size).toBe(group.length);
    expect(new Set(group.map((id) => fighter.slot[id])).size).toBe(group.length);
    for (const id of group) {
      expect(fighter.target[id]).toBe(target);
      expect(isStill(server, id)).toBe(true);
      expect(metersBetween(server, id, target)).toBeLessThanOrEqual(rangeMeters(server, id));
      expect(turns.get(id)).toBeLessThan(10);
      for (const other of group) {
        if (other !== id) expect(metersBetween(server, id, other)).toBeGreaterThan(2);
      }
    }
  });

  test('follows a target that walks away, with at most four courses in a second', () => {
    const server = battlefield({ base: TOUGH, leashUnits: 900 * UNITS_PER_METER });
    const hunter = place(server, 'patrol', 1, 100, 500);
    const prey = place(server, 'avatar', 2, 150, 500);
    const { avatar, fighter, motion, patrol } = server.world;
    patrol.speed[hunter] = 400;
    server.tick(60);
    avatar.errand[prey] = 1;
    avatar.goalX[prey] = 900 * UNITS_PER_METER;
    avatar.goalY[prey] = 700 * UNITS_PER_METER;
    avatar.turnTick[prey] = 0;
    server.world.rules = { ...server.world.rules, avatarUnitsPerTick: 350 };
    const turns = countTurns(server, 6_000);
    expect(turns.get(hunter)).toBeLessThanOrEqual(6_000 / 15);
    expect(fighter.target[hunter]).toBe(prey);
    expect(motion.x[hunter]).toBeGreaterThan(500 * UNITS_PER_METER);
    expect(metersBetween(server, hunter, prey)).toBeLessThan(rangeMeters(server, hunter) * 1.2);
  });

  test('is held by its leash: it goes back to where it left its way, and takes that up again', () => {
    const leash = 100;
    const server = battlefield({ base: TOUGH, leashUnits: leash * UNITS_PER_METER });
    const { fighter, ledger, motion, patrol } = server.world;
    const hunter = place(server, 'patrol', 1, 200, 500);
    const prey = place(server, 'patrol', 2, 300, 500);
    patrol.speed[hunter] = 2_000;
    let farthest = 0;
    let wasBack = false;
    for (let tick = 0; tick < 2_000 && !wasBack; tick++) {
      // Always just out of its range, and never out of sight.
      if (fighter.isAstray[hunter] === ASTRAY.pursues) {
        teleport(server, prey, motion.x[hunter] + 100 * UNITS_PER_METER, motion.y[hunter]);
      }
      patrol.turnTick[prey] = 1_000_000;
      server.tick();
      const away = Math.abs(motion.x[hunter] / UNITS_PER_METER - 200);
      farthest = Math.max(farthest, away);
      if (farthest < leash) continue;
      if (fighter.isAstray[hunter] === ASTRAY.no) {
        wasBack = true;
        expect(away).toBeLessThan(1);
        expect(patrol.turnTick[hunter]).toBeLessThanOrEqual(ledger.tick[0] + 1_000);
      }
    }
    expect(wasBack).toBe(true);
    expect(farthest).toBeLessThan(leash + 12);
  });

  test('takes up its way again when its target is gone', () => {
    const server = startWorld({
      map: ['A--B'],
      rules: { combat: combatRules({ patrolsSeek: 1 }), pauseTicksMax: 1 },
    });
    const { fighter, graph, motion } = server.world;
    const [x, y] = [graph.districtX[0] / UNITS_PER_METER, graph.districtY[0] / UNITS_PER_METER];
    const hunter = place(server, 'patrol', 1, x, y);
    const prey = place(server, 'avatar', 2, x + 120, y);
    server.tick(60);
    expect(fighter.isAstray[hunter]).toBe(ASTRAY.pursues);
    expect(isStill(server, hunter)).toBe(false);
    server.world.identity.faction[prey] = 1;
    server.tick(10);
    expect(fighter.target[hunter]).toBe(0);
    expect(fighter.isAstray[hunter]).toBe(ASTRAY.no);
    expect(isStill(server, hunter)).toBe(false);
    expect(motion.x[hunter]).toBeGreaterThan(0);
  });

  test('with little health left retreats to its district, strikes nobody, and turns again when it has mended', () => {
    const base = combatRules().base.slice();
    base[PROPERTY.speed] = 1000;
    const combat = combatRules({ patrolsSeek: 1, retreatBelow: 300, base });
    const server = startWorld({ map: ['A--B'], cellMeters: 300, rules: { combat } });
    const { fighter, graph, ledger, patrol } = server.world;
    const [x, y] = [graph.districtX[0] / UNITS_PER_METER, graph.districtY[0] / UNITS_PER_METER];
    const runner = place(server, 'patrol', 1, x + 80, y);
    const enemy = place(server, 'avatar', 2, x + 100, y);
    patrol.district[runner] = 0;
    server.tick(60);
    expect(fighter.target[runner]).toBe(enemy);
    const health = propertyOf(server.world, runner, PROPERTY.health);
    fighter.wounds[runner] = health - Math.floor(health / 4);
    fighter.engagedTick[runner] = ledger.tick[0];
    const wounds = () => fighter.wounds[enemy];
    server.tick(combat.lookTicks + 1);
    expect(fighter.posture[runner]).toBe(POSTURE.retreat);
    expect(fighter.target[runner]).toBe(0);
    const before = wounds();
    const away = metersBetween(server, runner, enemy);
    server.tick(120);
    expect(wounds()).toBeLessThanOrEqual(before);
    expect(metersBetween(server, runner, enemy)).toBeGreaterThan(away + 1);
    fighter.wounds[runner] = health - Math.floor(health / 2);
    server.tick(combat.lookTicks);
    expect(fighter.posture[runner]).toBe(POSTURE.retreat);
    fighter.wounds[runner] = health - Math.floor((health * 6) / 10);
    server.tick(combat.lookTicks + 2);
    expect(fighter.posture[runner]).toBe(POSTURE.hold);
    server.tick(60);
    expect(fighter.target[runner]).toBe(enemy);
  });

  test('nobody lets mend ends its retreat after half a minute', () => {
    const server = battlefield({ retreatBelow: 300, mendDelayTicks: 100_000 });
    const { fighter, ledger } = server.world;
    const runner = place(server, 'patrol', 1, 500, 500);
    // Just out of sight, but about.
    place(server, 'avatar', 2, 655, 500);
    server.tick(60);
    const health = propertyOf(server.world, runner, PROPERTY.health);
    fighter.wounds[runner] = health - 1;
    fighter.engagedTick[runner] = ledger.tick[0];
    server.tick(30);
    expect(fighter.posture[runner]).toBe(POSTURE.retreat);
    server.tick(1_740);
    expect(fighter.posture[runner]).toBe(POSTURE.retreat);
    server.tick(60);
    expect(fighter.posture[runner]).toBe(POSTURE.hold);
  });
});

test('who pursues and retreats stays inside the world, and clients hold the place of everybody', () => {
  const base = TOUGH.slice();
  base[PROPERTY.health] = 4_000;
  const server = battlefield(
    { base, retreatBelow: 950, leashUnits: 60 * UNITS_PER_METER },
    {
      widthMeters: 240,
      heightMeters: 180,
      patrols: 60,
      rules: { patrolUnitsPerTickMax: 3_000, legTicksMax: 90 },
    },
  );
  const alice = server.join();
  server.tick(2);
  const { entities, fighter, graph, motion } = server.world;
  const seen = new Set<number>();
  for (let tick = 0; tick < 900; tick++) {
    server.tick();
    for (const id of entities.rosters.get(ENTITY_KIND.patrol)!.ids()) {
      seen.add(fighter.isAstray[id]);
      const isInside =
        motion.x[id] >= 0 &&
        motion.y[id] >= 0 &&
        motion.x[id] < graph.widthUnits &&
        motion.y[id] < graph.heightUnits;
      if (!isInside) throw new Error(`#${id} left the world at ${tick}`);
    }
    if (tick % 9 === 0) server.expectMirrorExact(alice);
  }
  expect([...seen].sort()).toEqual([ASTRAY.no, ASTRAY.pursues, ASTRAY.returns]);
});
