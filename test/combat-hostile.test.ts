import { describe, expect, test } from 'vitest';
import { PLOTS, type Scene } from '../bench/load/hostile-plots.ts';
import { GEAR_COUNT, POSTURE, PROPERTY } from '../components/combat-rules.ts';
import { STORES } from '../components/tables.ts';
import type { World } from '../components/world.ts';
import { BAG_SLOTS } from '../src/limits.ts';
import { HEADINGS, UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { mix32 } from '../src/maths/random.ts';
import { ORDER, writeOrders } from '../src/protocol/client-messages.ts';
import { RESULT } from '../src/protocol/fields.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { wound } from '../systems/actions/wounds.ts';
import { combatRules } from './support/combat-rules.ts';
import type { TestClient } from './support/test-client.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const SWING_TICKS = 12;
const REST_TICKS = 100;
const EVE = 1;

/** A draw below a bound, the same in every run up to the same draw. */
function drawer() {
  let draws = 0;
  return (bound: number) => mix32(++draws ^ 0x2545_f491) % bound;
}

/** Eve, a friend, an enemy beside her, one out of her sight and one who lies; the others fight. */
function battlefield(combat: Parameters<typeof combatRules>[0] = {}) {
  const rules = combatRules({ patrolsSeek: 1, useRestTicks: REST_TICKS, ...combat });
  const server = startWorld({ widthMeters: 900, heightMeters: 900, patrols: 60, rules: { combat: rules } });
  const [eve, friend, enemy, far, fallen] = [EVE, EVE, 2, 3, 4].map((faction) => server.join({ faction }));
  server.tick();
  stand(server, eve, 300, 300);
  stand(server, friend, 320, 300);
  stand(server, enemy, 300, 330);
  stand(server, far, 520, 520);
  stand(server, fallen, 330, 330);
  return { server, eve, friend, enemy, far, fallen };
}

/** Puts an avatar somewhere, as no order can. All see it there after the next tick. */
function stand({ world }: WorldHarness, { avatar }: TestClient, x: number, y: number): void {
  world.changes.note(avatar, CHANGE.place);
  world.motion.x[avatar] = x * UNITS_PER_METER;
  world.motion.y[avatar] = y * UNITS_PER_METER;
}

function sceneOf(eve: TestClient, below: (bound: number) => number): Scene {
  return { mirror: eve.mirror!, self: eve.mirror!.entities.get(eve.avatar)!, below };
}

function resultOf({ answers }: TestClient, sequence: number): number | undefined {
  return answers.find((answer) => answer.sequence === sequence)?.result;
}

/** All columns of all stores but those that keep account of sessions, as one text per column. */
function stateOf(world: World): Record<string, string> {
  const state: Record<string, string> = {};
  for (const name of Object.keys(STORES) as (keyof typeof STORES)[]) {
    if (['ledger', 'session', 'answer', 'usedTicket'].includes(name)) continue;
    const columns = world[name] as unknown as Record<string, ArrayLike<number>>;
    for (const column of Object.keys(STORES[name].columns)) {
      let hash = 0;
      const values = columns[column];
      for (let i = 0; i < values.length; i++) hash = Math.imul(hash ^ values[i], 0x85eb_ca6b) + (hash >>> 15);
      state[`${name}.${column}`] = `${hash >>> 0}`;
    }
  }
  return state;
}

describe('what is impossible', () => {
  test.each(PLOTS)('$name is refused with its result', ({ name, order, results }) => {
    const { server, eve, fallen } = battlefield({ patrolsSeek: 0 });
    server.tick();
    wound(server.world, fallen.avatar, 1_000_000, 0);
    server.tick(2);
    const below = drawer();
    const plotted = order(sceneOf(eve, below));
    expect(plotted, `an occasion for ${name}`).toBeDefined();
    const sequence = eve.order(plotted!.op, plotted!.a, plotted!.b);
    server.tick();
    expect(results).toContain(resultOf(eve, sequence));
    expect(server.world.fighter.target[eve.avatar]).toBe(0);
  });

  test('leaves the whole world as it is without it, to the last column', () => {
    const [loud, quiet] = [true, false].map((isLoud) => {
      const { server, eve, enemy, far } = battlefield();
      const below = drawer();
      for (const client of [enemy, far]) client.order(ORDER.posture, POSTURE.attack);
      eve.order(ORDER.posture, POSTURE.retreat);
      const tried = new Set<string>();
      for (let tick = 0; tick < 300; tick++) {
        for (let i = 0; isLoud && i < 8; i++) {
          const { name, order } = PLOTS[below(PLOTS.length)];
          const plotted = order(sceneOf(eve, below));
          if (plotted === undefined) continue;
          tried.add(name);
          eve.order(plotted.op, plotted.a, plotted.b);
        }
        server.tick();
      }
      const { outcomes } = server.world.fights;
      return { tried, eve, state: stateOf(server.world), strikes: outcomes.reduce((sum, of) => sum + of, 0) };
    });
    expect(quiet.strikes).toBeGreaterThan(100);
    expect(loud.tried.size).toBeGreaterThan(10);
    expect(loud.eve.answers.length).toBeGreaterThan(1500);
    expect(loud.eve.answers.filter(({ result }) => result === RESULT.done)).toHaveLength(1);
    expect(loud.state).toEqual(quiet.state);
  });
});

describe('what is possible', () => {
  test('moves nobody faster than the rules allow, however often it is ordered', () => {
    const { server, eve } = battlefield({ patrolsSeek: 0 });
    const { motion, rules, graph } = server.world;
    const below = drawer();
    let walked = 0;
    for (let tick = 0; tick < 300; tick++) {
      for (let i = 0; i < 10; i++) {
        if (below(2) === 0) eve.order(ORDER.moveTo, below(graph.widthUnits), below(graph.heightUnits));
        else eve.order(ORDER.moveDirection, below(HEADINGS), 1 + below(200));
      }
      const [x, y] = [motion.x[eve.avatar], motion.y[eve.avatar]];
      const pace = Math.floor(
        (rules.avatarUnitsPerTick * propertyOf(server.world, eve.avatar, PROPERTY.speed)) / 1000,
      );
      server.tick();
      const step = Math.hypot(motion.x[eve.avatar] - x, motion.y[eve.avatar] - y);
      walked += step;
      // A course is in whole units per tick on each axis.
      expect(step).toBeLessThanOrEqual(pace + 2);
    }
    expect(walked).toBeGreaterThan(rules.avatarUnitsPerTick * 50);
  });

  test('strikes no more often, whoever attacks and changes weapons without end', () => {
    const { server, eve, enemy } = battlefield({ patrolsSeek: 0 });
    const { fighter } = server.world;
    let strikes = 0;
    let swingLeast = Number.POSITIVE_INFINITY;
    const TICKS = 600;
    for (let tick = 0; tick < TICKS; tick++) {
      eve.order(ORDER.attack, enemy.avatar);
      eve.order(ORDER.equip, tick % BAG_SLOTS, tick % (1 + GEAR_COUNT));
      eve.order(ORDER.posture, tick % 2 === 0 ? POSTURE.attack : POSTURE.hold);
      const before = fighter.swingTick[eve.avatar];
      server.tick();
      if (fighter.swingTick[eve.avatar] !== before) strikes++;
      swingLeast = Math.min(swingLeast, propertyOf(server.world, eve.avatar, PROPERTY.swing));
    }
    expect(strikes).toBeGreaterThan(3);
    expect(swingLeast).toBeGreaterThan(SWING_TICKS);
    expect(strikes).toBeLessThanOrEqual(Math.ceil(TICKS / swingLeast));
  });

  test('uses things up one at a time, with a rest between two, and never more than there are', () => {
    const { server, eve } = battlefield({ patrolsSeek: 0 });
    const { bag, fighter } = server.world;
    const carried = () => {
      const first = eve.avatar * BAG_SLOTS;
      return bag.count.subarray(first, first + BAG_SLOTS).reduce((sum, count) => sum + count, 0);
    };
    wound(server.world, eve.avatar, 300, 0);
    const before = carried();
    const doneTicks: number[] = [];
    for (let tick = 0; tick < 5 * REST_TICKS; tick++) {
      for (let place = 0; place < BAG_SLOTS; place++) eve.order(ORDER.useItem, place);
      const answered = eve.answers.length;
      server.tick();
      const done = eve.answers.slice(answered).filter(({ result }) => result === RESULT.done);
      expect(done.length).toBeLessThanOrEqual(1);
      if (done.length === 1) doneTicks.push(server.world.ledger.tick[0]);
      // One that heals gives back a part of what was lost, and not what nobody lost.
      expect(fighter.wounds[eve.avatar]).toBeGreaterThanOrEqual(0);
    }
    expect(doneTicks.length).toBeGreaterThan(1);
    expect(carried()).toBe(before - doneTicks.length);
    for (let i = 1; i < doneTicks.length; i++) {
      expect(doneTicks[i] - doneTicks[i - 1]).toBeGreaterThanOrEqual(REST_TICKS);
    }
    expect(new Set(eve.answers.map(({ result }) => result))).toEqual(
      new Set([RESULT.done, RESULT.busy, RESULT.notPossible]),
    );
  });

  test('makes nothing out of putting things on and off', () => {
    const { server, eve } = battlefield({ patrolsSeek: 0 });
    const { bag, gear } = server.world;
    const everything = () => {
      const id = eve.avatar;
      const items = [gear.weapon[id], gear.armor[id], gear.device[id]].filter((item) => item !== 0);
      for (let at = id * BAG_SLOTS; at < (id + 1) * BAG_SLOTS; at++) {
        for (let i = 0; i < bag.count[at]; i++) items.push(bag.item[at]);
      }
      return items.sort((a, b) => a - b);
    };
    const before = everything();
    const below = drawer();
    for (let tick = 0; tick < 100; tick++) {
      for (let i = 0; i < 20; i++) eve.order(ORDER.equip, below(BAG_SLOTS), below(1 + GEAR_COUNT));
      server.tick();
      expect(everything()).toEqual(before);
    }
    expect(before.length).toBeGreaterThan(3);
    expect(eve.answers.filter(({ result }) => result === RESULT.done).length).toBeGreaterThan(50);
  });
});

describe('who has fallen', () => {
  test('obeys nobody until it rises, and what was ordered meanwhile is not done later', () => {
    const { server, eve } = battlefield({ patrolsSeek: 0, respawnTicks: 60 });
    const { fighter, motion, world } = { ...server.world, world: server.world };
    wound(world, eve.avatar, 1_000_000, 0);
    server.tick(2);
    const place = [motion.x[eve.avatar], motion.y[eve.avatar]];
    const orders = [
      ORDER.moveTo,
      ORDER.moveDirection,
      ORDER.stop,
      ORDER.attack,
      ORDER.posture,
      ORDER.useItem,
    ];
    const sequences = orders.map((op) => eve.order(op, 1, 1));
    server.tick(2);
    expect(sequences.map((sequence) => resultOf(eve, sequence))).toEqual(orders.map(() => RESULT.fallen));
    expect([motion.x[eve.avatar], motion.y[eve.avatar]]).toEqual(place);
    server.tick(70);
    expect(fighter.respawnTick[eve.avatar]).toBe(0);
    expect([motion.vx[eve.avatar], motion.vy[eve.avatar], fighter.target[eve.avatar]]).toEqual([0, 0, 0]);
    expect(fighter.posture[eve.avatar]).toBe(POSTURE.hold);
  });

  test('rises once, where its faction is, however often it asks', () => {
    const { server, eve } = battlefield({ patrolsSeek: 0, respawnTicks: 60 });
    const { fighter, ledger } = server.world;
    wound(server.world, eve.avatar, 1_000_000, 0);
    server.tick();
    const due = fighter.respawnTick[eve.avatar];
    while (fighter.respawnTick[eve.avatar] !== 0) {
      for (let i = 0; i < 20; i++) eve.order(ORDER.posture, POSTURE.attack);
      server.tick();
      expect([0, due]).toContain(fighter.respawnTick[eve.avatar]);
    }
    expect(ledger.tick[0]).toBeGreaterThanOrEqual(due);
  });
});

describe('sequences', () => {
  test('that were taken are answered as before, whatever comes under them now', () => {
    const { server, eve, enemy } = battlefield({ patrolsSeek: 0 });
    const { fighter, motion } = server.world;
    const refused = eve.order(ORDER.attack, eve.avatar);
    const done = eve.order(ORDER.posture, POSTURE.hold);
    server.tick();
    const answered = eve.answers.length;
    for (const sequence of [refused, done, 0]) {
      eve.order(ORDER.attack, enemy.avatar, 0, sequence);
      eve.order(ORDER.moveDirection, 0, 100, sequence);
    }
    server.tick(3);
    expect(eve.answers.slice(answered)).toEqual(
      [refused, refused, done, done, 0, 0].map((sequence) => ({
        sequence,
        result: sequence === refused ? RESULT.notPossible : sequence === done ? RESULT.done : RESULT.tooOld,
      })),
    );
    expect([fighter.target[eve.avatar], motion.vx[eve.avatar]]).toEqual([0, 0]);
  });

  test('beyond all others shut out nobody but who sent them', () => {
    const { server, eve, enemy } = battlefield({ patrolsSeek: 0 });
    eve.order(ORDER.posture, POSTURE.hold, 0, 0xffff_ffff);
    const honest = enemy.order(ORDER.posture, POSTURE.attack);
    server.tick();
    expect(resultOf(enemy, honest)).toBe(RESULT.done);
    expect(server.world.fighter.posture[enemy.avatar]).toBe(POSTURE.attack);
  });
});

test('a flood is cut to the rate of one client, and others are answered in the next tick', () => {
  const rules = combatRules({ patrolsSeek: 0 });
  const network = { frameBurst: 30, framesPerSecond: 1, byteBurst: 16_384, bytesPerSecond: 256 };
  const server = startWorld({ rules: { combat: rules }, network });
  const [eve, bob] = [server.join({ faction: EVE }), server.join({ faction: 2 })];
  server.tick();
  const many = Array.from({ length: 32 }, (_, i) => ({
    ...{ sequence: i + 1, op: ORDER.attack, a: bob.avatar, b: 0 },
  }));
  for (let i = 0; i < 200; i++) eve.send(writeOrders(many));
  const honest = bob.order(ORDER.posture, POSTURE.attack);
  const before = server.journal.length;
  server.tick();
  expect(resultOf(bob, honest)).toBe(RESULT.done);
  // Thirty frames of 32 orders, the hello among the frames, and the one of bob.
  expect(server.journal[before].length / 16).toBeLessThanOrEqual(30 * 32 + 1);
  expect(eve.connection.limited).toBeGreaterThan(150);
});
