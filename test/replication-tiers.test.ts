import { describe, expect, test } from 'vitest';
import { packUsed, unpackUsed } from '../src/memory/used-rows.ts';
import { allocateWorldMemory, viewStores } from '../src/memory/world-memory.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { ChangeHistory } from '../src/replication/change-history.ts';
import { CHANGE, ChangeLog } from '../src/replication/change-log.ts';
import { Forecasts } from '../src/replication/forecasts.ts';
import { SpanChanges } from '../src/replication/span-changes.ts';
import { PRESSURE_MAX } from '../src/replication/tiers.ts';
import { despawn, spawn } from '../systems/actions/spawn.ts';
import { teleport } from './support/random-life.ts';
import { SlowLife } from './support/slow-life.ts';
import { heard, tickWith } from './support/told-fights.ts';
import { startWorld } from './support/world-harness.ts';

describe('streams at any rate', () => {
  test.each([1, 2, 3, 6])('bring every mirror to the world in each tick in step, seed %i', (seed) => {
    const life = new SlowLife(seed);
    for (let tick = 0; tick < 400; tick++) {
      life.disturb();
      if (seed % 2 === 0 && tick % 2 === 0) life.quietStep();
      else life.step();
    }
    expect(life.leaks).toEqual([]);
    for (const client of life.clients) {
      expect(client.unreadable).toBe(0);
      expect(client.mirror).toMatchObject({ unknownRecords: 0, hashMismatches: 0 });
      expect(client.mirror!.hashChecks).toBeGreaterThan(0);
    }
    expect(life.compared).toBeGreaterThan(500);
    expect(life.comparedAt.filter((count) => count > 0).length).toBeGreaterThan(PRESSURE_MAX - 2);
  });

  test('cost fewer messages the slower they are, and the slowest fewer bytes', () => {
    const costs = [0, 3, 5, 7].map((pressure) => {
      const life = new SlowLife(9);
      for (const client of life.clients) life.pressure(client, pressure);
      for (let tick = 0; tick < 40; tick++) life.server.tick();
      for (const client of life.clients) client.messages.length = 0;
      for (let tick = 0; tick < 240; tick++) life.quietStep();
      expect(life.comparedAt[pressure]).toBeGreaterThan(30);
      return { messages: life.messages, bytes: life.bytes };
    });
    for (let i = 1; i < costs.length; i++) {
      expect(costs[i].messages).toBeLessThan(costs[i - 1].messages / 1.2);
    }
    expect(costs.at(-1)!.bytes).toBeLessThan(costs[0].bytes);
  });

  test('leave no trace in the world: a replay from any snapshot comes to the same hashes', () => {
    const life = new SlowLife(4, { avatarUnitsPerTick: 12_001 });
    const { server } = life;
    for (const [i, client] of life.clients.entries()) life.pressure(client, i);
    for (let tick = 0; tick < 70; tick++) server.tick();
    const snapshot = packUsed(server.world, server.world.graph.districtCount);
    const from = server.journal.length;
    const hashes: number[] = [];
    for (let tick = 0; tick < 130; tick++) {
      if (tick === 20) life.overload(3);
      if (tick === 90) life.overload(0);
      life.disturb();
      server.tick();
      hashes.push(server.hash());
    }
    const memory = allocateWorldMemory();
    expect(unpackUsed(snapshot, viewStores(memory), server.world.graph.districtCount)).toBe(true);
    const again = startWorld({
      ...{ widthMeters: 600, heightMeters: 500, sectorMeters: 50, seed: 4, memory },
      rules: server.world.rules,
    });
    const replayed = server.journal.slice(from).map((records) => {
      again.replay(records);
      return again.hash();
    });
    expect(replayed).toEqual(hashes);
  });
});

describe('two clients of one gateway', () => {
  function pair(pressure: number) {
    const life = new SlowLife(3, { pauseTicksMax: 1, viewRadiusSectors: 3 });
    const { server } = life;
    for (const id of server.aliveIds()) despawn(server.world, id);
    const standing = (x: number) => spawn(server.world, ENTITY_KIND.patrol, 0, x, 500_000);
    const body = standing(600_000);
    server.world.patrol.turnTick[body] = 0xffff_ffff;
    const [fast, slow] = [server.observe(body), server.observe(body)];
    server.tick(3);
    life.pressure(slow, pressure);
    server.tick(40);
    for (const client of [fast, slow]) client.record = true;
    return { life, server, body, fast, slow };
  }

  test('get the same turn, one at once and one at its time with its age', () => {
    const { server, body, fast, slow } = pair(5);
    expect([fast.mirror!.paceTicks, slow.mirror!.paceTicks]).toEqual([1, 6]);
    while ((server.world.ledger.tick[0] - slow.slot) % 6 !== 2) server.tick();
    for (const client of [fast, slow]) heard(client);
    server.world.motion.vx[body] = 700;
    server.world.changes.note(body, CHANGE.turn);
    server.tick();
    const told = (client: typeof fast) => heard(client).filter((line) => line.includes(`#${body} `));
    expect(told(fast)).toEqual([`turn #${body} vx 700, vy 0`]);
    server.tick(2);
    expect(told(slow)).toEqual([]);
    server.tick();
    expect(told(slow)).toEqual([`late turn #${body} age 3, vx 700, vy 0`]);
    server.expectMirrorExact(slow);
    server.expectMirrorExact(fast);
  });

  test('hold whoever left a slow sector, was forgotten elsewhere, and came back within its interval', () => {
    const { server, fast, slow } = pair(6);
    const { grid, ledger } = server.world;
    const inColumn = (column: number) => column * grid.units + 1_000;
    const wanderer = spawn(server.world, ENTITY_KIND.patrol, 0, inColumn(5), 500_000);
    const untilStep = (ticks: number, after: number) => {
      do server.tick();
      while ((ledger.tick[0] - slow.slot) % ticks !== after);
    };
    const goTo = (column: number) => {
      teleport(server, wanderer, inColumn(column), 500_000);
      server.world.patrol.turnTick[wanderer] = 0xffff_ffff;
    };
    server.world.patrol.turnTick[wanderer] = 0xffff_ffff;
    untilStep(30, 1);
    heard(slow);
    // Far and slow, near and faster, out of view, and far again.
    for (const column of [3, 9, 5]) {
      goTo(column);
      untilStep(6, 1);
    }
    untilStep(30, 0);
    const told = heard(slow).filter((line) => line.split(' ')[1] === `#${wanderer}`);
    expect(told.map((line) => line.split(' ')[0])).toEqual(['enter', 'forget', 'enter']);
    for (const client of [fast, slow]) server.expectMirrorExact(client);
    expect(slow.mirror!.unknownRecords).toBe(0);
  });

  test('hold nobody whose id was used again in a slower sector, and is free now', () => {
    const { server, fast, slow } = pair(6);
    const { grid, ledger, patrol } = server.world;
    const born = (column: number) => {
      const id = spawn(server.world, ENTITY_KIND.patrol, 0, column * grid.units + 1_000, 500_000);
      patrol.turnTick[id] = 0xffff_ffff;
      return id;
    };
    const untilStep = (ticks: number, after: number) => {
      do server.tick();
      while ((ledger.tick[0] - slow.slot) % ticks !== after);
    };
    untilStep(30, 1);
    const first = born(3);
    untilStep(6, 1);
    expect(slow.mirror!.entities.has(first)).toBe(true);
    despawn(server.world, first);
    server.tick();
    expect(born(5)).toBe(first);
    untilStep(6, 1);
    despawn(server.world, first);
    untilStep(30, 0);
    for (const client of [fast, slow]) server.expectMirrorExact(client);
    expect(slow.mirror!.unknownRecords).toBe(0);
  });

  test('hear of fights at once, whatever their rates', () => {
    const { life, server, body, fast, slow } = pair(7);
    const { units, columns } = server.world.grid;
    const { motion } = server.world;
    const sector = Math.floor(motion.y[body] / units) * columns + Math.floor(motion.x[body] / units);
    while ((server.world.ledger.tick[0] - slow.slot) % 30 !== 10) server.tick();
    for (const client of [fast, slow]) heard(client);
    tickWith(server, () => life.news(sector));
    for (const client of [fast, slow]) {
      expect(heard(client).filter((line) => line.startsWith('battle'))).toHaveLength(1);
    }
  });

  test('are told of the changed pace, and only who has slow streams starts anew when those are lost', () => {
    const { life, server, fast, slow } = pair(3);
    expect(slow.mirror!.paceTicks).toBe(3);
    for (const client of [fast, slow]) heard(client);
    Object.assign(server.world.streams, { history: new ChangeHistory(2) });
    for (let tick = 0; tick < 10; tick++) {
      for (let i = 0; i < 3; i++) spawn(server.world, ENTITY_KIND.patrol, 0, 600_000 + i, 500_000);
      server.tick();
    }
    const resets = (client: typeof fast) =>
      heard(client).filter((line) => line.startsWith('view reset true'));
    expect([resets(fast).length, resets(slow).length > 0]).toEqual([0, true]);
    expect(server.world.frame.slowLosses).toBeGreaterThan(0);
    Object.assign(server.world.streams, { history: new ChangeHistory() });
    for (let tick = 0; tick < 60; tick++) life.quietStep();
    server.expectMirrorExact(fast);
    life.pressure(slow, 0);
    server.tick(40);
    expect(slow.mirror!.paceTicks).toBe(1);
    server.expectMirrorExact(slow);
  });
});

describe('the changes of a span', () => {
  const sectorOf = new Uint32Array(10).fill(77);
  function merged(ticks: [id: number, bits: number, from?: number][][], span = ticks.length): SpanChanges {
    const history = new ChangeHistory(16);
    const into = new SpanChanges();
    ticks.forEach((changes, i) => {
      const log = new ChangeLog();
      for (const [id, bits, from] of changes) {
        if (from !== undefined) log.noteCrossing(id, from);
        log.note(id, bits);
      }
      expect(history.append(100 + i, log, new Forecasts(1), sectorOf)).toBe(true);
    });
    history.merge(span, into);
    return into;
  }

  test('have the sector of the first crossing as their origin, and count the ticks with a turn', () => {
    const { cross, turn } = CHANGE;
    const span = merged([[[3, cross, 5]], [[3, turn]], [[3, cross, 6]], [[4, turn]]]);
    expect([...span.ids.subarray(0, span.count)]).toEqual([3, 4]);
    expect([span.bits[3], span.origin[3], span.turns[3], span.turnTick[3]]).toEqual([
      cross | turn,
      5,
      1,
      101,
    ]);
    expect([span.bits[4], span.turnTick[4]]).toEqual([turn, 103]);
  });

  test('end where the span begins', () => {
    const span = merged([[[1, CHANGE.turn]], [[2, CHANGE.turn]], [[3, CHANGE.turn]]], 2);
    expect([...span.ids.subarray(0, span.count)]).toEqual([2, 3]);
  });

  test('that do not fit are refused, and those after them begin anew', () => {
    const history = new ChangeHistory(2);
    const log = new ChangeLog();
    for (const id of [1, 2, 3]) log.note(id, CHANGE.turn);
    expect(history.append(50, log, new Forecasts(1), sectorOf)).toBe(false);
    log.clear();
    log.note(4, CHANGE.turn);
    expect(history.append(51, log, new Forecasts(1), sectorOf)).toBe(true);
    const span = new SpanChanges();
    history.merge(3, span);
    expect([...span.ids.subarray(0, span.count)]).toEqual([4]);
  });
});
