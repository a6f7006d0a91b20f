import { describe, expect, test } from 'vitest';
import { BRAIN } from '../components/ai-rules.ts';
import { ERRAND } from '../components/avatar.ts';
import { ASTRAY } from '../components/combat.ts';
import { POSTURE, PROPERTY, PROPERTY_COUNT } from '../components/combat-rules.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { discharge, enlist, orderSoldier } from '../systems/actions/soldiers.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { wound } from '../systems/actions/wounds.ts';
import { metersBetween, place, pose } from './support/battlefield.ts';
import { combatRules } from './support/combat-rules.ts';
import { plainMinds } from './support/plain-minds.ts';
import { silence } from './support/silence.ts';
import { firstSquad, MINDLESS, paradeGround, placeSoldier } from './support/squad-stage.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

silence('musterSquads', 'leadSquads');

const M = UNITS_PER_METER;

/** Nobody falls. */
const TOUGH = combatRules().base.slice();
for (let unit = 0; unit < TOUGH.length; unit += PROPERTY_COUNT) TOUGH[unit + PROPERTY.health] = 1_000_000;

/** A field where patrols seek a fight, with a soldier that walks quickly. */
function field(): { server: WorldHarness; soldier: number } {
  const server = paradeGround({ patrolsSeek: 1, base: TOUGH, leashUnits: 100 * M });
  const soldier = placeSoldier(server, 1, 500, 500);
  server.world.patrol.speed[soldier] = 1_000;
  return { server, soldier };
}

function at({ world }: WorldHarness, id: number): [number, number] {
  return [world.motion.x[id] / M, world.motion.y[id] / M];
}

describe('a soldier that meets an enemy', () => {
  test('leaves its way for a fight, and goes on to where it was ordered when that is over', () => {
    const { server, soldier } = field();
    const { avatar, fighter } = server.world;
    orderSoldier(server.world, soldier, ORDER.moveTo, 900 * M, 500 * M);
    const enemy = place(server, 'avatar', 2, 600, 600);
    server.tick(400);
    expect([fighter.target[soldier], fighter.isAstray[soldier]]).toEqual([enemy, ASTRAY.pursues]);
    expect(avatar.errand[soldier]).toBe(ERRAND.walkTo);
    expect(at(server, soldier)[1]).toBeGreaterThan(500);
    despawn(server.world, enemy);
    server.tick(2_000);
    expect(at(server, soldier)).toEqual([900, 500]);
    expect([avatar.errand[soldier], fighter.isAstray[soldier]]).toEqual([ERRAND.none, ASTRAY.no]);
  });

  test('walks on in the direction it was given', () => {
    const { server, soldier } = field();
    const { motion } = server.world;
    orderSoldier(server.world, soldier, ORDER.moveDirection, 0, 100);
    const course = motion.vx[soldier];
    const enemy = place(server, 'avatar', 2, 520, 620);
    server.tick(200);
    expect(motion.vx[soldier]).not.toBe(course);
    // An order that comes in a fight is carried out after it.
    orderSoldier(server.world, soldier, ORDER.moveDirection, 32_768, 100);
    for (let tick = 0; tick < 60; tick++) {
      server.tick();
      expect(motion.vx[soldier]).not.toBe(-course);
    }
    despawn(server.world, enemy);
    server.tick(3);
    expect([motion.vx[soldier], motion.vy[soldier]]).toEqual([-course, 0]);
  });

  test('goes back to its post, if it had one', () => {
    const { server, soldier } = field();
    const enemy = place(server, 'avatar', 2, 600, 560);
    server.tick(300);
    expect(at(server, soldier)).not.toEqual([500, 500]);
    despawn(server.world, enemy);
    server.tick(600);
    expect(at(server, soldier)).toEqual([500, 500]);
    expect(server.world.fighter.isAstray[soldier]).toBe(ASTRAY.no);
  });

  test('lets go of one that runs out of its leash, and obeys at once on its way back', () => {
    const { server, soldier } = field();
    const { fighter, motion } = server.world;
    const enemy = place(server, 'avatar', 2, 600, 500);
    server.tick(60);
    motion.vx[enemy] = 900;
    for (let tick = 0; tick < 900 && fighter.isAstray[soldier] !== ASTRAY.returns; tick++) server.tick();
    expect(at(server, soldier)[0]).toBeGreaterThan(599);
    despawn(server.world, enemy);
    orderSoldier(server.world, soldier, ORDER.moveTo, 700 * M, 500 * M);
    expect(fighter.isAstray[soldier]).toBe(ASTRAY.no);
    server.tick();
    expect(motion.vx[soldier]).toBeGreaterThan(0);
  });

  test('fights on when it is let go, and lives as a patrol after that', () => {
    const { server, soldier } = field();
    const { fighter, patrol } = server.world;
    orderSoldier(server.world, soldier, ORDER.moveTo, 900 * M, 500 * M);
    const enemy = place(server, 'avatar', 2, 560, 600);
    server.tick(200);
    discharge(server.world, soldier);
    server.tick(10);
    expect([fighter.target[soldier], fighter.isAstray[soldier]]).toEqual([enemy, ASTRAY.pursues]);
    despawn(server.world, enemy);
    server.tick(2);
    expect(patrol.turnTick[soldier]).toBeLessThanOrEqual(server.world.ledger.tick[0] + 1);
  });
});

test('a soldier that is badly hurt retreats to the district of its last order, and holds then', () => {
  const server = startWorld({
    map: ['A----B'],
    owners: { 1: ['A'], 2: ['B'] },
    cellMeters: 300,
    rules: { ai: MINDLESS, combat: combatRules({ retreatBelow: 500, mendDelayTicks: 1_000_000 }) },
  });
  const { world } = server;
  const { fighter, graph, patrol } = world;
  const [ax, ay] = [graph.districtX[0], graph.districtY[0]];
  const soldier = place(server, 'patrol', 1, ax / M + 80, ay / M);
  patrol.speed[soldier] = 2_000;
  enlist(world, firstSquad(1), soldier);
  expect(patrol.district[soldier]).toBe(0);
  orderSoldier(world, soldier, ORDER.moveTo, graph.districtX[1], graph.districtY[1]);
  expect(patrol.district[soldier]).toBe(1);
  orderSoldier(world, soldier, ORDER.moveTo, ax, ay);
  expect(patrol.district[soldier]).toBe(0);
  orderSoldier(world, soldier, ORDER.stop, 0, 0);
  const enemy = place(server, 'avatar', 2, ax / M + 140, ay / M);
  server.tick(30);
  wound(world, soldier, Math.floor((propertyOf(world, soldier, PROPERTY.health) * 7) / 10), enemy);
  fighter.engagedTick[soldier] = world.ledger.tick[0];
  pose(server, enemy, 'retreat');
  server.tick(100);
  expect(fighter.posture[soldier]).toBe(POSTURE.retreat);
  server.tick(150);
  expect([world.motion.x[soldier], world.motion.y[soldier]]).toEqual([ax, ay]);
  expect(metersBetween(server, soldier, enemy)).toBeGreaterThan(100);
  // Whom it sees it would attack again, and flee from again.
  despawn(world, enemy);
  server.tick(30 * 60);
  expect([fighter.posture[soldier], fighter.isAstray[soldier]]).toEqual([POSTURE.hold, ASTRAY.no]);
});

describe('patrols that nobody called to arms', () => {
  const MAP = ['A--B--C', '|  |  |', 'D--E--F'];
  const OWNERS = { 1: ['A', 'B', 'D'], 2: ['C', 'E', 'F'] };

  /** How many patrols of faction 1 had a leg into each district, over a while. */
  function legs(brain: number, lose: string[] = []): { counts: number[]; server: WorldHarness } {
    const server = startWorld({
      map: MAP,
      owners: OWNERS,
      patrols: 60,
      cellMeters: 120,
      rules: {
        ai: plainMinds({ brain: Array.from({ length: SIDE_COUNT }, (_, side) => (side === 1 ? brain : 0)) }),
        // Whoever leaves lost land does not do so by chance.
        ...{ pauseTicksMax: 5, neighborLegPercent: lose.length > 0 ? 0 : 60 },
        ...{ patrolUnitsPerTickMin: 4_000, patrolUnitsPerTickMax: 6_000 },
      },
    });
    const { world } = server;
    const counts = Array<number>(6).fill(0);
    for (let tick = 0; tick < 1_200; tick++) {
      if (tick === 600) for (const letter of lose) world.district.owner['ABCDEF'.indexOf(letter)] = 2;
      server.tick();
      if (tick % 10 !== 0 || (lose.length > 0 && tick < 900)) continue;
      for (const id of server.aliveIds()) {
        if (world.identity.faction[id] === 1) counts[world.patrol.district[id]]++;
      }
    }
    return { counts, server };
  }

  test('roam anywhere while nobody thinks for them, and stay in their own land once somebody does', () => {
    expect(legs(BRAIN.none).counts.every((count) => count > 0)).toBe(true);
    const { counts } = legs(BRAIN.utility);
    expect(counts.map((count) => count > 0)).toEqual([true, true, false, true, false, false]);
  });

  test('leave land that is lost for the nearest that is their own, and stay where none is left', () => {
    expect(legs(BRAIN.utility, ['B']).counts.map((count) => count > 0)).toEqual([
      ...[true, false, false, true, false, false],
    ]);
    const lost = legs(BRAIN.utility, ['A', 'B', 'D']).counts;
    expect(lost.slice(0, 2).every((count) => count > 0)).toBe(true);
    expect([lost[2], lost[4], lost[5]]).toEqual([0, 0, 0]);
  });
});
