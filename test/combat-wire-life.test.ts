import { expect, test } from 'vitest';
import { ByteReader } from '../src/protocol/bytes.ts';
import { BATTLE_EVENT, ENTITY_KIND } from '../src/protocol/fields.ts';
import { readItems, sectorAt } from '../src/protocol/items.ts';
import { FRAME_HEADER_BYTES, SERVER_MESSAGE } from '../src/protocol/server-messages.ts';
import { aim } from '../systems/actions/aim.ts';
import { noteBattle } from '../systems/actions/battle-news.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { spawnPatrol } from '../systems/actions/spawn-patrol.ts';
import {
  birthsAndDeaths,
  type Dice,
  orderAtRandom,
  seeded,
  teleportAtRandom,
} from './support/random-life.ts';
import { Spy } from './support/spy.ts';
import type { TestClient } from './support/test-client.ts';
import { heard, hurt, tickWith } from './support/told-fights.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

/** Fights at random, as far as clients see them: blows, targets, ends, births after all have moved, and news. */
function fightAtRandom(server: WorldHarness, dice: Dice): string[] {
  const { world } = server;
  const { grid, motion, sectors } = world;
  const ids = server.aliveIds();
  const pick = () => ids[dice(ids.length)];
  for (let i = dice(12); i > 0; i--) hurt(server, pick(), dice(256));
  for (let i = dice(12); i > 0; i--) aim(world, pick(), dice(3) === 0 ? 0 : pick());
  const news: string[] = [];
  for (let i = dice(4); i > 0; i--) {
    const sector = dice(grid.columns * grid.rows);
    noteBattle(world, BATTLE_EVENT.resourceCapture, sector, i, 3);
    news.push(`battle in sector ${sector}: event 3, subject ${i}, actor 3`);
  }
  const patrols = world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
  if (dice(3) === 0 && patrols.length > 5) despawn(world, patrols[dice(patrols.length)]);
  if (dice(3) === 0) {
    const id = spawnPatrol(world, dice(10_000));
    if (id !== 0) sectors.of[id] = sectorAt(grid, motion.x[id], motion.y[id]);
  }
  return news;
}

interface View {
  readonly column: number;
  readonly row: number;
  readonly radius: number;
}

function viewOf({ mirror }: TestClient): View {
  return { column: mirror?.viewColumn ?? 0, row: mirror?.viewRow ?? 0, radius: mirror?.viewRadius ?? -1 };
}

test.each([1, 2, 3])('fights reach every client that sees them and no other, seed %i', (seed) => {
  const server = startWorld({
    ...{ widthMeters: 900, heightMeters: 700, patrols: 60, seed },
    rules: {
      ...{ avatarUnitsPerTick: 9_000, patrolUnitsPerTickMax: 6_000, legTicksMax: 40 },
      ...{ hashCheckIntervalTicks: 2, viewRadiusSectors: 1 + (seed % 3) },
    },
  });
  const dice = seeded(seed);
  const clients = [...Array.from({ length: 6 }, () => server.join()), server.observe(), server.observe()];
  for (const client of clients) client.record = true;
  const { columns, units } = server.world.grid;
  let compared = 0;
  let battles = 0;
  for (let tick = 0; tick < 250; tick++) {
    const before = new Map(server.aliveIds().map((id) => [id, server.world.sectors.of[id]]));
    orderAtRandom(server, clients.slice(0, 6), dice);
    birthsAndDeaths(server, dice);
    teleportAtRandom(server, dice);
    if (tick === 100) clients[0].away();
    if (tick === 140) clients[0].resume();
    const views = clients.map(viewOf);
    let news: string[] = [];
    tickWith(server, () => {
      news = fightAtRandom(server, dice);
    });
    clients.forEach((client, i) => {
      const spy = new Spy(server, before, [views[i], viewOf(client)]);
      const messages = client.messages.filter((bytes) => (bytes[0] & 7) === SERVER_MESSAGE.frame);
      for (const bytes of messages)
        readItems(new ByteReader(bytes, FRAME_HEADER_BYTES), server.world.grid, spy);
      expect(spy.leaks).toEqual([]);
      const all = heard(client);
      const lines = all.filter((line) => line.startsWith('battle'));
      const { state, hasView } = client.connection;
      if (state !== 'open' || !hasView || client.mirror?.tick !== server.world.ledger.tick[0]) return;
      server.expectMirrorExact(client);
      compared++;
      // Who begins anew is told the state, and not what led to it.
      if (all.some((line) => line.startsWith('view reset true'))) return;
      const seen = news.filter((line) => {
        const sector = Number.parseInt(line.slice('battle in sector '.length), 10);
        const { column, row, radius } = views[i];
        return (
          Math.abs((sector % columns) - column) <= radius &&
          Math.abs(Math.floor(sector / columns) - row) <= radius
        );
      });
      expect(lines.toSorted()).toEqual(seen.toSorted());
      battles += lines.length;
    });
  }
  expect([compared > 800, battles > 150, units]).toEqual([true, true, 409_600]);
  for (const client of clients) {
    expect(client.unreadable).toBe(0);
    expect(client.mirror).toMatchObject({ unknownRecords: 0, hashMismatches: 0 });
    expect(client.mirror!.hashChecks).toBeGreaterThan(0);
  }
});
