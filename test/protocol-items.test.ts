import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { ITEM, LAYOUT } from '../src/protocol/fields.ts';
import {
  readItems,
  sectorAt,
  sectorOriginX,
  sectorOriginY,
  writeFighters,
  writeSectorList,
  writeTurns,
} from '../src/protocol/items.ts';
import { entityHash } from '../src/protocol/records.ts';
import { frameHeadByte, LAG_MAX, readWelcome, unfoldTick } from '../src/protocol/server-messages.ts';
import { seeded } from './support/random-life.ts';
import { GRID, ITEM_SAMPLES, Listing, SERVER_SAMPLES } from './support/wire-samples.ts';

const velocity = fc.integer({ min: -32_768, max: 32_767 });
const byte = fc.nat(255);
const inSector = fc.nat(GRID.units - 1);
const entity = fc.record({
  step: fc.integer({ min: 1, max: 5_000 }),
  vx: velocity,
  vy: velocity,
  x: inSector,
  y: inSector,
  kind: byte,
  faction: byte,
  generation: byte,
  harm: byte,
  target: fc.nat(131_071),
});

function listed(bytes: Uint8Array): string[] | undefined {
  const sink = new Listing();
  return readItems(new ByteReader(bytes), GRID, sink) ? sink.lines : undefined;
}

test('lists of records are read as they were written, in any sector and of any length', () => {
  const entities = fc.array(entity, { maxLength: 300 });
  fc.assert(
    fc.property(entities, fc.nat(GRID.columns * GRID.rows - 1), (drawn, sector) => {
      const columns: Record<string, number[]> = {
        vx: [],
        vy: [],
        x: [],
        y: [],
        kind: [],
        faction: [],
        generation: [],
        harm: [],
        target: [],
      };
      let id = 0;
      const ids = drawn.map((each) => {
        id += each.step;
        const placed = {
          ...each,
          x: each.x + sectorOriginX(GRID, sector),
          y: each.y + sectorOriginY(GRID, sector),
        };
        for (const name of Object.keys(columns)) columns[name][id] = placed[name as 'x'];
        return id;
      });
      const told = (what: string, layout: readonly { name: string }[]) =>
        ids.map(
          (each) =>
            `${what} #${each} ${layout.map(({ name }) => `${name} ${columns[name][each]}`).join(', ')}`,
        );
      const pick = (layout: readonly { name: string }[]) => layout.map(({ name }) => columns[name]);
      const to = new ByteWriter(new Uint8Array(40_000));
      writeTurns(to, ids, 0, ids.length, pick(LAYOUT.turn));
      for (const tag of [ITEM.enter, ITEM.keyframe] as const) {
        writeSectorList(to, tag, GRID, sector, ids, 0, ids.length, pick(LAYOUT.whole));
      }
      writeSectorList(to, ITEM.place, GRID, sector, ids, 0, ids.length, pick(LAYOUT.place));
      writeFighters(to, ITEM.hurt, ids, 0, ids.length, pick(LAYOUT.hurt));
      writeFighters(to, ITEM.aim, ids, 0, ids.length, pick(LAYOUT.aim));
      expect(listed(to.bytes.subarray(0, to.at))).toEqual([
        ...told('turn', LAYOUT.turn),
        ...told('enter', LAYOUT.whole),
        `keyframe of sector ${sector}`,
        ...told('enter', LAYOUT.whole),
        ...told('place', LAYOUT.place),
        ...told('hurt', LAYOUT.hurt),
        ...told('aim', LAYOUT.aim),
      ]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('a position belongs to the sector whose corners enclose it', () => {
  fc.assert(
    fc.property(fc.nat(GRID.columns * GRID.units - 1), fc.nat(GRID.rows * GRID.units - 1), (x, y) => {
      const sector = sectorAt(GRID, x, y);
      const [left, top] = [sectorOriginX(GRID, sector), sectorOriginY(GRID, sector)];
      return x >= left && x < left + GRID.units && y >= top && y < top + GRID.units;
    }),
    { seed: 1 },
  );
});

describe.each(Object.entries(ITEM_SAMPLES))('an item %s', (name, sample) => {
  test('cut off at any byte is refused', () => {
    for (let length = 1; length < sample.length; length++)
      expect(listed(sample.subarray(0, length)), `${length}`).toBeUndefined();
  });

  test('with any one bit flipped causes no exception', () => {
    for (let bit = 0; bit < sample.length * 8; bit++) {
      const flipped = sample.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      listed(flipped);
    }
  });

  test('may be followed by any other', () => {
    for (const [other, bytes] of Object.entries(ITEM_SAMPLES)) {
      const both = [...listed(sample)!, ...listed(bytes)!];
      expect(listed(Uint8Array.of(...sample, ...bytes)), `${name}, ${other}`).toEqual(both);
    }
  });
});

test('unknown items, sectors outside the grid and counts beyond the frame are refused', () => {
  expect(listed(Uint8Array.of(0))).toBeUndefined();
  const known = new Set<number>(Object.values(ITEM));
  for (let tag = 0x80; tag < 0x100; tag++)
    if (!known.has(tag)) expect(listed(Uint8Array.of(tag, 0, 0, 0, 0))).toBeUndefined();
  const outside = GRID.columns * GRID.rows;
  expect(listed(Uint8Array.of(ITEM.keyframe, (outside & 0x7f) | 0x80, outside >> 7, 0))).toBeUndefined();
  expect(listed(Uint8Array.of(ITEM.keyframe, 0, 0xff, 0xff, 0xff, 0xff, 0x0f))).toBeUndefined();
  expect(listed(Uint8Array.of(ITEM.gone, 0xff, 0xff, 0xff, 0xff, 0x0f))).toBeUndefined();
});

test('a hundred thousand random frames cause no exception and end soon', () => {
  const dice = seeded(3);
  const bytes = new Uint8Array(60);
  const sink = new Listing();
  const reader = new ByteReader(bytes);
  for (let i = 0; i < 100_000; i++) {
    const length = dice(61);
    for (let at = 0; at < length; at++) bytes[at] = dice(256);
    if (dice(2) === 0) bytes[0] = 0x80 + dice(15);
    sink.lines.length = 0;
    reader.reset(bytes, 0, length);
    readItems(reader, GRID, sink);
    // A record has no fewer bits than an id step of the least width.
    if (sink.lines.length > (60 * 8) / 3 + 2)
      throw new Error(`${sink.lines.length} records out of ${length} bytes`);
  }
});

describe('the hash of an entity', () => {
  const fields = fc.array(fc.integer(), { minLength: 9, maxLength: 9 });
  test('changes with its id and with any bit of any field', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 131_071 }),
        fields,
        fc.nat(8),
        fc.nat(31),
        (id, values, field, bit) => {
          const hash = entityHash(id, values);
          const other = values.map((value, i) => (i === field ? value ^ (1 << bit) : value));
          return entityHash(id, other) !== hash && entityHash(id + 1, values) !== hash;
        },
      ),
      { seed: 1, numRuns: 3_000 },
    );
  });
});

describe('the head of a frame', () => {
  test('tells the low bits of its tick, which unfold to the next such tick', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31),
        fc.nat(255),
        (last, later) => unfoldTick((last + later) & 0xff, last) === last + later,
      ),
      { seed: 1 },
    );
  });

  test('tells how far the disk is behind, up to a limit', () => {
    expect([0, 1, 30, 31, 500, -5].map((lag) => frameHeadByte(1_000, 1_000 - lag) >> 3)).toEqual([
      0,
      1,
      30,
      LAG_MAX,
      LAG_MAX,
      0,
    ]);
    expect(frameHeadByte(5, 5) & 7).toBe(1);
  });
});

test('a welcome that is short or of another version is not read', () => {
  const welcome = SERVER_SAMPLES['welcome'];
  for (let length = 1; length < welcome.length; length++) {
    expect(readWelcome(new ByteReader(welcome.subarray(0, length), 1)), `${length}`).toBeUndefined();
  }
  const other = welcome.slice();
  other[1]++;
  expect(readWelcome(new ByteReader(other, 1))).toBeUndefined();
});
