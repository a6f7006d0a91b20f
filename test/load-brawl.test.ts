import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BattleEye } from '../bench/load/battle-eye.ts';
import { brawlFigures, strikesBetween } from '../bench/load/brawl-figures.ts';
import { BrawlTally } from '../bench/load/brawl-tally.ts';
import { tickRatio } from '../bench/load/hostile-figures.ts';
import { readLoadOptions } from '../bench/load/options.ts';
import { skimItems } from '../bench/load/skim-items.ts';
import { WORKLOADS } from '../bench/load/workload.ts';
import { writeBattle, writeBattleEvent, writeKit } from '../src/protocol/battle-items.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { HARM_FALLEN, ITEM, LAYOUT } from '../src/protocol/fields.ts';
import {
  type ItemSink,
  readItems,
  writeAnswer,
  writeAvatar,
  writeCheck,
  writeClock,
  writeFighters,
  writeGone,
  writeObjective,
  writeOwners,
  writeSectorList,
  writeTurns,
  writeView,
} from '../src/protocol/items.ts';
import { validateWorld } from '../src/territory/validate-world.ts';
import { load } from './support/load-script.ts';

const TIMEOUT_MS = 60_000;
const GRID = { units: 4096 * 100, columns: 3, rows: 3 };
const IDS = Array.from({ length: 300 }, (_, i) => 3 * i + 1);
/** A column for every field, with values small and large, as many as there are ids. */
const COLUMN = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 60_000);
const columns = (count: number, limit: number) =>
  Array.from({ length: count }, () => COLUMN.map((value) => value % limit));

/** Writers of one item each. */
const WRITERS: ((to: ByteWriter, size: number) => void)[] = [
  (to, size) => writeTurns(to, IDS, 0, size, columns(LAYOUT.turn.length, 60_000)),
  (to, size) => writeSectorList(to, ITEM.enter, GRID, 0, IDS, 0, size, columns(LAYOUT.whole.length, 250)),
  (to, size) => writeSectorList(to, ITEM.keyframe, GRID, 0, IDS, 0, size, columns(LAYOUT.whole.length, 250)),
  (to, size) => writeSectorList(to, ITEM.place, GRID, 0, IDS, 0, size, columns(LAYOUT.place.length, 60_000)),
  (to, size) => writeFighters(to, ITEM.hurt, IDS, 0, size, columns(LAYOUT.hurt.length, 250)),
  (to, size) => writeFighters(to, ITEM.aim, IDS, 0, size, columns(LAYOUT.aim.length, 60_000)),
  (to, size) => writeGone(to, IDS, 0, size),
  (to, size) => {
    writeBattle(to, 4, size);
    for (let i = 0; i < size; i++) writeBattleEvent(to, 1 + (i % 4), 200 * i, i);
  },
  (to, size) =>
    writeOwners(
      to,
      IDS,
      size,
      COLUMN.map((value) => value % 8),
    ),
  (to, size) => writeAnswer(to, 1000 * size, size % 10),
  (to, size) => writeAvatar(to, 500 * size, size % 256),
  (to, size) => writeView(to, size % 2 === 0, size, 1, 2),
  (to, size) => writeCheck(to, size % 9, 0x8081_8283),
  (to, size) => writeClock(to, size, 0x8182_8384, 1000, 1e12),
  (to, size) => writeObjective(to, 1, 2, 70 * size, 0x8182_8384),
  (to, size) => writeKit(to, [0x8182_8384, size, 0x8586_8788, size], 0),
];

const ignored = {
  turn() {},
  enter() {},
  keyframe() {},
  gone() {},
  place() {},
  view() {},
  check() {},
  clock() {},
};

/** What a player is told by a reader of frames, one word for each. */
function told(read: (sink: ItemSink) => boolean): string[] {
  const words: string[] = [];
  const isRead = read({
    ...ignored,
    answer: (sequence, result) => words.push(`answer ${sequence} ${result}`),
    avatar: (entity, generation) => words.push(`avatar ${entity} ${generation}`),
  });
  return [...words, isRead ? 'read' : 'unreadable'];
}

describe('skimming a frame', () => {
  const items = fc.array(fc.tuple(fc.nat(WRITERS.length - 1), fc.integer({ min: 1, max: 300 })), {
    maxLength: 12,
  });

  test('tells a player the same as reading it', () => {
    const bytes = new Uint8Array(256 * 1024);
    fc.assert(
      fc.property(items, (list) => {
        const to = new ByteWriter(bytes);
        for (const [writer, size] of list) WRITERS[writer](to, size);
        const read = told((sink) => readItems(new ByteReader(bytes, 0, to.at), GRID, sink));
        expect(read.at(-1)).toBe('read');
        expect(told((sink) => skimItems(bytes, 0, to.at, sink))).toEqual(read);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  test('notices a frame that was cut, unless it was cut between two items', () => {
    const bytes = new Uint8Array(64 * 1024);
    WRITERS.forEach((write) => {
      const to = new ByteWriter(bytes);
      write(to, 5);
      for (let end = 1; end < to.at; end++) {
        const skimmed = told((sink) => skimItems(bytes, 0, end, sink));
        const read = told((sink) => readItems(new ByteReader(bytes, 0, end), GRID, sink));
        expect(skimmed, `${end} of ${to.at} bytes`).toEqual(read);
      }
    });
  });

  test('does not know an item of no kind', () => {
    expect(skimItems(Uint8Array.of(0xff, 1, 1), 0, 3, { answer() {}, avatar() {} })).toBe(false);
  });
});

describe('what a client saw of fights', () => {
  const entity = (id: number, harm: number) => ({
    ...{ id, harm, generation: 0, kind: 2, faction: 1, x: 0, y: 0, vx: 0, vy: 0, target: 0, baseTick: 0 },
    next: [],
  });

  /** An eye that saw so many of everything. */
  function eyeOf(count: number): BattleEye {
    const eye = new BattleEye();
    for (let i = 0; i < count; i++) {
      for (const harm of [20, HARM_FALLEN, 0]) eye.hurt(entity(7, harm));
      eye.battle({ kind: 'unitDestroyed', sector: 0, subject: 7, actor: 9, tick: 1 });
    }
    return eye;
  }

  const strikes = new Map([
    ['hit', 300],
    ['missed', 100],
  ]);

  function figuresOf(eyes: readonly BattleEye[], changes: Partial<BrawlTally> = {}) {
    const tally = Object.assign(new BrawlTally(), { turns: 3200, turnsFallen: 800 }, changes);
    return brawlFigures({ clients: 100, seconds: 10, eyes, tally, strikes });
  }

  test('is counted by falls and rises, and who did it', () => {
    const eye = eyeOf(3);
    expect(eye).toMatchObject({ harmChanges: 9, falls: 3, rises: 3, destroyed: 3 });
    expect(eye.kills.get(9)).toBe(3);
    eye.beginMeasuring();
    expect(eye).toMatchObject({ harmChanges: 0, falls: 0, rises: 0, destroyed: 0 });
  });

  test('is believed when people fought, and is that of the client who saw least', () => {
    const figures = figuresOf([eyeOf(50), eyeOf(40)]);
    expect(figures).toMatchObject({
      ...{ strikesPerSecond: 40, fallsPerSecond: 4, risesPerSecond: 4, destroyedEventsPerSecond: 4 },
      ...{ fallenShare: 0.2, turnsPerClientPerSecond: 4, outcomes: { hit: 750, missed: 250 }, note: '' },
    });
  });

  test('is doubted when hardly anybody fought, or a client saw nothing of it', () => {
    expect(figuresOf([eyeOf(50), eyeOf(0)]).note).toMatch(/hurt; .*fall/);
    expect(figuresOf([eyeOf(50)], { turnsUnseen: 2 }).note).toMatch(/^2 turns left out/);
    const tally = Object.assign(new BrawlTally(), { turns: 4000 });
    const few = new Map([['hit', 100]]);
    const figures = brawlFigures({ clients: 100, seconds: 10, eyes: [eyeOf(50)], tally, strikes: few });
    expect(figures.note).toBe('fewer than 25 strikes a second');
  });

  test('strikes are those between two looks at the metrics', () => {
    const before = new Map([
      ['world_strikes_hit_total', 5],
      ['world_ticks_total', 100],
    ]);
    const after = new Map([
      ['world_strikes_hit_total', 9],
      ['world_strikes_missed_total', 2],
      ['world_ticks_total', 200],
    ]);
    expect(strikesBetween(before, after)).toEqual(
      new Map([
        ['hit', 4],
        ['missed', 2],
      ]),
    );
    expect(strikesBetween(new Map(), new Map([['world_ticks_total', 1]]))).toBeUndefined();
  });
});

test('the cost of hostile clients is the median over pairs of phases side by side', () => {
  const phase = (isHostile: boolean, tickMs: number) => ({ isHostile, tickMs });
  const phases = [
    ...[phase(false, 1), phase(true, 1.02), phase(true, 2.02), phase(false, 2)],
    ...[phase(false, 4), phase(true, 40), phase(true, 1)],
  ];
  expect(tickRatio(phases)).toEqual({ pairs: 3, tickMsQuiet: 2, tickMsHostile: 2.02, tickTimeRatio: 1.02 });
  expect(tickRatio([])).toMatchObject({ pairs: 0, tickTimeRatio: null });
});

test('the arena is a valid world in which every faction has a hub', () => {
  const world = WORKLOADS['brawl'].world(500);
  expect(() => validateWorld(world, 'brawl')).not.toThrow();
  expect(new Set(world.hubs.map(({ faction }) => faction)).size).toBe(7);
});

test.each([
  [['--workload', 'patrol', '--hostile', '3'], /hostile/],
  [['--workload', 'brawl', '--verified', '0'], /verified/],
])('%j is refused', (argv, message) => {
  expect(() => readLoadOptions(argv as string[])).toThrow(message as RegExp);
});

test(
  'in a brawl people fight, all see it exactly, and hostile clients gain nothing',
  async () => {
    const { code, words, result } = await load(
      ...['--workload', 'brawl', '--clients', '70', '--seconds', '5', '--hostile', '4', '--json'],
    );
    expect(code, words).toBe(0);
    expect(result).toMatchObject({
      ...{ connected: 70, wrongChanges: 0, missedChanges: 0, hashMismatches: 0, losses: {} },
      ...{ unknownMessages: 0, ticksOutOfOrder: 0 },
    });
    expect(result.entitiesInViewMean).toBe(74);
    expect(result.orders).toMatchObject({ unanswered: 0, repeated: 0, unasked: 0 });
    expect(Object.keys(result.orders.refusedByResult).filter((name) => name !== 'fallen')).toEqual([]);
    expect(result.brawl.note).toBe('');
    expect(result.brawl.fallsPerSecond).toBeGreaterThan(0);
    expect(result.hostile).toMatchObject({ connected: 4, gained: 0, gains: {}, wrongAnswers: 0, losses: {} });
    expect(result.hostile.answers).toMatchObject({
      badValue: expect.any(Number),
      notPossible: expect.any(Number),
    });
    expect(result.hostile.pairs).toBe(2);
  },
  TIMEOUT_MS,
);
