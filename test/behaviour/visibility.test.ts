import { describe, expect, test } from 'vitest';
import { ByteReader } from '../../src/protocol/bytes.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { readItems } from '../../src/protocol/items.ts';
import { FRAME_HEADER_BYTES, SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import type { FrameDraft } from '../../src/replication/frame.ts';
import { birthsAndDeaths, orderAtRandom, seeded, teleportAtRandom } from '../support/random-life.ts';
import { Spy, type View } from '../support/spy.ts';
import type { TestClient } from '../support/test-client.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from '../support/world-harness.ts';

function viewOf(client: TestClient): View {
  const { viewColumn, viewRow, viewRadius } = client.mirror ?? { viewColumn: 0, viewRow: 0, viewRadius: -1 };
  return { column: viewColumn, row: viewRow, radius: viewRadius };
}

interface Watched {
  readonly client: TestClient;
  compared: number;
  before: View;
  paceBefore: number;
}

/** Plays a seeded life and compares every client with the naive model after every tick that brought it a message. */
class Play {
  readonly server: WorldHarness;
  readonly watched: Watched[] = [];
  readonly dice;
  readonly leaks: string[] = [];
  readonly #sectorBefore = new Map<number, number>();

  constructor(seed: number, options: HarnessOptions) {
    this.dice = seeded(seed);
    this.server = startWorld({ seed, ...options });
  }

  watch(client: TestClient): TestClient {
    client.record = true;
    this.watched.push({ client, compared: 0, before: viewOf(client), paceBefore: 1 });
    return client;
  }

  get players(): TestClient[] {
    return this.watched.map(({ client }) => client);
  }

  get compared(): number {
    return Math.min(...this.watched.map((each) => each.compared));
  }

  /** One tick, checked. */
  step(): void {
    const { world } = this.server;
    for (const each of this.watched) {
      each.before = viewOf(each.client);
      each.paceBefore = each.client.mirror?.paceTicks ?? 1;
      each.client.messages.length = 0;
    }
    this.#sectorBefore.clear();
    for (let id = 1; id <= world.ledger.entityHigh[0]; id++) this.#sectorBefore.set(id, world.sectors.of[id]);
    this.server.tick();
    for (const each of this.watched) this.#check(each);
  }

  #check(each: Watched): void {
    const { client } = each;
    const { grid, ledger } = this.server.world;
    const spy = new Spy(this.server, this.#sectorBefore, [each.before, viewOf(client)]);
    for (const bytes of client.messages) {
      if ((bytes[0] & 7) === SERVER_MESSAGE.frame)
        readItems(new ByteReader(bytes, FRAME_HEADER_BYTES), grid, spy);
    }
    // What a slow stream may tell of the ticks before is another spy's business: test/replication-tiers.test.ts.
    if (each.paceBefore === 1) {
      this.leaks.push(...spy.leaks.map((leak) => `tick ${ledger.tick[0]}: ${leak}`));
    }
    const { state, stale, hasView } = client.connection;
    if (state !== 'open' || stale || !hasView || client.mirror?.tick !== ledger.tick[0]) return;
    // What reads slowly is served slowly, and exact at every tick in step.
    if (!client.mirror.isInStep) return;
    this.server.expectMirrorExact(client);
    this.#expectFocusInView(client);
    each.compared++;
  }

  /** The view follows what it is about, up to the slack at a sector's border. */
  #expectFocusInView(client: TestClient): void {
    const { grid, motion, rules, session } = this.server.world;
    const focus = session.focus[client.slot];
    const { column, row } = viewOf(client);
    for (const [center, position] of [
      [column, motion.x[focus]],
      [row, motion.y[focus]],
    ]) {
      expect(position).toBeGreaterThanOrEqual(center * grid.units - rules.viewSlackUnits);
      expect(position).toBeLessThan((center + 1) * grid.units + rules.viewSlackUnits);
    }
  }

  /** What must hold at the end of every play. */
  expectSound(): void {
    for (const { client } of this.watched) {
      expect(client.unreadable).toBe(0);
      expect(client.mirror!.unknownRecords).toBe(0);
      expect(client.mirror!.hashMismatches).toBe(0);
      expect(client.mirror!.hashChecks).toBeGreaterThan(0);
    }
    expect(this.leaks.slice(0, 5)).toEqual([]);
  }
}

const OPEN = { widthMeters: 900, heightMeters: 700, sectorMeters: 100, patrols: 60 };
const LIVELY = {
  avatarUnitsPerTick: 9_000,
  patrolUnitsPerTickMax: 6_000,
  legTicksMax: 40,
  hashCheckIntervalTicks: 3,
};

describe.each([1, 2, 3])('with a view of %i sectors to each side', (radius) => {
  test.each([11, 12, 13])('every client holds exactly what it may see, seed %i', (seed) => {
    const play = new Play(seed * radius, { ...OPEN, rules: { ...LIVELY, viewRadiusSectors: radius } });
    for (let i = 0; i < 8; i++) play.watch(play.server.join());
    for (let i = 0; i < 4; i++) play.watch(play.server.observe());
    for (let tick = 0; tick < 300; tick++) {
      orderAtRandom(play.server, play.players, play.dice);
      birthsAndDeaths(play.server, play.dice);
      play.step();
    }
    play.expectSound();
    expect(play.compared).toBeGreaterThan(50);
  });
});

test('entities set to another place are followed: by who sees both places, the old one or the new one', () => {
  for (const seed of [21, 22, 23]) {
    const play = new Play(seed, { ...OPEN, rules: { ...LIVELY, viewRadiusSectors: 2 } });
    for (let i = 0; i < 10; i++) play.watch(play.server.join());
    for (let tick = 0; tick < 300; tick++) {
      orderAtRandom(play.server, play.players, play.dice);
      teleportAtRandom(play.server, play.dice);
      play.step();
    }
    play.expectSound();
  }
});

test('a client that reads slowly is left out, and exact again after it has drained', () => {
  const play = new Play(31, { ...OPEN, rules: { ...LIVELY, viewRadiusSectors: 2 } });
  const slow = play.watch(play.server.join());
  const slower = play.watch(play.server.join());
  const quick = play.watch(play.server.join());
  let staleTicks = 0;
  for (let tick = 0; tick < 600; tick++) {
    if (tick % 200 === 50) {
      slow.socket.outcome = 0;
      slow.socket.buffered = 100_000;
      slower.socket.outcome = 2;
      slower.socket.buffered = 1_000_000;
    }
    if (tick % 200 === 120) {
      slow.socket.drain();
      slower.socket.drain();
      slow.gateway.drained(slow.connection);
    }
    orderAtRandom(play.server, play.players, play.dice);
    birthsAndDeaths(play.server, play.dice);
    play.step();
    if (slow.connection.stale && slower.connection.stale) staleTicks++;
    expect(quick.connection.stale).toBe(false);
    if (tick % 200 >= 125 || tick < 50) {
      expect([slow.connection.stale, slower.connection.stale]).toEqual([false, false]);
    }
  }
  expect(staleTicks).toBeGreaterThan(150);
  play.expectSound();
});

test('a gateway that was overtaken by the ring gives every client its view anew', () => {
  const play = new Play(41, {
    ...OPEN,
    patrols: 10,
    gateways: 2,
    rules: { ...LIVELY, viewRadiusSectors: 2 },
  });
  const left = play.watch(play.server.join({ gateway: 0 }));
  const right = play.watch(play.server.join({ gateway: 1 }));
  for (let tick = 0; tick < 20; tick++) play.step();
  play.server.lanes[0].asleep = true;
  for (let tick = 0; tick < 8_400; tick++) play.server.tick();
  play.server.expectMirrorExact(right);
  play.server.lanes[0].asleep = false;
  for (let tick = 0; tick < 100; tick++) {
    orderAtRandom(play.server, play.players, play.dice);
    play.step();
  }
  expect(left.connection.state).toBe('open');
  expect(left.connection.stale).toBe(false);
  play.expectSound();
});

test('two gateways serve one world to clients that see the same and different parts of it', () => {
  const play = new Play(51, { ...OPEN, gateways: 2, rules: { ...LIVELY, viewRadiusSectors: 2 } });
  for (let i = 0; i < 12; i++) play.watch(play.server.join({ gateway: i % 2 }));
  for (let tick = 0; tick < 300; tick++) {
    orderAtRandom(play.server, play.players, play.dice);
    birthsAndDeaths(play.server, play.dice);
    teleportAtRandom(play.server, play.dice);
    if (play.dice(40) === 0) {
      const client = play.players[play.dice(12)];
      client.away();
      play.step();
      client.resume();
    }
    play.step();
  }
  play.expectSound();
});

describe('a frame that does not fit is followed by fresh views for all', () => {
  /** Plays a while, with one tick in which `shrink` leaves the frame no room; `restore` gives it back. */
  function overflow(shrink: (frame: FrameDraft) => () => void): void {
    const play = new Play(61, { ...OPEN, rules: { ...LIVELY, viewRadiusSectors: 2 } });
    const early = Array.from({ length: 4 }, () => play.watch(play.server.join()));
    for (let tick = 0; tick < 20; tick++) play.step();
    const { frame } = play.server.world;
    const restore = shrink(frame);
    const late = play.watch(play.server.join());
    const sequences = early.map((client) => client.order(ORDER.moveDirection, 5_000, 100));
    for (let tick = 0; frame.overflows === 0; tick++) {
      expect(tick).toBeLessThan(200);
      play.server.tick();
    }
    restore();
    for (let tick = 0; tick < 60; tick++) play.step();
    // Notices were not lost with the rest: nobody waits for a session or an answer for ever.
    expect(late.welcome).toBeDefined();
    expect(early.map((client) => client.answers[0]?.sequence)).toEqual(sequences);
    play.expectSound();
  }

  test('for lack of bytes', () => {
    overflow((frame) => {
      const { bytes } = frame.bytes;
      frame.bytes.bytes = bytes.subarray(0, 20);
      return () => {
        frame.bytes.bytes = bytes;
      };
    });
  });

  test.each(['blocks', 'arrivals'] as const)('for lack of %s', (table) => {
    overflow((frame) => {
      const { words } = frame[table];
      Object.assign(frame[table], { words: new Int32Array(0) });
      return () => Object.assign(frame[table], { words });
    });
  });
});
