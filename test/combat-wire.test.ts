import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BATTLE_NEWS_MAX } from '../components/fights.ts';
import { KIT_BYTES, writeBattle, writeBattleEvent, writeKit } from '../src/protocol/battle-items.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { BATTLE_EVENT, ENTITY_KIND, ITEM } from '../src/protocol/fields.ts';
import { readItems, sectorAt } from '../src/protocol/items.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { NOTICE } from '../src/replication/frame.ts';
import { aim } from '../systems/actions/aim.ts';
import { noteBattle } from '../systems/actions/battle-news.ts';
import { notice } from '../systems/actions/sessions.ts';
import { despawn, spawn } from '../systems/actions/spawn.ts';
import type { TestClient } from './support/test-client.ts';
import { heard, hurt, tickWith } from './support/told-fights.ts';
import { GRID, Listing } from './support/wire-samples.ts';
import { startWorld } from './support/world-harness.ts';

function read(write: (to: ByteWriter) => void): string[] | undefined {
  const to = new ByteWriter(new Uint8Array(8_192));
  write(to);
  const listing = new Listing();
  return readItems(new ByteReader(to.bytes, 0, to.at), GRID, listing) ? listing.lines : undefined;
}

describe('items of fights', () => {
  const event = fc.record({
    kind: fc.constantFrom(...Object.values(BATTLE_EVENT)),
    subject: fc.nat(0xffff_ffff),
    actor: fc.nat(131_071),
  });

  test('events are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 200 }),
        fc.nat(GRID.columns * GRID.rows - 1),
        (events, sector) => {
          const lines = read((to) => {
            writeBattle(to, sector, events.length);
            for (const { kind, subject, actor } of events) writeBattleEvent(to, kind, subject, actor);
          });
          expect(lines).toEqual(
            events.map(
              ({ kind, subject, actor }) =>
                `battle in sector ${sector}: event ${kind}, subject ${subject}, actor ${actor}`,
            ),
          );
        },
      ),
      { seed: 1 },
    );
  });

  test('a kit is read as its words were written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: KIT_BYTES, maxLength: KIT_BYTES }), (bytes) => {
        const words = new Int32Array(bytes.buffer, bytes.byteOffset, KIT_BYTES / 4);
        expect(read((to) => writeKit(to, [7, ...words], 1))).toEqual([`kit ${bytes.join(' ')}`]);
      }),
      { seed: 1 },
    );
  });

  test('events that are none, sectors outside the grid and counts beyond the frame are refused', () => {
    const one = (kind: number, sector = 0, count = 1) =>
      read((to) => {
        writeBattle(to, sector, count);
        writeBattleEvent(to, kind, 1, 1);
      });
    expect(one(1)).toHaveLength(1);
    expect(one(4)).toHaveLength(1);
    expect(one(0)).toBeUndefined();
    expect(one(5)).toBeUndefined();
    expect(one(1, GRID.columns * GRID.rows)).toBeUndefined();
    expect(one(1, 0, 2)).toBeUndefined();
    expect(one(1, 0, 0xffff_ffff)).toBeUndefined();
    const listing = new Listing();
    expect(readItems(new ByteReader(Uint8Array.of(ITEM.battle, 0, 2, 1, 1, 1)), GRID, listing)).toBe(false);
    expect(listing.lines).toEqual([]);
    for (const tag of [ITEM.hurt, ITEM.aim]) {
      for (const body of [
        [3, 1, 1],
        [0xff, 0xff, 0xff, 0xff, 0x0f],
        [1, 0x80],
      ]) {
        expect(read((to) => to.raw(Uint8Array.of(tag, ...body), 0, 1 + body.length))).toBeUndefined();
      }
    }
  });
});

/** What can happen to who is foreseen to do nothing. */
const BITS = Object.values(CHANGE).filter((bit) => bit !== CHANGE.foreseen);
/** Every set of changes that can happen to an entity in a tick. Who is born in it has been nowhere to come from. */
const COMBINATIONS = Array.from({ length: 2 ** BITS.length }, (_, bits) => bits).filter(
  (bits) => bits !== 0 && !(bits & CHANGE.spawn && bits & CHANGE.cross),
);

/** Standing entities on both sides of a border, and clients that see it: from both sides, from one, or not at all. */
class Border {
  readonly server = startWorld({
    widthMeters: 2_000,
    heightMeters: 300,
    sectorMeters: 100,
    rules: { viewRadiusSectors: 1, hashCheckIntervalTicks: 1 },
  });
  readonly x = 10 * this.server.world.grid.units;
  readonly y = Math.floor(1.5 * this.server.world.grid.units);
  readonly both = this.#watcher(10);
  readonly from = this.#watcher(8);
  readonly to = this.#watcher(11);
  readonly none = this.#watcher(15);

  get clients(): TestClient[] {
    return [this.both, this.from, this.to, this.none];
  }

  /** One that does nothing of its own accord, and that nobody fights. */
  stander(x: number, y = this.y): number {
    const id = spawn(this.server.world, ENTITY_KIND.patrol, 0, x, y);
    this.server.world.patrol.turnTick[id] = 0xffff_ffff;
    return id;
  }

  #watcher(column: number): TestClient {
    const { units } = this.server.world.grid;
    const client = this.server.observe(this.stander(column * units + 1_000));
    this.server.tick(2);
    client.record = true;
    return client;
  }

  /** Lets each set of changes happen to an entity of its own, all in one tick. Returns their ids. */
  play(combinations: readonly number[]): number[] {
    const { server, x, y } = this;
    const { changes, fighter, identity, motion } = server.world;
    const walksOver = (bits: number) => bits & CHANGE.cross && !(bits & (CHANGE.turn | CHANGE.place));
    const ids = combinations.map((bits, i) => {
      if (bits & CHANGE.spawn) return 0;
      const id = this.stander(x - (walksOver(bits) ? 150 : 50), y + i);
      if (walksOver(bits)) motion.vx[id] = 100;
      return id;
    });
    server.tick();
    for (const client of this.clients) heard(client);
    combinations.forEach((bits, i) => {
      if (bits & CHANGE.spawn) ids[i] = this.stander(x - 50, y + i);
      const id = ids[i];
      if (bits & CHANGE.place) motion.x[id] = bits & CHANGE.cross ? x + 500 : x - 5_000;
      if (bits & CHANGE.turn) motion.vx[id] = bits & CHANGE.cross && !(bits & CHANGE.place) ? 100 : -3;
      if (bits & (CHANGE.place | CHANGE.turn)) changes.note(id, bits & (CHANGE.place | CHANGE.turn));
    });
    tickWith(server, () => {
      combinations.forEach((bits, i) => {
        const id = ids[i];
        if (bits & CHANGE.hurt) hurt(server, id, 1 + (i % 255));
        if (bits & CHANGE.aim) aim(server.world, id, 1 + (i % 4));
        if (bits & CHANGE.gone) despawn(server.world, id);
        expect(changes.bits[id], `changes of #${id}`).toBe(bits);
        if (bits & CHANGE.gone) return;
        expect([identity.kind[id], fighter.harm[id] > 0, fighter.target[id] > 0]).toEqual([
          ENTITY_KIND.patrol,
          (bits & CHANGE.hurt) > 0,
          (bits & CHANGE.aim) > 0,
        ]);
      });
    });
    return ids;
  }

  /** The words that a client must hear of an entity to which these changes happened, and no others. */
  wanted(bits: number, client: TestClient): string[] {
    const has = (change: number) => (bits & change) !== 0;
    const seesFrom = client === this.both || client === this.from;
    const seesTo = client === this.both || client === this.to;
    if (has(CHANGE.spawn) && has(CHANGE.gone)) return [];
    const isSetOver = has(CHANGE.place) && has(CHANGE.cross);
    const arrives = has(CHANGE.cross) && !has(CHANGE.gone) && seesTo && (!seesFrom || isSetOver);
    const words: string[] = [];
    if (seesFrom && (has(CHANGE.gone) || isSetOver)) words.push('gone');
    else if (seesFrom && has(CHANGE.spawn)) words.push('enter');
    else if (seesFrom) {
      if (has(CHANGE.place)) words.push('place');
      else if (has(CHANGE.turn)) words.push('turn');
      if (has(CHANGE.hurt)) words.push('hurt');
      if (has(CHANGE.aim)) words.push('aim');
    }
    return arrives ? [...words, 'enter'] : words;
  }

  expectTold(combinations: readonly number[], ids: readonly number[]): void {
    for (const client of this.clients) {
      const lines = heard(client);
      // No word means that all is as before, but for who walked out of view.
      client.mirror!.apply(new ByteReader(new Uint8Array(0)), this.server.world.ledger.tick[0]);
      this.server.expectMirrorExact(client);
      combinations.forEach((bits, i) => {
        const words = lines
          .filter((line) => line.split(' ')[1] === `#${ids[i]}`)
          .map((line) => line.split(' ')[0]);
        const who = this.clients.indexOf(client);
        expect(words, `changes ${bits}, client ${who}`).toEqual(this.wanted(bits, client));
      });
      expect(client.mirror).toMatchObject({ unknownRecords: 0, hashMismatches: 0 });
      expect(client.unreadable).toBe(0);
      // Nobody is sent a check alone.
      if (lines.length > 0) expect(client.mirror!.hashChecks).toBeGreaterThan(0);
    }
  }
}

describe('changes of an entity in one tick', () => {
  test('are told to who must know them, each set of them on its own', () => {
    const border = new Border();
    for (const bits of COMBINATIONS) border.expectTold([bits], border.play([bits]));
  });

  test('are told to who must know them, all sets in one tick', () => {
    const border = new Border();
    border.expectTold(COMBINATIONS, border.play(COMBINATIONS));
    border.server.tick(3);
    for (const client of border.clients) border.server.expectMirrorExact(client);
  });
});

describe('news of fights', () => {
  const { unitDestroyed, massiveBattle, baseDestroyed } = BATTLE_EVENT;

  test('come first in the block of their sector, in the order in which they were noted, to who sees it', () => {
    const border = new Border();
    const id = border.stander(border.x - 50);
    border.server.tick();
    for (const client of border.clients) heard(client);
    const sector = sectorAt(border.server.world.grid, border.x - 50, border.y);
    tickWith(border.server, () => {
      despawn(border.server.world, id);
      noteBattle(border.server.world, unitDestroyed, sector, id, 3);
      noteBattle(border.server.world, massiveBattle, sector, 64, 0);
    });
    const lines = [
      `battle in sector ${sector}: event 1, subject ${id}, actor 3`,
      `battle in sector ${sector}: event 2, subject 64, actor 0`,
      `gone #${id}`,
    ];
    const told = (client: TestClient) => heard(client).filter((line) => /^(battle|gone)/.test(line));
    expect(border.clients.map(told)).toEqual([lines, lines, [], []]);
    border.server.tick();
    expect(border.clients.map(told)).toEqual([[], [], [], []]);
  });

  test('of one that falls in the tick in which it crossed a border are told where it came from', () => {
    for (const kind of [unitDestroyed, baseDestroyed]) {
      const border = new Border();
      const { world } = border.server;
      const id = border.stander(border.x - 150);
      world.motion.vx[id] = 100;
      border.server.tick();
      for (const client of border.clients) heard(client);
      tickWith(border.server, () => {
        expect(world.sectors.of[id]).toBe(sectorAt(world.grid, border.x, border.y));
        noteBattle(world, kind, world.sectors.of[id], id, 0);
        despawn(world, id);
      });
      const from = sectorAt(world.grid, border.x - 50, border.y);
      const battle = `battle in sector ${from}: event ${kind}, subject ${id}, actor 0`;
      const told = border.clients.map((client) =>
        heard(client).filter((line) => /^(battle|gone)/.test(line)),
      );
      expect(told).toEqual([[battle, `gone #${id}`], [battle, `gone #${id}`], [], []]);
    }
  });

  test('beyond what a tick can tell are counted, and forgotten with the tick', () => {
    const { server, both } = new Border();
    const { news } = server.world.fights;
    heard(both);
    tickWith(server, () => {
      for (let i = 0; i < BATTLE_NEWS_MAX + 3; i++) noteBattle(server.world, massiveBattle, 30, i, 0);
    });
    expect(news).toMatchObject({ dropped: 3, count: 0, lastCount: BATTLE_NEWS_MAX });
    const battles = heard(both).filter((line) => line.startsWith('battle'));
    expect(battles).toHaveLength(BATTLE_NEWS_MAX);
    expect(battles.at(-1)).toBe(`battle in sector 30: event 2, subject ${BATTLE_NEWS_MAX - 1}, actor 0`);
    server.tick();
    expect(news).toMatchObject({ dropped: 3, count: 0, lastCount: 0 });
  });
});

test('a kit is told to the session that it is for, with its answers, and to nobody else', () => {
  const server = startWorld();
  const [alice, bob] = [server.join(), server.join()];
  server.tick();
  for (const client of [alice, bob]) {
    client.record = true;
    heard(client);
  }
  const { words } = server.world.frame.notices;
  tickWith(server, () => {
    const at = notice(server.world, NOTICE.kit, bob.slot);
    words.set([0x0900_0103, 0x0000_0204, 0, 0xff10_0000 | 0], at + 4);
  });
  expect(heard(alice).filter((line) => line.startsWith('kit'))).toEqual([]);
  const kit = 'kit 3 1 0 9 4 2 0 0 0 0 0 0 0 0 16 255';
  expect(heard(bob).filter((line) => line.startsWith('kit'))).toEqual([kit]);
});
