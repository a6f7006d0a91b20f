import { describe, expect, test } from 'vitest';
import { GEAR, POSTURE, PROPERTY, PROPERTY_COUNT } from '../components/combat-rules.ts';
import { ENTITY_COUNT_MAX } from '../src/limits.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { ENTITY_KIND, RESULT } from '../src/protocol/fields.ts';
import { aim } from '../systems/actions/aim.ts';
import { enemiesOf } from '../systems/actions/hostility.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { battlefield, metersBetween, place } from './support/battlefield.ts';
import { combatRules } from './support/combat-rules.ts';
import { seeded, teleport } from './support/random-life.ts';
import type { TestClient } from './support/test-client.ts';
import type { WorldHarness } from './support/world-harness.ts';

/** Alice, whose avatar stands in the middle of an empty field and belongs to faction 1. */
function duel(combat = {}): { server: WorldHarness; alice: TestClient; id: number } {
  const base = combatRules().base.slice();
  for (let unit = 0; unit < base.length; unit += PROPERTY_COUNT) base[unit + PROPERTY.health] = 1_000_000;
  const server = battlefield({ patrolsSeek: 0, base, ...combat });
  const alice = server.join();
  server.tick();
  const id = alice.avatar;
  server.world.identity.faction[id] = 1;
  teleport(server, id, 500 * UNITS_PER_METER, 500 * UNITS_PER_METER);
  server.tick();
  return { server, alice, id };
}

/** Gives one order and returns its result. */
function resultOf(server: WorldHarness, client: TestClient, op: number, a = 0, b = 0): number {
  client.order(op, a, b);
  server.tick();
  return client.answers.at(-1)!.result;
}

describe('the order attack', () => {
  test('sets an enemy in sight as the target, and is carried out until it is broken off', () => {
    const { server, alice, id } = duel();
    const { fighter } = server.world;
    const enemy = place(server, 'avatar', 2, 530, 500);
    expect(resultOf(server, alice, ORDER.attack, enemy)).toBe(RESULT.done);
    expect([fighter.target[id], fighter.isOrdered[id]]).toEqual([enemy, 1]);
    server.tick(300);
    expect(fighter.target[id]).toBe(enemy);
    expect(fighter.wounds[enemy]).toBeGreaterThan(0);
    expect(resultOf(server, alice, ORDER.attack, 0)).toBe(RESULT.done);
    expect([fighter.target[id], fighter.isOrdered[id], fighter.attackers[enemy]]).toEqual([0, 0, 0]);
    expect(resultOf(server, alice, ORDER.attack, 0)).toBe(RESULT.done);
  });

  test('is refused for what is no enemy that fights, and changes nothing then', () => {
    const { server, alice, id } = duel();
    const { fighter, identity } = server.world;
    const enemy = place(server, 'patrol', 2, 510, 500);
    const other = place(server, 'patrol', 2, 505, 500);
    const friend = place(server, 'patrol', 1, 510, 500);
    const wreck = place(server, 'wreck', 2, 510, 500);
    const fallen = place(server, 'avatar', 2, 510, 500);
    const dead = place(server, 'patrol', 2, 510, 500);
    const nobody = place(server, 'patrol', 0, 510, 500);
    fighter.respawnTick[fallen] = 1_000_000;
    fighter.harm[fallen] = 255;
    despawn(server.world, dead);
    server.tick();
    expect(resultOf(server, alice, ORDER.attack, other)).toBe(RESULT.done);
    for (const [a, b, result] of [
      [-1, 0, RESULT.badValue],
      [ENTITY_COUNT_MAX, 0, RESULT.badValue],
      [0x7fff_ffff, 0, RESULT.badValue],
      [-0x8000_0000, 0, RESULT.badValue],
      [enemy, -1, RESULT.badValue],
      [enemy, 257, RESULT.badValue],
      [enemy, 2 + identity.generation[enemy], RESULT.notPossible],
      [ENTITY_COUNT_MAX - 1, 0, RESULT.notPossible],
      [id, 0, RESULT.notPossible],
      [friend, 0, RESULT.notPossible],
      [nobody, 0, RESULT.notPossible],
      [wreck, 0, RESULT.notPossible],
      [fallen, 0, RESULT.notPossible],
      [dead, 0, RESULT.notPossible],
    ]) {
      expect(resultOf(server, alice, ORDER.attack, a, b), `${a}, ${b}`).toBe(result);
      expect(fighter.target[id]).toBe(other);
    }
    expect(resultOf(server, alice, ORDER.attack, enemy, 1 + identity.generation[enemy])).toBe(RESULT.done);
    expect(fighter.target[id]).toBe(enemy);
  });

  test('means one that fell no more when its id is given again', () => {
    const { server, alice, id } = duel();
    const { fighter, identity } = server.world;
    const enemy = place(server, 'patrol', 2, 510, 500);
    const use = 1 + identity.generation[enemy];
    despawn(server.world, enemy);
    server.tick();
    expect(place(server, 'patrol', 2, 510, 500)).toBe(enemy);
    expect(resultOf(server, alice, ORDER.attack, enemy, use)).toBe(RESULT.notPossible);
    expect(fighter.target[id]).toBe(0);
  });

  test('reaches as far as the avatar sees, by where both stand on the server', () => {
    const { server, alice, id } = duel();
    const { fighter, motion } = server.world;
    const sight = propertyOf(server.world, id, PROPERTY.sight);
    const enemy = place(server, 'fort', 2, 500, 500);
    for (const [x, y, result] of [
      [sight + 1, 0, RESULT.notThere],
      [0, -sight - 1, RESULT.notThere],
      [Math.floor(sight * 0.8), Math.floor(sight * 0.8), RESULT.notThere],
      [sight, 0, RESULT.done],
      [0, -sight, RESULT.done],
    ]) {
      aim(server.world, id, 0);
      motion.vx[id] = 0;
      motion.vy[id] = 0;
      teleport(server, enemy, motion.x[id] + x, motion.y[id] + y);
      server.tick();
      expect(resultOf(server, alice, ORDER.attack, enemy), `${x}, ${y}`).toBe(result);
      expect(fighter.target[id]).toBe(result === RESULT.done ? enemy : 0);
    }
  });

  test('leads an avatar without an errand into range, where it stops', () => {
    const { server, alice, id } = duel();
    const { fighter } = server.world;
    const enemy = place(server, 'base', 2, 640, 500);
    expect(resultOf(server, alice, ORDER.attack, enemy)).toBe(RESULT.done);
    server.tick(1_800);
    expect(metersBetween(server, id, enemy) * UNITS_PER_METER).toBeLessThanOrEqual(
      propertyOf(server.world, id, PROPERTY.range),
    );
    expect(metersBetween(server, id, enemy)).toBeGreaterThan(10);
    expect([server.world.motion.vx[id], server.world.motion.vy[id]]).toEqual([0, 0]);
    expect(fighter.wounds[enemy]).toBeGreaterThan(0);
    server.expectMirrorExact(alice);
  });

  test('comes after every order to move', () => {
    const { server, alice, id } = duel();
    const { fighter, motion } = server.world;
    const enemy = place(server, 'base', 2, 640, 500);
    resultOf(server, alice, ORDER.attack, enemy);
    server.tick(10);
    expect(motion.vx[id]).toBeGreaterThan(0);
    resultOf(server, alice, ORDER.moveTo, 450 * UNITS_PER_METER, 500 * UNITS_PER_METER);
    expect(motion.vx[id]).toBeLessThan(0);
    server.tick(30);
    expect(motion.vx[id]).toBeLessThan(0);
    expect(fighter.target[id]).toBe(enemy);
    resultOf(server, alice, ORDER.moveDirection, 16_384, 100);
    server.tick(30);
    expect(motion.vx[id]).toBe(0);
    expect(motion.vy[id]).toBeGreaterThan(0);
    resultOf(server, alice, ORDER.stop);
    server.tick(120);
    expect([motion.vx[id], motion.vy[id], fighter.isOrdered[id]]).toEqual([0, 0, 0]);
  });

  test('ends when the target is far out of sight, and leaves the avatar standing', () => {
    const { server, alice, id } = duel();
    const { fighter, motion } = server.world;
    const enemy = place(server, 'base', 2, 640, 500);
    resultOf(server, alice, ORDER.attack, enemy);
    server.tick(10);
    teleport(server, enemy, 900 * UNITS_PER_METER, 900 * UNITS_PER_METER);
    server.tick(3);
    expect([fighter.target[id], fighter.isOrdered[id]]).toEqual([0, 0]);
    expect([motion.vx[id], motion.vy[id]]).toEqual([0, 0]);
  });

  test('is kept though others are nearer and hurt more', () => {
    const { server, alice, id } = duel();
    const { fighter } = server.world;
    const enemy = place(server, 'avatar', 2, 560, 500);
    for (let i = 0; i < 5; i++) aim(server.world, place(server, 'fort', 3, 505, 500), id);
    resultOf(server, alice, ORDER.posture, POSTURE.attack);
    resultOf(server, alice, ORDER.attack, enemy);
    server.tick(240);
    expect(fighter.rival[id]).not.toBe(enemy);
    expect(fighter.target[id]).toBe(enemy);
  });
});

describe('the order posture', () => {
  test('sets what an avatar does in a fight, and nothing else is one', () => {
    const { server, alice, id } = duel();
    const { fighter } = server.world;
    for (const posture of [POSTURE.attack, POSTURE.retreat, POSTURE.hold]) {
      expect(resultOf(server, alice, ORDER.posture, posture)).toBe(RESULT.done);
      expect(fighter.posture[id]).toBe(posture);
    }
    resultOf(server, alice, ORDER.posture, POSTURE.attack);
    for (const wrong of [-1, 3, 255, 0x7fff_ffff, -0x8000_0000]) {
      expect(resultOf(server, alice, ORDER.posture, wrong)).toBe(RESULT.badValue);
      expect(fighter.posture[id]).toBe(POSTURE.attack);
    }
  });

  test('has the avatar look around at once, and drop what it chose by itself', () => {
    const { server, alice, id } = duel();
    const { fighter } = server.world;
    const enemy = place(server, 'avatar', 2, 510, 500);
    server.tick(60);
    expect(fighter.target[id]).toBe(0);
    resultOf(server, alice, ORDER.posture, POSTURE.attack);
    expect(fighter.target[id]).toBe(enemy);
    resultOf(server, alice, ORDER.posture, POSTURE.hold);
    expect(fighter.target[id]).toBe(0);
  });

  test('retreat ends every attack, and none can be ordered in it', () => {
    const { server, alice, id } = duel();
    const { fighter } = server.world;
    const enemy = place(server, 'base', 2, 510, 500);
    resultOf(server, alice, ORDER.attack, enemy);
    expect(resultOf(server, alice, ORDER.posture, POSTURE.hold)).toBe(RESULT.done);
    expect(fighter.target[id]).toBe(enemy);
    resultOf(server, alice, ORDER.posture, POSTURE.retreat);
    expect([fighter.target[id], fighter.attackers[enemy]]).toEqual([0, 0]);
    expect(resultOf(server, alice, ORDER.attack, enemy)).toBe(RESULT.notPossible);
    const wounds = fighter.wounds[enemy];
    server.tick(300);
    expect(fighter.wounds[enemy]).toBeLessThanOrEqual(wounds);
  });

  test('moves properties by its modifiers', () => {
    const postureProperty = Array(6).fill(PROPERTY.sight);
    const postureThousandths = [0, 0, 100, 0, 0, 0];
    const { server, alice, id } = duel({
      postureProperty,
      postureThousandths,
      sourceCap: Array(6).fill(1_000),
    });
    const before = propertyOf(server.world, id, PROPERTY.sight);
    resultOf(server, alice, ORDER.posture, POSTURE.attack);
    expect(propertyOf(server.world, id, PROPERTY.sight)).toBe(Math.floor((before * 1_100) / 1_000));
    resultOf(server, alice, ORDER.posture, POSTURE.hold);
    expect(propertyOf(server.world, id, PROPERTY.sight)).toBe(before);
  });
});

test('equip and useItem are carried out by what the avatar has', () => {
  const { server, alice, id } = duel();
  const { bag, gear } = server.world;
  expect(resultOf(server, alice, ORDER.equip, 6, 0)).toBe(RESULT.badValue);
  expect(resultOf(server, alice, ORDER.equip, 0, 4)).toBe(RESULT.badValue);
  expect(resultOf(server, alice, ORDER.useItem, -1)).toBe(RESULT.badValue);
  gear.weapon[id] = 1;
  bag.item.fill(0, id * 6, id * 6 + 6);
  bag.count.fill(0, id * 6, id * 6 + 6);
  expect(resultOf(server, alice, ORDER.useItem, 2)).toBe(RESULT.notPossible);
  expect(resultOf(server, alice, ORDER.equip, 2, 1 + GEAR.weapon)).toBe(RESULT.done);
  expect([gear.weapon[id], bag.item[id * 6 + 2]]).toEqual([0, 1]);
});

test('who has fallen is told so whatever it orders, and nothing comes of it', () => {
  const { server, alice, id } = duel();
  const { avatar, fighter, motion } = server.world;
  const enemy = place(server, 'base', 2, 510, 500);
  fighter.respawnTick[id] = 1_000_000;
  fighter.harm[id] = 255;
  const dice = seeded(3);
  const place0 = [motion.x[id], motion.y[id]];
  for (const op of [...Object.values(ORDER), 0, 200]) {
    const [a, b] = op === ORDER.attack ? [enemy, 0] : [1 + dice(60), 1 + dice(3)];
    expect(resultOf(server, alice, op, a, b), `order ${op}`).toBe(RESULT.fallen);
    expect([avatar.errand[id], fighter.target[id], fighter.posture[id]]).toEqual([0, 0, 0]);
    expect([motion.x[id], motion.y[id]]).toEqual(place0);
  }
});

test('any order with any numbers is answered, and whom it makes a target is an enemy that fights', () => {
  const { server, alice, id } = duel();
  const { fighter, identity } = server.world;
  const dice = seeded(21);
  for (let i = 0; i < 20; i++) place(server, i % 5 === 0 ? 'fort' : 'patrol', i % 4, 480 + 2 * i, 490);
  const enemies = enemiesOf(server.world, 1);
  let done = 0;
  for (let i = 0; i < 600; i++) {
    const number = () => (dice(4) === 0 ? dice(0x7fff_ffff) - 0x3fff_ffff : dice(26));
    const op = [ORDER.attack, ORDER.attack, ORDER.posture, ORDER.equip, ORDER.useItem][dice(5)];
    const result = resultOf(server, alice, op, number(), dice(3) === 0 ? number() : 0);
    expect(Object.values(RESULT)).toContain(result);
    if (result === RESULT.done) done++;
    const target = fighter.target[id];
    if (target === 0) continue;
    expect((enemies >> identity.faction[target]) & 1).toBe(1);
    expect(identity.kind[target]).not.toBe(ENTITY_KIND.none);
  }
  expect(done).toBeGreaterThan(50);
});
