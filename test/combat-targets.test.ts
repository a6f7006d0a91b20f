import { describe, expect, test } from 'vitest';
import { AREA, PROPERTY, PROPERTY_COUNT } from '../components/combat-rules.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { packUsed, unpackUsed } from '../src/memory/used-rows.ts';
import { allocateWorldMemory, viewStores } from '../src/memory/world-memory.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { aim } from '../systems/actions/aim.ts';
import { areEnemies } from '../systems/actions/hostility.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { stand } from '../systems/actions/stand.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { attackersByHand, battlefield, nearestByHand, place, pose } from './support/battlefield.ts';
import { combatRules } from './support/combat-rules.ts';
import {
  birthsAndDeaths,
  type Dice,
  orderAtRandom,
  seeded,
  teleportAtRandom,
} from './support/random-life.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

/** A field with patrols all over it that stand still. */
function crowded(count: number, seed: number, combat = {}): WorldHarness {
  const server = battlefield(combat);
  const dice = seeded(seed);
  for (let i = 0; i < count; i++) {
    // On the meter, half of them on borders of sectors: equal distances are common.
    const [x, y] = dice(2) ? [dice(1_000), dice(1_000)] : [100 * dice(10), 100 * dice(10)];
    place(server, 'patrol', 1 + dice(7), x, y);
  }
  return server;
}

/** Where the base values of avatars begin. */
const AVATAR_BASE = (ENTITY_KIND.avatar - 1) * PROPERTY_COUNT;

/** Ticks in which every fighter looks around at least once. */
const ALL_LOOK = 2 * combatRules().lookTicks;

const SEEK = SCHEDULE.findIndex(({ name }) => name === 'seekTargets');
const BURY = SCHEDULE.findIndex(({ name }) => name === 'buryFallen');

describe('a fighter', () => {
  test.each([
    [12, 1],
    [90, 2],
    [400, 3],
  ])('among %i chooses the nearest enemy in sight, the lowest id of equally near ones', (count, seed) => {
    const server = crowded(count, seed);
    const { fighter } = server.world;
    const sight = combatRules().base[PROPERTY.sight];
    let chosen = 0;
    for (let tick = 0; tick < ALL_LOOK; tick++) {
      const before = fighter.target.slice(0, count + 1);
      server.tick(1, (index) => {
        if (index !== SEEK) return;
        for (let id = 1; id <= count; id++) {
          const target = fighter.target[id];
          if (target === before[id] || target === 0 || target === fighter.rival[id]) continue;
          expect(target, `#${id}`).toBe(nearestByHand(server.world, id, sight));
          chosen++;
        }
      });
    }
    expect(chosen).toBeGreaterThan(count / 4);
  });

  test('turns to its rival, though others are nearer', () => {
    const server = battlefield();
    const { fighter, identity } = server.world;
    const id = place(server, 'patrol', 1, 500, 500);
    const near = place(server, 'patrol', 2, 510, 500);
    const rival = place(server, 'patrol', 2, 600, 500);
    server.tick(ALL_LOOK);
    expect(fighter.target[id]).toBe(near);
    fighter.rival[id] = rival;
    fighter.rivalUse[id] = identity.generation[rival];
    fighter.rivalThreat[id] = 1_000_000;
    server.tick(ALL_LOOK);
    expect(fighter.target[id]).toBe(rival);
  });

  test('forgets a rival that does nothing more, half of its threat at each look', () => {
    const server = battlefield({ patrolsSeek: 0 });
    const { fighter, identity, ledger } = server.world;
    const id = place(server, 'patrol', 1, 500, 500);
    const rival = place(server, 'patrol', 2, 900, 900);
    server.tick(ALL_LOOK);
    fighter.rival[id] = rival;
    fighter.rivalUse[id] = identity.generation[rival];
    fighter.rivalThreat[id] = 5;
    const seen = [5];
    while (fighter.rival[id] !== 0 && ledger.tick[0] < 1_000) {
      server.tick();
      if (fighter.rivalThreat[id] !== seen.at(-1)) seen.push(fighter.rivalThreat[id]);
    }
    expect(seen).toEqual([5, 2, 1, 0]);
    expect(fighter.rivalUse[id]).toBe(0);
  });

  test('that cannot walk strikes only at who is in its range', () => {
    for (const kind of ['fort', 'base'] as const) {
      const server = battlefield();
      const { fighter } = server.world;
      const id = place(server, kind, 1, 500, 500);
      const range = propertyOf(server.world, id, PROPERTY.range) / UNITS_PER_METER;
      expect(range * UNITS_PER_METER).toBeLessThan(propertyOf(server.world, id, PROPERTY.sight));
      const walker = place(server, 'avatar', 2, 500 + range + 1, 500);
      server.tick(ALL_LOOK);
      expect(fighter.target[id], kind).toBe(0);
      server.world.motion.x[walker] -= UNITS_PER_METER;
      server.tick(ALL_LOOK);
      expect(fighter.target[id], kind).toBe(walker);
    }
  });

  test('on hold, or of a peaceful world, attacks nobody but its rival', () => {
    for (const kind of ['patrol', 'avatar'] as const) {
      const server = battlefield({ patrolsSeek: 0 });
      const { fighter, identity } = server.world;
      const id = place(server, kind, 1, 500, 500);
      place(server, 'avatar', 2, 505, 500);
      const rival = place(server, 'avatar', 3, 520, 500);
      server.tick(ALL_LOOK);
      expect(fighter.target[id]).toBe(0);
      fighter.rival[id] = rival;
      fighter.rivalUse[id] = identity.generation[rival];
      fighter.rivalThreat[id] = 8;
      server.tick(combatRules().lookTicks);
      expect(fighter.target[id], kind).toBe(rival);
      server.world.motion.x[rival] += 400 * UNITS_PER_METER;
      server.tick(6 * combatRules().lookTicks);
      expect(fighter.target[id], kind).toBe(0);
    }
  });

  test('with nobody about looks around less often, and yet sees who comes', () => {
    const server = battlefield();
    const { fighter, fights } = server.world;
    const { lookTicks } = combatRules();
    const id = place(server, 'patrol', 1, 500, 500);
    server.tick(lookTicks);
    const looks = fights.looks;
    server.tick(8 * lookTicks);
    expect(fights.looks - looks).toBe(2);
    const enemy = place(server, 'avatar', 2, 600, 500);
    server.tick(4 * lookTicks);
    expect(fighter.target[id]).toBe(enemy);
  });

  test('in retreat attacks nobody, and with the posture of attack whoever is in sight', () => {
    const server = battlefield({ patrolsSeek: 0 });
    const { fighter, identity } = server.world;
    const id = place(server, 'avatar', 1, 500, 500);
    const other = place(server, 'avatar', 2, 520, 500);
    pose(server, id, 'retreat');
    fighter.rival[id] = other;
    fighter.rivalUse[id] = identity.generation[other];
    fighter.rivalThreat[id] = 1_000_000;
    server.tick(ALL_LOOK);
    expect(fighter.target[id]).toBe(0);
    expect(fighter.wounds[other]).toBe(0);
    pose(server, id, 'attack');
    server.tick(ALL_LOOK);
    expect(fighter.target[id]).toBe(other);
  });

  test('knows the ground it stands on by the owner of the control point', () => {
    const areaThousandths = Array(6).fill(0);
    const areaProperty = Array(6).fill(PROPERTY.armor);
    areaThousandths[AREA.own * 2] = 500;
    areaThousandths[AREA.hostile * 2] = -500;
    const base = combatRules().base.slice();
    base[AVATAR_BASE + PROPERTY.armor] = 100;
    const combat = combatRules({ base, areaThousandths, areaProperty, sourceCap: Array(6).fill(1_000) });
    const server = startWorld({ map: ['A--B--C'], owners: { 1: ['A'], 2: ['B'] }, rules: { combat } });
    const { controlPoint, fighter, graph, ledger } = server.world;
    const id = place(server, 'avatar', 1, 0, 0);
    const standIn = (district: number) => {
      const point = graph.controlPointStart[district];
      server.world.motion.x[id] = graph.controlPointX[point];
      server.world.motion.y[id] = graph.controlPointY[point];
      stand(server.world, id, point + 1);
      server.tick(ALL_LOOK);
      return [fighter.area[id], propertyOf(server.world, id, PROPERTY.armor)];
    };
    expect(standIn(0)).toEqual([AREA.own, 150]);
    expect(standIn(1)).toEqual([AREA.hostile, 50]);
    expect(controlPoint.owner[graph.controlPointStart[2]]).toBe(0);
    expect(standIn(2)).toEqual([AREA.open, 100]);
    expect(ledger.tick[0]).toBeLessThan(1_000);
  });
});

/** Life of all kinds on a field: players, births, deaths and teleports. */
function liveOn(server: WorldHarness, players: ReturnType<WorldHarness['join']>[], dice: Dice): void {
  orderAtRandom(server, players, dice);
  for (const player of players) {
    const id = dice(server.world.ledger.entityHigh[0] + 1);
    if (dice(20) === 0) player.order(ORDER.attack, id, 0);
    if (dice(60) === 0) player.order(ORDER.posture, dice(3));
  }
  birthsAndDeaths(server, dice);
  teleportAtRandom(server, dice);
  server.tick();
}

describe('after a random life', () => {
  test('the attackers of everybody are as many as attack it', () => {
    const server = battlefield({}, { patrols: 150 });
    const dice = seeded(4);
    const players = Array.from({ length: 6 }, () => server.join());
    const { fighter, identity, ledger } = server.world;
    let attacked = 0;
    for (let tick = 0; tick < 400; tick++) {
      liveOn(server, players, dice);
      const wanted = attackersByHand(server);
      attacked += wanted.size;
      for (let id = 1; id <= ledger.entityHigh[0]; id++) {
        // Who has fallen or died is attacked by nobody; its count begins anew with it.
        if (identity.kind[id] === 0 || fighter.respawnTick[id] !== 0) continue;
        expect(fighter.attackers[id], `#${id} at ${tick}`).toBe(wanted.get(id) ?? 0);
      }
    }
    expect(attacked).toBeGreaterThan(1_000);
  });

  test('a restored world chooses as the one that was saved', () => {
    const options = { patrols: 120, rules: { combat: combatRules({ patrolsSeek: 1 }) } };
    const server = startWorld(options);
    const dice = seeded(8);
    for (let tick = 0; tick < 200; tick++) liveOn(server, [], dice);
    const { districtCount } = server.world.graph;
    const memory = allocateWorldMemory();
    expect(unpackUsed(packUsed(server.world, districtCount), viewStores(memory), districtCount)).toBe(true);
    const copy = startWorld({ ...options, memory });
    for (let tick = 0; tick < 240; tick++) {
      for (const each of [server, copy]) liveOn(each, [], seeded(1_000 + tick));
      expect(copy.hash(), `tick ${tick}`).toBe(server.hash());
    }
    expect(attackersByHand(copy).size).toBeGreaterThan(10);
  });

  test('nobody attacks who bears the id of a dead target', () => {
    const server = battlefield();
    const { entities, fighter } = server.world;
    const sight = combatRules().base[PROPERTY.sight] / UNITS_PER_METER;
    for (let round = 0; round < 20; round++) {
      const hunter = place(server, 'patrol', 1, 500, 500);
      const prey = place(server, 'patrol', 2, 520, 500);
      aim(server.world, hunter, prey);
      // It dies after all have looked whom to attack, and its id is given again before they look once more.
      server.tick(1, (index) => {
        if (index === BURY) despawn(server.world, prey);
      });
      expect(fighter.target[hunter]).toBe(prey);
      // Too far to be chosen, not too far to be kept.
      const heir = place(server, 'patrol', 2, 500 + Math.floor(sight * 1.1), 500);
      expect(heir).toBe(prey);
      server.tick();
      expect([fighter.target[hunter], fighter.attackers[heir]]).toEqual([0, 0]);
      for (const id of [...entities.rosters.get(ENTITY_KIND.patrol)!.ids()]) despawn(server.world, id);
      server.tick();
    }
  });

  test('nobody attacks a friend, a thing, or somebody far out of sight', () => {
    const server = battlefield({}, { patrols: 150 });
    const dice = seeded(12);
    const players = Array.from({ length: 4 }, () => server.join());
    const { fighter, identity, ledger, motion } = server.world;
    let seen = 0;
    for (let tick = 0; tick < 300; tick++) {
      liveOn(server, players, dice);
      for (let id = 1; id <= ledger.entityHigh[0]; id++) {
        const target = fighter.target[id];
        if (target === 0 || fighter.targetUse[id] !== identity.generation[target]) continue;
        if (identity.kind[id] === 0 || identity.kind[target] === 0) continue;
        seen++;
        expect(areEnemies(server.world, identity.faction[id], identity.faction[target])).toBe(true);
        expect(identity.kind[target]).not.toBe(ENTITY_KIND.wreck);
        const far = Math.hypot(motion.x[id] - motion.x[target], motion.y[id] - motion.y[target]);
        expect(far).toBeLessThanOrEqual(1.25 * propertyOf(server.world, id, PROPERTY.sight));
      }
    }
    expect(seen).toBeGreaterThan(2_000);
  });
});
