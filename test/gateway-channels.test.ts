import { describe, expect, test } from 'vitest';
import { BlockLog } from '../src/gateway/block-log.ts';
import { ChannelDirectory, NOWHERE } from '../src/gateway/channel-directory.ts';
import { ByteReader } from '../src/protocol/bytes.ts';
import { readStrategic, writeSubscribe } from '../src/protocol/strategic-messages.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { seeded } from './support/random-life.ts';
import { NAMES, Stage, StageClient } from './support/strategic-stage.ts';

/** The parts of a strategic message as words. */
function partsOf(message: Uint8Array): string[] {
  const parts: string[] = [];
  const sink = {
    part: (_era: number, flags: number, level: number, index: number, sequence: number, count: number) =>
      parts.push(`${flags} ${level}/${index} ${sequence} ${count}`),
    territory: () => {},
    event: () => {},
  };
  expect(readStrategic(new ByteReader(message, 1), sink)).toBe(true);
  return parts;
}

/** Holds what a client knows of a level against the truth. */
function expectAsTold(stage: Stage, client: StageClient, level: number, indexes: readonly number[]): void {
  for (const index of indexes) expect(client.view.get(level, index)).toEqual(stage.states[level][index]);
}

test('a new listener gets the whole state, then every block as one part', () => {
  const stage = new Stage();
  stage.tell([0, 3]);
  stage.deliver();
  const client = new StageClient(stage);
  client.view.subscribe(['territorial:global', 'territorial:district:0'], 0);
  expect(partsOf(client.messages[0])).toEqual(['1 3/0 1 6', '1 1/0 1 3']);
  stage.tell([0]);
  stage.deliver();
  stage.tell([2]);
  stage.deliver();
  expect(client.messages).toHaveLength(3);
  expect(partsOf(client.messages[1])).toEqual(['0 1/0 2 2', '0 3/0 2 2']);
  expect(partsOf(client.messages[2])).toEqual(['0 3/0 3 2']);
  expectAsTold(stage, client, CHANNEL.district, [0, 1, 2, 3]);
  expect(client.view.gaps).toBe(0);
});

test('a channel tells its territory and what lies in it', () => {
  const stage = new Stage();
  const client = new StageClient(stage);
  const names = ['control_point:7', 'district:3', 'region:1'].map((name) => `territorial:${name}`);
  client.view.subscribe(names, 0);
  expect(partsOf(client.messages[0])).toEqual(['1 0/7 0 1', '1 1/3 0 3', '1 2/1 0 3']);
});

test('blocks that the board was ahead of are not told twice', () => {
  const stage = new Stage();
  stage.tell([0]);
  const client = new StageClient(stage);
  client.view.subscribe(['territorial:district:0'], 0);
  stage.deliver();
  expect(client.messages.map(partsOf)).toEqual([['1 1/0 1 3']]);
  stage.tell([0]);
  stage.deliver();
  expect(partsOf(client.messages[1])).toEqual(['0 1/0 2 2']);
});

describe('a client that was away', () => {
  test('gets what it missed, in order, and then the new', () => {
    const stage = new Stage();
    const client = new StageClient(stage);
    client.view.subscribe(['territorial:region:0'], 0);
    stage.tell([0]);
    stage.deliver();
    client.drop();
    for (let i = 0; i < 3; i++) stage.tell([1]);
    stage.deliver();
    client.messages.length = 0;
    client.open();
    stage.tell([0]);
    stage.deliver();
    expect(client.messages.map(partsOf)).toEqual([['0 2/0 2 2', '0 2/0 3 2', '0 2/0 4 2'], ['0 2/0 5 2']]);
    expect(stage.told()).toEqual([2, 3, 1]);
    expectAsTold(stage, client, CHANNEL.district, [0, 1]);
  });

  test('hears that it missed nothing', () => {
    const stage = new Stage();
    const client = new StageClient(stage);
    client.view.subscribe(['territorial:region:0'], 0);
    stage.tell([0]);
    stage.deliver();
    client.drop();
    client.messages.length = 0;
    client.open();
    expect(client.messages.map(partsOf)).toEqual([['0 2/0 1 0']]);
  });

  test('gets the whole state when what it missed is not kept any more, or the world had another life', () => {
    const stage = new Stage();
    const client = new StageClient(stage);
    client.view.subscribe(['territorial:region:0'], 0);
    for (const away of [() => stage.lap(), () => stage.restart()]) {
      stage.tell([0]);
      stage.deliver();
      client.drop();
      stage.tell([1]);
      away();
      client.messages.length = 0;
      client.open();
      expect(partsOf(client.messages[0])[0]).toMatch(/^1 2\/0/);
      expectAsTold(stage, client, CHANNEL.district, [0, 1]);
    }
  });

  test('is told afresh when it claims a sequence that never was', () => {
    const stage = new Stage();
    const client = new StageClient(stage);
    stage.tell([0]);
    stage.deliver();
    const frame = writeSubscribe([{ level: CHANNEL.district, index: 0, era: 1, afterSequence: 900 }]);
    stage.gateway.receive(client.connection, frame, true);
    expect(partsOf(client.messages[0])).toEqual(['1 1/0 1 3']);
  });
});

test('a slow client gets nothing until it has drained, and then what it missed', () => {
  const stage = new Stage();
  const slow = new StageClient(stage);
  const quick = new StageClient(stage);
  for (const client of [slow, quick]) client.view.subscribe(['territorial:global'], 0);
  slow.stall();
  for (let i = 0; i < 4; i++) {
    stage.tell([i]);
    stage.deliver();
  }
  expect(quick.messages).toHaveLength(5);
  slow.drain();
  slow.messages.length = 0;
  stage.tell([0]);
  stage.deliver();
  expect(slow.messages.map(partsOf)).toEqual([['0 3/0 2 2', '0 3/0 3 2', '0 3/0 4 2', '0 3/0 5 2']]);
  expectAsTold(stage, slow, CHANNEL.district, [0, 1, 2, 3]);
  expect(slow.view.gaps).toBe(0);
});

test('a message that the socket drops is told again', () => {
  const stage = new Stage();
  const client = new StageClient(stage);
  client.view.subscribe(['territorial:global'], 0);
  client.socket.outcome = 2;
  stage.tell([1]);
  stage.deliver();
  client.drain();
  stage.tell([2]);
  stage.deliver();
  expect(client.view.gaps).toBe(0);
  expectAsTold(stage, client, CHANNEL.district, [1, 2]);
});

test('lost frames and a new life of the world bring the whole state by themselves', () => {
  const stage = new Stage();
  const client = new StageClient(stage);
  client.view.subscribe(['territorial:global'], 0);
  stage.tell([0]);
  stage.lap();
  client.drain();
  stage.tell([1]);
  stage.deliver();
  expectAsTold(stage, client, CHANNEL.district, [0, 1]);
  stage.restart();
  stage.tell([2]);
  stage.deliver();
  expectAsTold(stage, client, CHANNEL.district, [0, 1, 2, 3]);
  expect(client.view.gaps).toBe(0);
});

test('channels that are not there are refused; the others are told', () => {
  const stage = new Stage();
  const client = new StageClient(stage);
  client.view.subscribe(['territorial:district:4', 'territorial:district:1'], 0);
  expect(client.refused).toEqual(['territorial:district:4']);
  expect(client.view.get(CHANNEL.district, 1)).toBeDefined();
  expect(() => client.view.subscribe(['territorial:planet:1'], 0)).toThrow('found territorial:planet:1');
});

test('who unsubscribes, and who is gone, is told no more', () => {
  const stage = new Stage();
  const [client, other] = [new StageClient(stage), new StageClient(stage)];
  for (const each of [client, other]) each.view.subscribe(['territorial:global', 'territorial:region:0'], 0);
  client.view.unsubscribe(['territorial:global']);
  other.drop();
  for (const each of [client, other]) each.messages.length = 0;
  stage.tell([0]);
  stage.deliver();
  expect(client.messages.map(partsOf)).toEqual([['0 2/0 1 2']]);
  expect(other.messages).toHaveLength(0);
});

test('a client that subscribes without end is limited', () => {
  const stage = new Stage();
  const client = new StageClient(stage);
  const frame = writeSubscribe([{ level: CHANNEL.global, index: 0, era: 0, afterSequence: 0 }]);
  for (let i = 0; i < 300; i++) stage.gateway.receive(client.connection, frame, true);
  expect(client.messages.length).toBeLessThan(20);
  expect(client.socket.closeCode).toBe(4429);
});

test('an event that began before somebody listens is part of the state while it lasts', () => {
  const stage = new Stage();
  stage.tell([0], { kind: 2, region: 1, beginTick: 3, endTick: 9 });
  stage.deliver();
  const hears = () => {
    const client = new StageClient(stage);
    client.view.subscribe(['territorial:region:0', 'territorial:region:1'], 0);
    return client.events.map(({ kind }) => kind);
  };
  expect(hears()).toEqual([2]);
  stage.tell([0]);
  stage.tell([0]);
  stage.deliver();
  expect(hears()).toEqual([]);
});

test('through drops, stalls, lost frames and restarts every client ends with the truth and sees no gap', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const below = seeded(seed);
    const stage = new Stage();
    const clients = Array.from({ length: 4 }, () => new StageClient(stage));
    const isOpen = clients.map(() => true);
    for (const client of clients) client.view.subscribe(['territorial:global', 'territorial:region:1'], 0);
    for (let step = 0; step < 200; step++) {
      const who = below(clients.length);
      const what = below(20);
      if (what === 0 && isOpen[who]) clients[who].drop();
      if (what === 0) isOpen[who] = false;
      else if (what <= 2 && !isOpen[who]) {
        clients[who].open();
        isOpen[who] = true;
      } else if (what === 3) clients[who].stall();
      else if (what <= 6) clients[who].drain();
      else if (what === 7 && below(4) === 0) stage.lap();
      else if (what === 8 && below(4) === 0) stage.restart();
      stage.tell([0, 1, 2, 3].filter(() => below(3) === 0));
      if (below(3) > 0) stage.deliver();
    }
    for (const [i, client] of clients.entries()) {
      if (!isOpen[i]) client.open();
      client.drain();
    }
    stage.tell([]);
    stage.deliver();
    for (const client of clients) {
      expect(client.view.gaps, `seed ${seed}`).toBe(0);
      expectAsTold(stage, client, CHANNEL.region, [0, 1]);
      expectAsTold(stage, client, CHANNEL.district, [0, 1, 2, 3]);
    }
  }
});

describe('the log of blocks', () => {
  const block = (length: number) => new Uint8Array(length).fill(7);
  const kept = (log: BlockLog, key: number, sequence: number) => {
    const into: number[] = [];
    return log.collect(key, sequence, into) ? into.map((number) => log.sequenceOf(number)) : undefined;
  };

  test('gives up the oldest for room, for number and for age', () => {
    const limits = { bytes: 100, blocks: 8, ticks: 60 };
    const byBytes = new BlockLog(limits);
    for (let i = 1; i <= 6; i++) byBytes.append(1, i, i, block(30), 0, 30);
    expect(kept(byBytes, 1, 3)).toEqual([4, 5, 6]);
    expect(kept(byBytes, 1, 2)).toBeUndefined();
    const byNumber = new BlockLog(limits);
    for (let i = 1; i <= 20; i++) byNumber.append(i % 2, Math.ceil(i / 2), i, block(1), 0, 1);
    expect(kept(byNumber, 0, 6)).toEqual([7, 8, 9, 10]);
    expect(kept(byNumber, 0, 5)).toBeUndefined();
    const byAge = new BlockLog(limits);
    byAge.append(1, 1, 10, block(1), 0, 1);
    byAge.append(1, 2, 71, block(1), 0, 1);
    expect(kept(byAge, 1, 0)).toBeUndefined();
    expect(kept(byAge, 1, 1)).toEqual([2]);
  });

  test('does not lead across a hole', () => {
    const log = new BlockLog({ bytes: 100, blocks: 8, ticks: 60 });
    for (const sequence of [1, 2, 4, 5]) log.append(1, sequence, 1, block(1), 0, 1);
    expect(kept(log, 1, 3)).toEqual([4, 5]);
    expect(kept(log, 1, 1)).toBeUndefined();
  });
});

test('channels have keys and names, there and back', () => {
  const directory = new ChannelDirectory(NAMES);
  for (let key = 0; key <= directory.globalKey; key++) {
    expect(directory.keyOfName(directory.nameOf(key))).toBe(key);
    expect(directory.keyOf(directory.levelOf(key), directory.indexOf(key))).toBe(key);
  }
  expect(directory.nameOf(directory.keyOf(CHANNEL.controlPoint, 5))).toBe('territorial:control_point:C/2');
  for (const name of ['territorial:district:E', 'territorial:control_point:C/3', 'territorial:', 'x']) {
    expect(directory.keyOfName(name)).toBe(NOWHERE);
  }
});
