import { describe, expect, test } from 'vitest';
import { SQUAD_STATE } from '../components/ai.ts';
import { ABSENCE, BRAIN } from '../components/ai-rules.ts';
import { ERRAND } from '../components/avatar.ts';
import { POSTURE } from '../components/combat-rules.ts';
import { INBOX_RECORD_WORDS, INPUT, WORD } from '../components/inbox.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { ABSENCES } from '../src/protocol/battle-words.ts';
import { ORDER, ROLE } from '../src/protocol/client-messages.ts';
import { RESULT } from '../src/protocol/fields.ts';
import { enlist, orderSoldier } from '../systems/actions/soldiers.ts';
import { wound } from '../systems/actions/wounds.ts';
import { place } from './support/battlefield.ts';
import { plainMinds } from './support/plain-minds.ts';
import { teleport } from './support/random-life.ts';
import { silence } from './support/silence.ts';
import { firstSquad } from './support/squad-stage.ts';
import type { TestClient } from './support/test-client.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

silence('musterSquads', 'leadSquads', 'planStrategy');

const M = UNITS_PER_METER;
const PACE = 9_000;

/** Districts A, B and C of faction 1, and D of faction 2, where the avatar of a player of 1 stands at no point. */
function abroad(brain: number = BRAIN.utility) {
  const server = startWorld({
    map: ['A--B--C--D'],
    owners: { 1: ['A', 'B', 'C'], 2: ['D'] },
    rules: {
      ai: plainMinds({ brain: Array(SIDE_COUNT).fill(brain) }),
      ...{ avatarUnitsPerTick: PACE, resumeTicks: 100_000 },
    },
    sessions: { guests: 'always' },
  });
  const player = server.join({ faction: 1 });
  server.tick();
  const { graph } = server.world;
  teleport(server, player.avatar, graph.districtX[3] - 120 * M, graph.districtY[3] + 90 * M);
  server.tick();
  return { server, world: server.world, player, id: player.avatar };
}

function leave(server: WorldHarness, player: TestClient, stance: number): void {
  player.order(ORDER.absence, stance);
  server.tick();
  player.away();
  server.tick();
}

/** The player of a session comes with the ticket of its account, and not with its token. */
function joinAgain({ lanes, world }: WorldHarness, { slot }: TestClient): void {
  const record = new Int32Array(INBOX_RECORD_WORDS);
  record[WORD.kind] = INPUT.join;
  record[WORD.connection] = 77;
  record[WORD.role] = ROLE.player;
  record[WORD.accountLow] = world.session.accountLow[slot];
  record[WORD.accountHigh] = world.session.accountHigh[slot];
  lanes[0].ring.push(record);
}

function spot({ world }: WorldHarness, id: number): [number, number] {
  return [world.motion.x[id], world.motion.y[id]];
}

test('the words of the order absence are those of the world', () => {
  expect(Object.keys(ABSENCE)).toEqual([...ABSENCES]);
});

test('an order says what the avatar is to do, and is answered', () => {
  const { server, player, world, id } = abroad();
  for (const stance of [ABSENCE.follow, 3, -1, ABSENCE.retreat]) player.order(ORDER.absence, stance);
  server.tick();
  const { done, badValue } = RESULT;
  expect(player.answers.map(({ result }) => result)).toEqual([done, badValue, badValue, done]);
  expect(world.avatar.absence[id]).toBe(ABSENCE.retreat);
  const before = spot(server, id);
  server.tick(200);
  expect(spot(server, id)).toEqual(before);
});

describe('an avatar whose player is away', () => {
  test('goes on where it was sent and stays there, if it is to hold', () => {
    const { server, player, world, id } = abroad();
    player.order(ORDER.posture, POSTURE.attack);
    const [x, y] = spot(server, id);
    player.order(ORDER.moveTo, x + 50 * M, y);
    leave(server, player, ABSENCE.hold);
    server.tick(300);
    expect(spot(server, id)).toEqual([x + 50 * M, y]);
    expect([world.avatar.errand[id], world.fighter.posture[id]]).toEqual([ERRAND.none, POSTURE.attack]);
    player.resume();
    server.tick();
    expect(world.fighter.posture[id]).toBe(POSTURE.attack);
  });

  test('turns around for the nearest own place in retreat, and strikes nobody', () => {
    const { server, player, world, id } = abroad();
    player.order(ORDER.posture, POSTURE.attack);
    player.order(ORDER.moveDirection, 0, 100);
    leave(server, player, ABSENCE.retreat);
    server.tick(700);
    const { controlPoint, fighter, graph, territories } = world;
    expect(fighter.posture[id]).toBe(POSTURE.retreat);
    const point = territories.points.at(...spot(server, id));
    expect([graph.controlPointDistrict[point], controlPoint.owner[point]]).toEqual([2, 1]);
    const shelter = spot(server, id);
    // It is safe as long as the place is its faction's.
    server.tick(120);
    expect(spot(server, id)).toEqual(shelter);
    for (let at = graph.controlPointStart[2]; at < graph.controlPointStart[3]; at++)
      controlPoint.owner[at] = 2;
    world.district.owner[2] = 2;
    server.tick(700);
    expect(graph.controlPointDistrict[territories.points.at(...spot(server, id))]).toBe(1);
  });

  test('has nowhere to go without land, and stays', () => {
    const { server, player, world, id } = abroad();
    world.district.owner.fill(2, 0, 4);
    const before = spot(server, id);
    leave(server, player, ABSENCE.retreat);
    server.tick(200);
    expect(spot(server, id)).toEqual(before);
    expect(world.fighter.posture[id]).toBe(POSTURE.retreat);
  });

  test('goes with the nearest squad at work, and home when none is, as it was', () => {
    const { server, player, world, id } = abroad();
    const { fighter, graph, motion, squad } = world;
    const [x, y] = spot(server, id);
    const near = place(server, 'patrol', 1, x / M - 200, y / M);
    const far = place(server, 'patrol', 1, x / M + 300, y / M);
    const idle = place(server, 'patrol', 1, x / M - 100, y / M);
    [near, far, idle].forEach((soldier, i) => {
      expect(enlist(world, firstSquad(1) + i, soldier)).toBe(true);
      squad.state[firstSquad(1) + i] = [SQUAD_STATE.working, SQUAD_STATE.marching, SQUAD_STATE.ready][i];
    });
    player.order(ORDER.posture, POSTURE.attack);
    leave(server, player, ABSENCE.follow);
    server.tick(200);
    const gap = () => Math.hypot(motion.x[id] - motion.x[near], motion.y[id] - motion.y[near]) / M;
    expect(gap()).toBeLessThan(31);
    expect(fighter.posture[id]).toBe(POSTURE.attack);
    orderSoldier(world, near, ORDER.moveTo, x - 400 * M, y);
    world.patrol.speed[near] = 3_000;
    server.tick(240);
    expect(motion.x[near]).toBeLessThan(x - 350 * M);
    expect(gap()).toBeLessThan(100);
    squad.state.fill(SQUAD_STATE.ready);
    server.tick(1_500);
    const home = graph.hubDistrict[1];
    expect(graph.controlPointDistrict[world.territories.points.at(...spot(server, id))]).toBe(home);
  });

  test('retreats instead when nobody leads its faction', () => {
    const { server, player, world, id } = abroad(BRAIN.none);
    leave(server, player, ABSENCE.follow);
    server.tick(70);
    expect([world.fighter.posture[id], world.avatar.errand[id]]).toEqual([POSTURE.retreat, ERRAND.walkTo]);
  });

  test('rises as always when it falls, and is led again', () => {
    const { server, player, world, id } = abroad();
    leave(server, player, ABSENCE.retreat);
    server.tick(90);
    wound(world, id, 1_000_000, 0);
    server.tick(2);
    expect(world.fighter.respawnTick[id]).toBeGreaterThan(0);
    server.tick(100);
    expect(world.avatar.errand[id]).toBe(ERRAND.none);
    server.tick(world.rules.combat.respawnTicks);
    expect(world.fighter.respawnTick[id]).toBe(0);
    const { graph } = world;
    teleport(server, id, graph.districtX[3] - 120 * M, graph.districtY[3] + 90 * M);
    server.tick(61);
    expect(world.avatar.errand[id]).toBe(ERRAND.walkTo);
  });
});

describe('a player who comes back', () => {
  test.each(['resumes', 'joins anew'])(
    'and %s finds the avatar where it is, at rest and as it was',
    (way) => {
      const { server, player, world, id } = abroad();
      player.order(ORDER.posture, POSTURE.attack);
      player.order(ORDER.moveDirection, 0, 100);
      leave(server, player, ABSENCE.retreat);
      server.tick(80);
      expect(world.motion.vx[id]).toBeLessThan(0);
      if (way === 'resumes') player.resume();
      else joinAgain(server, player);
      server.tick();
      const [x, y] = spot(server, id);
      expect([world.fighter.posture[id], world.avatar.errand[id]]).toEqual([POSTURE.attack, ERRAND.none]);
      // No gateway knows the connection of the other, and gives it up.
      if (way !== 'resumes') return;
      server.tick(120);
      expect(spot(server, id)).toEqual([x, y]);
    },
  );

  test('and leaves again has it led again', () => {
    const { server, player, world, id } = abroad();
    for (const posture of [POSTURE.attack, POSTURE.hold]) {
      player.order(ORDER.posture, posture);
      leave(server, player, ABSENCE.retreat);
      server.tick(70);
      expect([world.fighter.posture[id], world.avatar.errand[id]]).toEqual([POSTURE.retreat, ERRAND.walkTo]);
      player.resume();
      server.tick();
      expect([world.fighter.posture[id], world.avatar.errand[id]]).toEqual([posture, ERRAND.none]);
    }
  });

  test('before it was led keeps what it was doing', () => {
    const { server, player, world, id } = abroad();
    while (world.ledger.tick[0] % 60 !== 2) server.tick();
    player.order(ORDER.moveDirection, 0, 100);
    leave(server, player, ABSENCE.retreat);
    server.tick(10);
    player.resume();
    server.tick(60);
    expect([world.avatar.errand[id], world.fighter.posture[id]]).toEqual([ERRAND.walkOn, POSTURE.hold]);
  });

  test('while it lies fallen finds it as it was when it rises', () => {
    const { server, player, world, id } = abroad();
    player.order(ORDER.posture, POSTURE.attack);
    leave(server, player, ABSENCE.retreat);
    server.tick(90);
    wound(world, id, 1_000_000, 0);
    server.tick(2);
    player.resume();
    server.tick(world.rules.combat.respawnTicks + 2);
    expect([world.fighter.posture[id], world.fighter.respawnTick[id]]).toEqual([POSTURE.attack, 0]);
  });
});

test('an avatar that gets the id of another is told nothing that the other was', () => {
  const { server, player, world, id } = abroad();
  leave(server, player, ABSENCE.follow);
  server.tick(70);
  world.avatar.objective[id] = 1;
  world.session.endsAtTick[player.slot] = world.ledger.tick[0] + 1;
  server.tick(3);
  const other = server.join({ faction: 1 });
  server.tick();
  expect(other.avatar).toBe(id);
  const { absence, errand, leftPosture, objective } = world.avatar;
  expect([absence[id], errand[id], leftPosture[id], objective[id]]).toEqual([
    ABSENCE.hold,
    ERRAND.none,
    0,
    0,
  ]);
});
