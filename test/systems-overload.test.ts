import { describe, expect, test } from 'vitest';
import { LAYER } from '../components/ai-rules.ts';
import { INBOX_RECORD_WORDS, INPUT, WORD } from '../components/inbox.ts';
import { RUNG, RUNG_MAX, RUNG_NAMES, RUNG_PRESSURE, RUNGS } from '../components/overload.ts';
import { ROUTE_ASK, ROUTE_STATE } from '../components/routes.ts';
import { SESSION_STATE } from '../components/session.ts';
import { NEWS } from '../components/territory.ts';
import { CAUSE } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { OVERLOAD_RUNG_MAX, ROUTE_COUNT_MAX } from '../src/limits.ts';
import { ORDER, ROLE } from '../src/protocol/client-messages.ts';
import { CLOSE } from '../src/protocol/fields.ts';
import { WAITING_TURN_TICKS } from '../systems/actions/may-plan.ts';
import { noteDistrict } from '../systems/actions/territory-news.ts';
import { SHED_PER_TICK } from '../systems/shed-spectators.ts';
import { territoryRules } from './support/land.ts';
import { MindStage } from './support/mind-stage.ts';
import { enterRung } from './support/rung.ts';
import type { TestClient } from './support/test-client.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const closed = (clients: TestClient[]) => clients.map(({ socket }) => socket.closeCode);

test('every rung has a row and a pressure', () => {
  expect([RUNGS.length, RUNG_PRESSURE.length, RUNG_NAMES.length]).toEqual(Array(3).fill(RUNG_MAX + 1));
  expect(OVERLOAD_RUNG_MAX).toBe(RUNG_MAX);
  expect(RUNG_NAMES.map((name) => RUNG[name])).toEqual([...RUNGS.keys()]);
});

describe('on the rung where spectators are shed', () => {
  /** A busy server: so many observers, with a player after every fourth. */
  function crowd(observers: number) {
    const server = startWorld({ patrols: 10, gateways: 1 });
    const watchers: TestClient[] = [];
    const players: TestClient[] = [];
    for (let i = 0; i < observers; i++) {
      watchers.push(server.observe());
      if (i % 4 === 3) players.push(server.join());
      server.tick();
    }
    return { server, watchers, players };
  }

  test('observers go, some in each tick, the newest first; players stay', () => {
    const { server, watchers, players } = crowd(20);
    enterRung(server, RUNG.spectatorsShed);
    const left: number[] = [];
    for (let tick = 0; tick < 4; tick++) {
      server.tick();
      const open = closed(watchers).map((code) => code === 0);
      left.push(open.filter(Boolean).length);
      // Whoever is left came before all who went.
      expect(open.lastIndexOf(true) + 1).toBe(left[tick]);
    }
    expect(left).toEqual([20 - SHED_PER_TICK, 20 - 2 * SHED_PER_TICK, 0, 0]);
    expect(closed(watchers)).toEqual(watchers.map(() => CLOSE.tryAgainLater));
    expect(closed(players)).toEqual(players.map(() => 0));
    expect(server.world.sessionByAccount.size).toBe(players.length);
    for (const player of players) {
      player.order(ORDER.stop);
      server.tick();
      expect(player.answers).toHaveLength(1);
      server.expectMirrorExact(player);
    }
  });

  test('a connection that came back last goes first, whatever its slot', () => {
    const { server, watchers } = crowd(SHED_PER_TICK + 1);
    watchers[0].away();
    server.tick();
    watchers[0].resume();
    server.tick();
    expect(watchers[0].slot).toBe(0);
    enterRung(server, RUNG.spectatorsShed);
    server.tick();
    expect(closed(watchers).map((code) => code === 0)).toEqual(watchers.map((_, i) => i === 1));
  });

  test('their slots are free for others, and what their old sockets still say harms nobody', () => {
    const { server, watchers } = crowd(3);
    enterRung(server, RUNG.spectatorsShed);
    server.tick();
    const player = server.join();
    server.tick();
    expect(player.slot).toBeLessThan(3);
    for (const watcher of watchers) watcher.away();
    server.tick(2);
    expect(server.world.session.state[player.slot]).toBe(SESSION_STATE.connected);
    server.expectMirrorExact(player);
  });

  test('no new observers are let in, new players are; afterwards all are', () => {
    const { server } = crowd(0);
    enterRung(server, RUNG.spectatorsShed);
    server.tick();
    const [observer, player] = [server.observe(), server.join()];
    server.tick(2);
    expect(closed([observer, player])).toEqual([CLOSE.tryAgainLater, 0]);
    enterRung(server, RUNG.mindsWait);
    server.tick();
    const later = server.observe();
    server.tick(2);
    expect([later.socket.closeCode, later.slot]).toEqual([0, 1]);
  });

  test('below it nobody is sent away', () => {
    const { server, watchers } = crowd(5);
    enterRung(server, RUNG.mindsWait);
    server.tick(60);
    expect(closed(watchers)).toEqual(watchers.map(() => 0));
  });
});

describe('on the rung where the door is closed', () => {
  test('new sessions are refused, old ones resume, and the door opens again', () => {
    const server = startWorld({ patrols: 5 });
    const [stays, leaves] = [server.join(), server.join()];
    server.tick();
    enterRung(server, RUNG.closed);
    server.tick();
    leaves.away();
    server.tick();
    leaves.resume();
    const late = server.join();
    server.tick();
    expect(closed([stays, leaves, late])).toEqual([0, 0, CLOSE.tryAgainLater]);
    expect([leaves.slot, server.world.session.epoch[1]]).toEqual([1, 2]);
    server.expectMirrorExact(leaves);
    enterRung(server, RUNG.spectatorsShed);
    server.tick();
    const later = server.join();
    server.tick();
    expect([later.socket.closeCode, later.slot]).toEqual([0, 2]);
  });

  /** A join of account 5/6 with a ticket, over connections nobody holds: its notices tell what came of it. */
  const joinRecord = (role: number, ticket: number) =>
    Int32Array.of(1, 0, 77, role, 0, 0, 5, 6, ticket, ticket, 0, 0, 1, 2, 3, 4);

  test('a ticket that was shown at a closed door is not used up', () => {
    const server = startWorld();
    enterRung(server, RUNG.closed);
    server.lanes[0].ring.push(joinRecord(ROLE.player, 9));
    server.tick();
    expect([server.world.sessionByAccount.size, server.world.ledger.ticketsUsed[0]]).toEqual([0, 0]);
    enterRung(server, RUNG.none);
    server.lanes[0].ring.push(joinRecord(ROLE.player, 9));
    server.tick();
    expect([server.world.sessionByAccount.size, server.world.ledger.ticketsUsed[0]]).toEqual([1, 1]);
  });

  test('an account that has a session gets it back, and does not lose it for asking for another role', () => {
    const server = startWorld({ patrols: 1 });
    server.lanes[0].ring.push(joinRecord(ROLE.player, 9));
    server.tick();
    const { epoch, role } = server.world.session;
    const before = epoch[0];
    enterRung(server, RUNG.closed);
    server.lanes[0].ring.push(joinRecord(ROLE.observer, 10));
    server.tick();
    expect([role[0], epoch[0]]).toEqual([ROLE.player, before]);
    server.lanes[0].ring.push(joinRecord(ROLE.player, 11));
    server.tick();
    expect([role[0], epoch[0]]).toEqual([ROLE.player, before + 1]);
  });
});

describe('on the rung where minds wait', () => {
  /** Work units of plans, tick by tick. */
  function plans(stage: MindStage, ticks: number): { tick: number; units: number }[] {
    const { minds } = stage.world;
    const planned = () => minds.units[LAYER.strategic] + minds.units[LAYER.tactical];
    let before = planned();
    const spent: { tick: number; units: number }[] = [];
    stage.play(ticks, ({ ledger }) => {
      spent.push({ tick: ledger.tick[0], units: planned() - before });
      before = planned();
    });
    return spent.filter(({ units }) => units > 0);
  }

  test('they plan in one tick of 16, still decide, and make up for nothing at once afterwards', () => {
    const stage = new MindStage({ patrols: 60 });
    const { minds, ledger, rules } = stage.world;
    const free = plans(stage, 700);
    expect(free.some(({ tick }) => tick % WAITING_TURN_TICKS !== 0)).toBe(true);
    ledger.overload[0] = RUNG.mindsWait;
    const decided = minds.decisions[LAYER.strategic];
    const waiting = plans(stage, 700);
    expect(waiting.length).toBeGreaterThan(10);
    expect(waiting.filter(({ tick }) => tick % WAITING_TURN_TICKS !== 0)).toEqual([]);
    expect(minds.decisions[LAYER.strategic]).toBeGreaterThan(decided + 4);
    ledger.overload[0] = RUNG.none;
    const after = plans(stage, 150);
    expect(after.some(({ tick }) => tick % WAITING_TURN_TICKS !== 0)).toBe(true);
    expect(Math.max(...after.map(({ units }) => units))).toBeLessThanOrEqual(rules.ai.unitsPerTick);
  });

  const LAND = ['A-B-C-D-E-F', '| | | | | |', 'G-H-I-J-K-L', '| | | | | |', 'M-N-O-P-Q-R'];

  /** Land of two factions who look for new routes every 16 ticks, and never drive on them. */
  function trade(): WorldHarness {
    const { territory, convoys } = territoryRules();
    const still = { disruptionIntervalTicks: 0, lookIntervalTicks: 16, convoysPerFaction: 0 };
    return startWorld({
      map: LAND,
      owners: { 1: [...'ABCDEGHIJKMNOPQ'], 2: ['F', 'L', 'R'] },
      rules: { territory, convoys: { ...convoys, ...still } },
      seed: 3,
    });
  }

  const routesOf = ({ route }: World) =>
    [...route.state.subarray(0, ROUTE_COUNT_MAX)].filter((state) => state !== ROUTE_STATE.free).length;

  test('factions look for new routes one time in eight', () => {
    const [free, waiting] = [trade(), trade()];
    enterRung(waiting, RUNG.mindsWait);
    const counts = [16, 127, 144].map((tick) => {
      for (const server of [free, waiting]) server.tick(tick - server.world.ledger.tick[0]);
      return [routesOf(free.world), routesOf(waiting.world)];
    });
    expect(counts[0][0]).toBeGreaterThan(0);
    expect(counts[0][1]).toBe(counts[0][0]);
    expect(counts[1][1]).toBe(counts[0][1]);
    expect(counts[1][0]).toBeGreaterThan(counts[1][1]);
    expect(counts[2][1]).toBeGreaterThan(counts[1][1]);
  });

  /** The same with routes on it, all of which have just become worse. */
  function badRoads(rung: number): WorldHarness {
    const server = trade();
    server.tick(120);
    enterRung(server, rung);
    server.tick();
    const { district, graph } = server.world;
    for (let i = 0; i < graph.districtCount; i++) {
      district.contestedTick[i] = server.world.ledger.tick[0];
      noteDistrict(server.world, i, NEWS.control, CAUSE.presence, 0);
    }
    return server;
  }

  const asking = ({ route }: World) =>
    [...Array(ROUTE_COUNT_MAX).keys()].filter(
      (row) => route.state[row] !== ROUTE_STATE.free && route.ask[row] !== ROUTE_ASK.nothing,
    ).length;

  test('routes ask for their paths one after the other, and none waits for longer than its turn', () => {
    const free = badRoads(RUNG.none);
    const before = free.world.routeLedger.serial[0];
    free.tick();
    const atOnce = free.world.routeLedger.serial[0] - before;
    expect(atOnce).toBeGreaterThan(2);

    const server = badRoads(RUNG.mindsWait);
    const { routeLedger } = server.world;
    const most: number[] = [];
    for (let tick = 0; tick < 64; tick++) {
      const serial = routeLedger.serial[0];
      server.tick();
      most.push(routeLedger.serial[0] - serial);
      if (tick === 0) expect(asking(server.world)).toBeGreaterThan(1);
    }
    expect(Math.max(...most)).toBe(1);
    expect(most.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(atOnce);
    expect(asking(server.world)).toBe(0);
  });
});

test('a replay of an overload does exactly what the live world did, and one without its rungs does not', () => {
  const options = { map: ['A--B--C'], patrols: 30, seed: 4 };
  const live = startWorld(options);
  const rungs = [
    RUNG.slowest,
    RUNG.mindsWait,
    RUNG.spectatorsShed,
    RUNG.closed,
    RUNG.spectatorsShed,
    RUNG.none,
  ];
  for (let tick = 0; tick < 240; tick++) {
    if (tick % 8 === 0) live.observe();
    if (tick % 16 === 4) live.join();
    if (tick % 40 === 30) enterRung(live, rungs[Math.floor(tick / 40)]);
    live.tick();
  }
  const again = startWorld(options);
  for (const records of live.journal) again.replay(records);
  expect(again.hash()).toBe(live.hash());
  expect(live.world.ledger.overload[0]).toBe(RUNG.none);
  const without = startWorld(options);
  const isRung = (records: Int32Array, word: number) =>
    records[word - (word % INBOX_RECORD_WORDS) + WORD.kind] === INPUT.overload;
  const rungless = (records: Int32Array) => records.filter((_, word) => !isRung(records, word));
  for (const records of live.journal) without.replay(rungless(records));
  expect(without.hash()).not.toBe(live.hash());
});
