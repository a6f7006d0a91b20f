import { expect, test } from 'vitest';
import { ChannelEar } from '../bench/load/channel-ear.ts';
import { CheckedMirror } from '../bench/load/checked-mirror.ts';
import { DelayCounts } from '../bench/load/delay-counts.ts';
import { readLoadOptions } from '../bench/load/options.ts';
import { OrderBook } from '../bench/load/order-book.ts';
import { Tally } from '../bench/load/tally.ts';
import { ByteReader, ByteWriter } from '../src/protocol/bytes.ts';
import { ITEM, LAYOUT, RESULT } from '../src/protocol/fields.ts';
import { sectorAt, writeSectorList, writeTurns, writeView } from '../src/protocol/items.ts';
import { PART, writePartHead } from '../src/protocol/strategic-messages.ts';
import {
  CHANNEL,
  createTerritoryRecord,
  type TerritoryRecord,
  writeTerritory,
} from '../src/protocol/territory-records.ts';

const GRID = { units: 1000, columns: 8, rows: 8 };
const HERE = sectorAt(GRID, 3500, 3500);
const FAR = sectorAt(GRID, 7500, 7500);

interface Known {
  readonly id: number;
  readonly x: number;
  readonly y?: number;
  readonly vx?: number;
}

function columnsOf(layout: readonly { name: string }[], { id, x, y = 3500, vx = 0 }: Known): number[][] {
  const values: Record<string, number> = { generation: 1, kind: 1, faction: 1, x, y, vx, vy: 0 };
  return layout.map(({ name }) => {
    const column: number[] = [];
    column[id] = values[name];
    return column;
  });
}

function whole(tag: typeof ITEM.enter | typeof ITEM.keyframe, sector: number, known: Known) {
  return (to: ByteWriter) =>
    writeSectorList(to, tag, GRID, sector, [known.id], 0, 1, columnsOf(LAYOUT.whole, known));
}

/** A verified bot's mirror that sees 3 x 3 sectors around HERE from tick 100 on. */
function watcher() {
  const mirror = new CheckedMirror(GRID, 99);
  return {
    mirror,
    frame(tick: number, ...items: ((to: ByteWriter) => void)[]) {
      const to = new ByteWriter(new Uint8Array(1024));
      for (const item of items) item(to);
      expect(mirror.apply(new ByteReader(to.bytes, 0, to.at), tick)).toBe(true);
    },
  };
}

const view = (column: number) => (to: ByteWriter) => writeView(to, column === 3, column, 3, 1);

test('a view, its keyframes, courses and arrivals from outside contradict nothing', () => {
  const { frame, mirror } = watcher();
  frame(100, view(3), whole(ITEM.keyframe, HERE, { id: 7, x: 3500, vx: 5 }));
  frame(101, (to) => writeTurns(to, [7], 0, 1, columnsOf(LAYOUT.turn, { id: 7, x: 0, vx: 9 })));
  frame(102, whole(ITEM.enter, HERE - 1, { id: 8, x: 2001 }));
  expect(mirror).toMatchObject({ contradictions: 0, differences: 0, unknownRecords: 0, unreadableFrames: 0 });
});

test('an entity outside the view is a wrong change', () => {
  const { frame, mirror } = watcher();
  frame(100, view(3), whole(ITEM.keyframe, HERE, { id: 7, x: 3500 }));
  frame(101, whole(ITEM.enter, FAR, { id: 8, x: 7500, y: 7500 }));
  expect(mirror.contradictions).toBe(1);
});

test('an arrival of an entity that the client holds is a wrong change', () => {
  const { frame, mirror } = watcher();
  frame(100, view(3), whole(ITEM.keyframe, HERE, { id: 7, x: 3500 }));
  frame(101, whole(ITEM.enter, HERE, { id: 7, x: 3500 }));
  expect(mirror).toMatchObject({ contradictions: 1, differences: 0 });
});

test('a keyframe that has a held entity on another course shows a missed change', () => {
  const walker = { id: 7, x: 4990, vx: 5 };
  const { frame, mirror } = watcher();
  frame(100, view(3), whole(ITEM.keyframe, HERE + 1, walker));
  frame(103, view(4), whole(ITEM.keyframe, HERE + 2, { ...walker, x: 5005 }));
  expect(mirror.differences).toBe(0);
  frame(104, whole(ITEM.keyframe, HERE + 2, { ...walker, x: 5008 }));
  expect(mirror).toMatchObject({ contradictions: 0, differences: 1 });
});

test('of every order exactly one answer is expected', () => {
  const tally = new Tally();
  const orders = new OrderBook(GRID, tally, 1, 10);
  expect(orders.next(0)).toBeUndefined();
  orders.avatar(7);
  orders.seen(7, 3500, 3500);
  for (let i = 0; i < 3; i++) orders.next(0);
  orders.answer(1, RESULT.done);
  orders.answer(1, RESULT.done);
  orders.answer(2, RESULT.badValue);
  orders.answer(4, RESULT.done);
  expect(orders.unanswered()).toBe(1);
  expect(tally).toMatchObject({
    ...{ ordersSent: 3, answers: 3, answersRepeated: 1, answersUnasked: 1, ordersRefused: 1 },
  });
});

test('an order that was done is confirmed by the first durable tick that covers its answer, a refused one never', () => {
  const tally = new Tally();
  const orders = new OrderBook(GRID, tally, 1, 10);
  orders.avatar(7);
  orders.seen(7, 3500, 3500);
  for (let i = 0; i < 4; i++) orders.next(0);
  orders.beginFrame(20);
  orders.answer(1, RESULT.done);
  orders.answer(2, RESULT.badValue);
  orders.endFrame(19);
  orders.beginFrame(21);
  tally.nowMicros = 400_000;
  orders.answer(3, RESULT.done);
  expect(orders.unconfirmed()).toBe(3);
  orders.endFrame(20);
  expect([tally.ordersConfirmed, orders.unconfirmed()]).toEqual([1, 1]);
  tally.nowMicros = 450_000;
  orders.endFrame(21);
  expect([tally.ordersConfirmed, orders.unconfirmed(), orders.unanswered()]).toEqual([2, 0, 1]);
  expect(tally.confirmDelays.maxMicros).toBe(450_000);
  expect(tally.confirmDelaysAfterAnswer.maxMicros).toBe(400_000);
  expect(tally.confirmDelaysAfterTick.maxMicros).toBeCloseTo(450_000 - (21 / 60) * 1e6, 0);
});

test('orders per second are for workloads that give any', () => {
  expect(readLoadOptions(['--workload', 'avatars', '--ordersPerSecond', '8']).ordersPerSecond).toBe(8);
  expect(readLoadOptions([]).ordersPerSecond).toBe(1);
  expect(() => readLoadOptions(['--ordersPerSecond', '8'])).toThrow(
    '--ordersPerSecond: found with workload patrol',
  );
  expect(() => readLoadOptions(['--workload', 'avatars', '--ordersPerSecond', '0'])).toThrow(
    /allowed: 1-60$/,
  );
});

test('a quantile of delays is told to 10 microseconds', () => {
  const delays = new DelayCounts();
  for (let micros = 1; micros <= 1000; micros++) delays.add(micros);
  delays.add(5_000_000);
  expect(delays.quantileMs(0.5)).toBeCloseTo(0.51, 5);
  expect(delays.quantileMs(0.99)).toBeCloseTo(1, 5);
  expect(delays.maxMicros).toBe(5_000_000);
  expect(delays.quantileMs(1)).toBe(2000);
});

/** A client that listens to one district, and what its fleet counts. */
function listener() {
  const tally = new Tally();
  const ear = new ChannelEar([{ level: CHANNEL.district, index: 7 }], tally);
  const state = { ...createTerritoryRecord(), level: CHANNEL.district, index: 7 };
  const hear = (era: number, flags: number, sequence: number, ...records: TerritoryRecord[]) => {
    const to = new ByteWriter(new Uint8Array(256));
    to.u32(era);
    writePartHead(to, flags, CHANNEL.district, 7, sequence);
    to.varint(records.length);
    for (const record of records) writeTerritory(to, record);
    ear.message(new ByteReader(to.bytes, 0, to.at));
  };
  return { tally, ear, hear, state };
}

test('blocks in order, before and after a resume, are nothing to complain about', () => {
  const { tally, ear, hear, state } = listener();
  ear.opened();
  hear(1, PART.whole, 5, state);
  hear(1, 0, 6, state);
  ear.opened();
  hear(1, 0, 7, state);
  ear.opened();
  hear(1, 0, 7);
  hear(1, 0, 8, state);
  expect(tally.strategic).toMatchObject({ lost: 0, outOfOrder: 0, refused: 0, wholeAgain: 0, updates: 4 });
  // Only what is told as it happens has a delay.
  expect(tally.strategic.delays.count).toBe(2);
});

test('blocks that are missing, come twice, or are of a channel nobody asked for are counted', () => {
  const { tally, ear, hear, state } = listener();
  ear.opened();
  hear(1, PART.whole, 5, state);
  hear(1, 0, 8, state);
  hear(1, 0, 8, state);
  hear(1, 0, 7, state);
  hear(1, PART.refused, 0);
  expect(tally.strategic).toMatchObject({ lost: 2, outOfOrder: 2, refused: 1 });
});

test('what was heard is held against the board, once both are at the same sequence', () => {
  const { tally, ear, hear, state } = listener();
  ear.opened();
  hear(1, PART.whole, 5, state);
  expect(ear.check()).toBeDefined();
  hear(1, PART.whole, 6, { ...state, owner: 3, tick: 9 });
  expect(ear.isChecked).toBe(false);
  hear(1, PART.whole, 6, { ...state, owner: 2, tick: 9 });
  expect(ear.isChecked).toBe(true);
  expect(tally.strategic.differences).toBe(1);
  expect(ear.check()).toBeUndefined();
});
