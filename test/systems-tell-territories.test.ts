import { expect, test } from 'vitest';
import { LEVEL } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { allocateTerritoryBoard, TerritoryBoard } from '../src/memory/territory-board.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import {
  CHANNEL,
  createTerritoryRecord,
  type EventRecord,
  readRecords,
  type TerritoryRecord,
} from '../src/protocol/territory-records.ts';
import { STRATEGIC_WORDS } from '../src/replication/frame.ts';
import { BoardWriter } from '../src/sim/board-writer.ts';
import { LABEL } from '../src/territory/control.ts';
import { Land } from './support/land.ts';
import { seeded } from './support/random-life.ts';

interface Block {
  readonly tick: number;
  readonly sequence: number;
  readonly territories: readonly TerritoryRecord[];
  readonly events: readonly EventRecord[];
}

/** Somebody who listens to all channels: the blocks of each, by `level index`. */
class Listener {
  readonly blocks = new Map<string, Block[]>();

  hear({ frame }: World): void {
    const { words, count } = frame.strategic;
    for (let row = 0; row < count; row++) {
      const [level, index, sequence, start, length] = words.slice(
        row * STRATEGIC_WORDS,
        (row + 1) * STRATEGIC_WORDS,
      );
      // Factions trade in these worlds too; test/systems-tell-routes.test.ts listens to that.
      if (level >= CHANNEL.routes) continue;
      const reader = new ByteReader(frame.bytes.bytes.slice(start, start + length));
      const territories: TerritoryRecord[] = [];
      const events: EventRecord[] = [];
      const isRead = readRecords(reader, reader.varint(), {
        territory: (record) => territories.push(structuredClone(record)),
        event: (event) => events.push({ ...event }),
      });
      expect([isRead, reader.left]).toEqual([true, 0]);
      const key = `${level} ${index}`;
      this.blocks.set(key, [
        ...(this.blocks.get(key) ?? []),
        { tick: frame.tick, sequence, territories, events },
      ]);
    }
  }

  of(level: number, index: number): Block[] {
    return this.blocks.get(`${level} ${index}`) ?? [];
  }
}

const MAP = ['A--B--C', '|  |  |', 'D--E--F'];
const OPTIONS = {
  owners: { 1: ['A', 'B'], 2: ['F', 'C'], 3: ['D'] },
  regions: { North: ['A', 'B', 'C'], South: ['D', 'E', 'F'] },
};
const QUICK = {
  presenceMilliPerSecond: 3_000,
  supportFloorMilli: 100_000,
  defenceMax: 1,
  eventIntervalTicks: 600,
};

function busyLand(seconds: number, listener: Listener, seed = 5): Land {
  const land = Land.drawn(MAP, OPTIONS, QUICK);
  const dice = seeded(seed);
  const units: number[] = [];
  for (let second = 0; second < seconds; second++) {
    if (dice(2) === 0) units.push(land.place(1 + dice(4), dice(12)));
    if (dice(5) === 0 && units.length > 0) land.remove(units.splice(dice(units.length), 1)[0]);
    land.seconds(1, (world) => listener.hear(world));
  }
  return land;
}

test('every channel counts its blocks without a gap, at most 20 a second', () => {
  const listener = new Listener();
  const land = busyLand(120, listener);
  expect(listener.blocks.size).toBeGreaterThan(12 + 6 + 2);
  for (const blocks of listener.blocks.values()) {
    expect(blocks.map(({ sequence }) => sequence)).toEqual(blocks.map((_, i) => i + 1));
    expect(blocks.every(({ tick }) => tick % 3 === 0)).toBe(true);
    expect(blocks.every(({ territories, events }) => territories.length + events.length > 0)).toBe(true);
  }
  expect(listener.of(CHANNEL.global, 0).length).toBe(land.world.ledger.strategicSequence[0]);
});

test('who listens to a district or a region holds its newest state', () => {
  const listener = new Listener();
  const land = busyLand(90, listener);
  const { graph, influence, districtSide, controlPoint, district } = land.world;
  const newest = (level: number, channel: number, of: number, index: number) =>
    listener
      .of(channel, of)
      .flatMap(({ territories }) => territories)
      .findLast((record) => record.level === level && record.index === index);
  let seen = 0;
  for (let point = 0; point < graph.controlPointCount; point++) {
    const record = newest(LEVEL.controlPoint, CHANNEL.district, graph.controlPointDistrict[point], point);
    if (record === undefined) continue;
    seen++;
    expect(record).toEqual(newest(LEVEL.controlPoint, CHANNEL.controlPoint, point, point));
    expect([...record.influence].slice(1)).toEqual(
      [...influence.milli.slice(point * SIDE_COUNT + 1, (point + 1) * SIDE_COUNT)].map((m) =>
        Math.floor(m / 10),
      ),
    );
    expect(record).toMatchObject({
      ...{ owner: controlPoint.owner[point], label: controlPoint.label[point] },
      ...{
        isContested: controlPoint.label[point] === LABEL.contested,
        tick: controlPoint.changedTick[point],
      },
    });
  }
  expect(seen).toBeGreaterThan(6);
  for (let d = 0; d < graph.districtCount; d++) {
    const record = newest(LEVEL.district, CHANNEL.region, graph.districtRegion[d], d);
    if (record === undefined) continue;
    expect(record.owner).toBe(district.owner[d]);
    expect(record.influence[1]).toBe(Math.floor(districtSide.share[d * SIDE_COUNT + 1] / 10));
  }
});

test('the global channel tells of regions and of what changes hands, and not of every change', () => {
  const listener = new Listener();
  const land = busyLand(120, listener);
  const told = listener.of(CHANNEL.global, 0).flatMap(({ territories }) => territories);
  const levels = new Set(told.map(({ level }) => level));
  expect(levels).toEqual(new Set([LEVEL.district, LEVEL.region]));
  const districts = told.filter(({ level }) => level === LEVEL.district);
  const all = [0, 1].flatMap((region) => listener.of(CHANNEL.region, region).flatMap((b) => b.territories));
  expect(districts.length).toBeLessThan(all.filter(({ level }) => level === LEVEL.district).length / 3);
  for (let d = 0; d < 6; d++) {
    const last = districts.findLast(({ index }) => index === d);
    if (last) expect(last.owner).toBe(land.world.district.owner[d]);
  }
  const events = listener.of(CHANNEL.global, 0).flatMap((block) => block.events);
  expect(events.length).toBeGreaterThan(0);
  const ofRegions = [0, 1].flatMap((r) => listener.of(CHANNEL.region, r).flatMap((block) => block.events));
  expect(ofRegions.length).toBe(events.length);
});

test('the board always holds what the channels were told, and their sequences', () => {
  const memory = new Listener();
  const land = Land.drawn(MAP, OPTIONS, QUICK);
  const { graph } = land.world;
  const shared = allocateTerritoryBoard(graph);
  const writer = new BoardWriter(shared, land.world, 4);
  const board = new TerritoryBoard(shared, graph);
  const expected = createTerritoryRecord();
  for (let i = 0; i < 30; i++) land.place(1 + (i % 4), i % 12);
  land.seconds(30, (world) => {
    memory.hear(world);
    writer.follow();
    expect(board.stable(() => {})).toBe(true);
  });
  expect([board.era, board.globalSequence]).toEqual([4, land.world.ledger.strategicSequence[0]]);
  let compared = 0;
  for (const [key, blocks] of memory.blocks) {
    const [level, index] = key.split(' ').map(Number);
    if (level > CHANNEL.district) continue;
    board.get(level, index, expected);
    const told = blocks
      .flatMap(({ territories }) => territories)
      .findLast((r) => r.level === level && r.index === index);
    if (told === undefined) continue;
    expect(expected).toEqual(told);
    expect(board.sequenceOf(level, index)).toBe(blocks.length);
    compared++;
  }
  expect(compared).toBeGreaterThan(10);
});
