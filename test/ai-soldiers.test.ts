import { describe, expect, test } from 'vitest';
import { ERRAND } from '../components/avatar.ts';
import { POSTURE } from '../components/combat-rules.ts';
import { ESCORT_TASK } from '../components/convoys.ts';
import { SQUAD_SIZE_MAX } from '../src/limits.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { RESULT } from '../src/protocol/fields.ts';
import { discharge, enlist, orderSoldier } from '../systems/actions/soldiers.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { place } from './support/battlefield.ts';
import { plainMinds } from './support/plain-minds.ts';
import { firstSquad, MINDLESS, paradeGround, placeSoldier, squadOf } from './support/squad-stage.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const M = UNITS_PER_METER;

/** Patrols that walk quickly, and without much of a pause. */
const QUICK = { ai: MINDLESS, pauseTicksMax: 5, patrolUnitsPerTickMin: 4_000, patrolUnitsPerTickMax: 6_000 };

/** Land of one faction where patrols walk from point to point. */
function land(patrols: number): WorldHarness {
  return startWorld({
    map: ['A--B--C'],
    owners: { 1: ['A', 'B', 'C'] },
    patrols,
    rules: QUICK,
  });
}

function course({ world }: WorldHarness, id: number): [number, number] {
  return [world.motion.vx[id], world.motion.vy[id]];
}

describe('a patrol is taken into a squad', () => {
  test('of its own faction, while that has room, and into one only', () => {
    const server = paradeGround();
    const { world } = server;
    const squad = firstSquad(2);
    const patrols = Array.from({ length: SQUAD_SIZE_MAX + 2 }, (_, i) =>
      place(server, 'patrol', 2, 10 * i, 5),
    );
    expect(enlist(world, firstSquad(3), patrols[0])).toBe(false);
    expect(enlist(world, squad, place(server, 'avatar', 2, 5, 5))).toBe(false);
    expect(enlist(world, squad, 0)).toBe(false);
    expect(patrols.map((id) => enlist(world, squad, id)).filter((isIn) => isIn)).toHaveLength(6);
    expect(enlist(world, squad + 1, patrols[0])).toBe(false);
    expect(squadOf(server, squad)).toEqual(patrols.slice(0, 6));
    server.changeRules({ ...world.rules, ai: plainMinds({ ...MINDLESS, squadSize: Array(8).fill(200) }) });
    server.tick();
    for (const id of patrols) enlist(world, squad, id);
    expect(squadOf(server, squad)).toEqual(patrols.slice(0, SQUAD_SIZE_MAX));
    expect(world.squad.size[squad]).toBe(SQUAD_SIZE_MAX);
  });

  test('and stands until it is ordered, while all others walk on', () => {
    const server = land(40);
    server.tick(60);
    const { world } = server;
    const walking = server.aliveIds().filter((id) => course(server, id).some((part) => part !== 0));
    const [id] = walking.filter((patrol) => world.identity.faction[patrol] === 1);
    expect(enlist(world, firstSquad(1), id)).toBe(true);
    const { x, y } = { x: world.motion.x[id], y: world.motion.y[id] };
    server.tick(600);
    expect([world.motion.x[id], world.motion.y[id]]).toEqual([x, y]);
    discharge(world, id);
    expect(squadOf(server, firstSquad(1))).toEqual([]);
    server.tick();
    expect(course(server, id)).not.toEqual([0, 0]);
  });

  test('and walks on at once when it is let go on a leg that would not have ended yet', () => {
    const server = land(40);
    const { world } = server;
    server.tick(60);
    const busy = server.aliveIds().find((id) => world.patrol.turnTick[id] > world.ledger.tick[0] + 30)!;
    expect(enlist(world, firstSquad(world.identity.faction[busy]), busy)).toBe(true);
    server.tick(5);
    expect(course(server, busy)).toEqual([0, 0]);
    discharge(world, busy);
    server.tick();
    expect(course(server, busy)).not.toEqual([0, 0]);
  });

  test('and is let go with nothing left to do', () => {
    const server = paradeGround();
    const { world } = server;
    const id = placeSoldier(server, 1, 500, 500);
    orderSoldier(world, id, ORDER.moveTo, 900 * M, 900 * M);
    orderSoldier(world, id, ORDER.posture, POSTURE.attack, 0);
    world.escort.task[id] = ESCORT_TASK.escort;
    world.avatar.objective[id] = 1;
    discharge(world, id);
    const { avatar, escort, fighter, soldier } = world;
    expect([avatar.errand[id], avatar.objective[id], escort.task[id], soldier.squad[id]]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(fighter.posture[id]).toBe(POSTURE.hold);
    expect(orderSoldier(world, id, ORDER.stop, 0, 0)).toBe(RESULT.noAvatar);
  });
});

describe('the id of a soldier that is no more', () => {
  test('is not that of a soldier when it is given again', () => {
    const server = paradeGround();
    const { world } = server;
    const squad = firstSquad(1);
    const id = placeSoldier(server, 1, 500, 500);
    const comrade = placeSoldier(server, 1, 510, 500);
    orderSoldier(world, id, ORDER.moveTo, 900 * M, 900 * M);
    server.tick();
    despawn(world, id);
    expect(squadOf(server, squad)).toEqual([comrade]);
    server.tick(2);
    expect(place(server, 'patrol', 1, 200, 200)).toBe(id);
    server.tick(10);
    expect(course(server, id)).toEqual([0, 0]);
    expect(orderSoldier(world, id, ORDER.stop, 0, 0)).toBe(RESULT.noAvatar);
    expect([...world.entities.bodies.ids()]).toEqual([comrade]);
  });

  test('counts once when it serves in the same squad again', () => {
    const server = paradeGround();
    const { world } = server;
    const squad = firstSquad(1);
    const comrade = placeSoldier(server, 1, 510, 500);
    const id = placeSoldier(server, 1, 500, 500);
    orderSoldier(world, id, ORDER.moveTo, 900 * M, 900 * M);
    despawn(world, id);
    server.tick(2);
    const again = placeSoldier(server, 1, 200, 200);
    expect(again).toBe(id);
    expect(squadOf(server, squad)).toEqual([comrade, id]);
    expect(world.avatar.errand[id]).toBe(ERRAND.none);
    discharge(world, comrade);
    expect(squadOf(server, squad)).toEqual([id]);
    expect([world.squad.size[squad], [...world.entities.bodies.ids()]]).toEqual([1, [id]]);
  });
});

test('soldiers of a restored world go on with what they were told', () => {
  const server = land(40);
  server.tick(10);
  const { world } = server;
  const soldiers = server.aliveIds().filter((id) => enlist(world, firstSquad(1), id));
  expect(soldiers.length).toBeGreaterThan(2);
  for (const id of soldiers) orderSoldier(world, id, ORDER.moveTo, 700 * M, 200 * M);
  server.tick(30);
  const memory = new SharedArrayBuffer(server.memory.byteLength);
  new Uint8Array(memory).set(new Uint8Array(server.memory));
  const restored = startWorld({
    map: ['A--B--C'],
    owners: { 1: ['A', 'B', 'C'] },
    rules: QUICK,
    memory,
  });
  expect([...restored.world.entities.bodies.ids()]).toEqual(soldiers);
  for (let i = 0; i < 30; i++) {
    server.tick(50);
    restored.tick(50);
    expect(restored.hash()).toBe(server.hash());
  }
  expect(soldiers.every((id) => world.motion.x[id] === 700 * M && world.motion.y[id] === 200 * M)).toBe(true);
});
