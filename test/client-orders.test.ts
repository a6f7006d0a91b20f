import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MarchlandClient } from '../client/client.ts';
import type { ConnectOptions } from '../client/options.ts';
import { ORDER } from '../src/protocol/client-messages.ts';
import { CLOSE, RESULT } from '../src/protocol/fields.ts';
import { writeAnswer, writeClock } from '../src/protocol/items.ts';
import { FakeNetwork } from './support/fake-socket.ts';
import { firstView, frameBytes, welcomeBytes } from './support/server-bytes.ts';

let network: FakeNetwork;
let client: MarchlandClient;
let lost: [number, string][];
let answered: [number, number][];
let confirmed: number[];

beforeEach(() => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  lost = [];
  answered = [];
  confirmed = [];
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

async function start(options: Partial<ConnectOptions> = {}): Promise<void> {
  client = new MarchlandClient({ url: 'ws://a', socket: network.open, random: () => 0.5, ...options });
  client.on('lost', (sequence, reason) => lost.push([sequence, reason]));
  client.on('answered', (sequence, result) => answered.push([sequence, result]));
  client.on('confirmed', (sequence) => confirmed.push(sequence));
  client.open();
  await vi.advanceTimersByTimeAsync(0);
}

/** Lets the newest socket open and be welcomed. */
async function welcome(changes: Parameters<typeof welcomeBytes>[0] = {}): Promise<void> {
  network.last.accept(welcomeBytes(changes));
  await vi.advanceTimersByTimeAsync(0);
}

/** Answers orders as done in a frame of `tick`, with the disk as far. */
function answer(tick: number, ...sequences: number[]): void {
  answerBehind(tick, 0, ...sequences);
}

/** The same while the disk is behind. */
function answerBehind(tick: number, lagTicks: number, ...sequences: number[]): void {
  network.last.receive(
    frameBytes(
      tick,
      (to) => {
        for (const sequence of sequences) writeAnswer(to, sequence, RESULT.done);
      },
      tick - lagTicks,
    ),
  );
}

function refuse(tick: number, sequence: number, result: number): void {
  network.last.receive(frameBytes(tick, (to) => writeAnswer(to, sequence, result)));
}

/** A client with its view and so many orders sent. */
async function sent(orderCount: number): Promise<void> {
  await start();
  await welcome();
  network.last.receive(frameBytes(1001, (to) => firstView(to)));
  for (let i = 0; i < orderCount; i++) client.moveTo(i, i);
  await vi.advanceTimersByTimeAsync(0);
}

async function dropAndReopen(): Promise<void> {
  network.last.drop();
  await vi.advanceTimersByTimeAsync(250);
}

test('orders of one turn of the event loop go in one frame, at most 32 each', async () => {
  await start();
  await welcome();
  for (let i = 0; i < 40; i++) client.moveTo(i, 2);
  expect(network.last.orderFrames).toEqual([]);
  await vi.advanceTimersByTimeAsync(0);
  client.stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(network.last.orderFrames.map((frame) => frame.length)).toEqual([32, 8, 1]);
  expect(network.last.orderFrames.flat()).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
});

test('orders carry world units and headings', async () => {
  await start();
  await welcome();
  client.moveTo(1.5, 2);
  client.moveDirection(0.25, 50);
  client.moveDirection(-0.25);
  client.moveDirection(0.999_999_9);
  client.stop();
  await vi.advanceTimersByTimeAsync(0);
  const orders = network.last.heard.flatMap((heard) => heard.orders).map(({ op, a, b }) => [op, a, b]);
  expect(orders).toEqual([
    [ORDER.moveTo, 6144, 8192],
    [ORDER.moveDirection, 16_384, 50],
    [ORDER.moveDirection, 49_152, 100],
    [ORDER.moveDirection, 0, 100],
    [ORDER.stop, 0, 0],
  ]);
});

test('after a resume what has no answer is sent once more, in order, before what came while away', async () => {
  await start();
  await welcome();
  network.last.receive(frameBytes(1001, (to) => firstView(to)));
  for (let i = 0; i < 4; i++) client.moveTo(i, i);
  await vi.advanceTimersByTimeAsync(0);
  answer(1002, 1, 3);
  network.last.drop();
  client.stop();
  await vi.advanceTimersByTimeAsync(250);
  await welcome({ lastSequence: 4 });
  expect(network.last.orderFrames).toEqual([[2, 4, 5]]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(network.last.orderFrames).toEqual([[2, 4, 5]]);
  answer(1003, 2, 4, 5);
  expect(answered.map(([sequence]) => sequence)).toEqual([1, 3, 2, 4, 5]);
  await dropAndReopen();
  await welcome({ lastSequence: 5 });
  expect(network.last.orderFrames).toEqual([]);
  expect(lost).toEqual([]);
});

test('orders given before the first welcome are sent after it', async () => {
  await start();
  expect(client.moveTo(1, 1)).toBe(1);
  await vi.advanceTimersByTimeAsync(0);
  await welcome();
  expect(network.last.orderFrames).toEqual([[1]]);
});

test('a full queue drops its oldest order and says so', async () => {
  await start({ queueMax: 3 });
  for (let i = 0; i < 5; i++) client.moveTo(i, i);
  expect(lost).toEqual([
    [1, 'queueFull'],
    [2, 'queueFull'],
  ]);
  await welcome();
  expect(network.last.orderFrames).toEqual([[3, 4, 5]]);
});

test('in a new session orders that may have been done are lost, the others are sent', async () => {
  await start();
  await welcome();
  client.moveTo(1, 1);
  client.moveTo(2, 2);
  await vi.advanceTimersByTimeAsync(0);
  network.last.drop();
  client.stop();
  await vi.advanceTimersByTimeAsync(250);
  network.last.drop(CLOSE.cannotResume);
  await vi.advanceTimersByTimeAsync(0);
  await welcome({ session: 2 });
  expect(lost).toEqual([
    [1, 'newSession'],
    [2, 'newSession'],
  ]);
  expect(network.last.orderFrames).toEqual([[3]]);
});

test('an order sent in a resumed session that is then lost is not repeated in a new one', async () => {
  await start();
  await welcome();
  client.moveTo(1, 1);
  await vi.advanceTimersByTimeAsync(0);
  await dropAndReopen();
  network.last.drop(CLOSE.cannotResume);
  await vi.advanceTimersByTimeAsync(0);
  await welcome();
  expect(network.last.orderFrames).toEqual([]);
  expect(lost).toEqual([[1, 'newSession']]);
});

test('waiting orders get higher numbers when the server already knows theirs', async () => {
  await start();
  const shifts: number[] = [];
  client.on('renumbered', (shift) => shifts.push(shift));
  client.moveTo(1, 1);
  client.stop();
  await welcome({ lastSequence: 10 });
  expect(shifts).toEqual([10]);
  expect(network.last.orderFrames).toEqual([[11, 12]]);
  expect(client.stop()).toBe(13);
});

test('an order is waiting, then pending, then confirmed by any frame with a durable tick that covers its answer', async () => {
  await sent(2);
  const states = () => {
    const { ordersWaiting, ordersPending } = client.diagnostics();
    return [ordersWaiting, ordersPending, client.pendingOrders(), confirmed];
  };
  expect(states()).toEqual([2, 0, [], []]);
  answerBehind(1002, 2, 1);
  expect(states()).toEqual([1, 1, [1], []]);
  answerBehind(1003, 2, 2);
  expect(states()).toEqual([0, 2, [1, 2], []]);
  answerBehind(1004, 2);
  expect(states()).toEqual([0, 1, [2], [1]]);
  answerBehind(1005, 2);
  expect(states()).toEqual([0, 0, [], [1, 2]]);
});

test('a disk further behind than a header tells confirms by the clock item only', async () => {
  await sent(1);
  answerBehind(1002, 31, 1);
  answerBehind(1040, 31);
  expect(client.pendingOrders()).toEqual([1]);
  network.last.receive(frameBytes(1041, (to) => writeClock(to, 1041, 1001, 1000, 0), 1001));
  expect(client.pendingOrders()).toEqual([1]);
  network.last.receive(frameBytes(1042, (to) => writeClock(to, 1042, 1002, 1000, 0), 1002));
  expect(confirmed).toEqual([1]);
});

test('a refused order is done with at its answer', async () => {
  await sent(1);
  refuse(1002, 1, RESULT.outsideWorld);
  expect(client.diagnostics()).toMatchObject({ ordersWaiting: 0, ordersPending: 0 });
  answer(1003);
  await dropAndReopen();
  await welcome({ lastSequence: 1 });
  expect([confirmed, network.last.orderFrames]).toEqual([[], []]);
});

test('after a resume pending orders are sent once more among the others, and earlier answers prove nothing', async () => {
  await sent(3);
  answerBehind(1002, 5, 1, 3);
  await dropAndReopen();
  await welcome({ tick: 1001, lastSequence: 0 });
  expect(network.last.orderFrames).toEqual([[1, 2, 3]]);
  network.last.receive(frameBytes(1010, (to) => firstView(to)));
  expect([confirmed, client.diagnostics().ordersWaiting]).toEqual([[], 3]);
  answerBehind(1011, 1, 1, 2, 3);
  answer(1012);
  expect(confirmed).toEqual([1, 2, 3]);
  expect(lost).toEqual([]);
});

test('an order told done that is too old for the record was done, unless a crash took it back', async () => {
  await sent(2);
  answerBehind(1002, 20, 1, 2);
  await dropAndReopen();
  await welcome({ tick: 1003, lastSequence: 1 });
  refuse(1005, 1, RESULT.tooOld);
  refuse(1006, 2, RESULT.tooOld);
  expect(confirmed).toEqual([1]);
  expect(client.pendingOrders()).toEqual([]);
});

test('a view that begins afresh has only orders without an answer sent again', async () => {
  await sent(2);
  answerBehind(1002, 9, 1);
  network.last.receive(frameBytes(1003, (to) => firstView(to), 993));
  expect(network.last.orderFrames).toEqual([[1, 2], [2]]);
});

test('pending orders are lost with their session', async () => {
  await sent(1);
  answerBehind(1002, 9, 1);
  network.last.drop(CLOSE.cannotResume);
  await vi.advanceTimersByTimeAsync(0);
  await welcome({ session: 2 });
  expect(lost).toEqual([[1, 'newSession']]);
  answer(1020);
  expect(confirmed).toEqual([]);
});

test('what another server had safe says nothing about this one', async () => {
  await sent(0);
  network.last.drop(CLOSE.cannotResume);
  await vi.advanceTimersByTimeAsync(0);
  await welcome({ session: 2, tick: 500 });
  client.stop();
  await vi.advanceTimersByTimeAsync(0);
  answerBehind(501, 3, 1);
  expect(client.pendingOrders()).toEqual([1]);
});

test('an order given upon a confirmation is sent', async () => {
  await sent(1);
  client.on('confirmed', (sequence) => {
    if (sequence === 1) client.stop();
  });
  answer(1002, 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(network.last.orderFrames).toEqual([[1], [2]]);
  answer(1003, 2);
  expect(confirmed).toEqual([1, 2]);
});
