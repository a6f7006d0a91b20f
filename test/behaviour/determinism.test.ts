import { expect, test } from 'vitest';
import { packUsed, unpackUsed } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory, viewStores } from '../../src/memory/world-memory.ts';
import { disconnectAll } from '../../src/sim/create-world.ts';
import { spawnPatrol } from '../../systems/actions/spawn-patrol.ts';
import { birthsAndDeaths, orderAtRandom, seeded } from '../support/random-life.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from '../support/world-harness.ts';

const OPTIONS: HarnessOptions = {
  map: ['A--B--C', '|  |  |', 'D--E--F'],
  owners: { 1: ['A', 'B'], 2: ['C'], 5: ['F'] },
  patrols: 60,
  seed: 9,
  rules: { resumeTicks: 40, pauseTicksMax: 20, avatarUnitsPerTick: 9_000 },
};

/** Players come, give orders, leave and return; patrols are born and die. Returns the hash after every tick. */
function live(server: WorldHarness, ticks: number, seed: number): number[] {
  const dice = seeded(seed);
  const players = Array.from({ length: 8 }, () => server.join());
  const hashes: number[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    orderAtRandom(server, players, dice);
    const who = dice(players.length);
    if (tick % 17 === 3) players[who].away();
    if (tick % 17 === 9 && players[who].connection.state === 'closed' && players[who].welcome)
      players[who].resume();
    server.tick();
    hashes.push(server.hash());
  }
  return hashes;
}

/** A copy of the world as a restart makes it: its saved bytes in fresh memory. */
function restored(server: WorldHarness, options: HarnessOptions = OPTIONS): WorldHarness {
  const memory = allocateWorldMemory();
  const { districtCount } = server.world.graph;
  expect(unpackUsed(packUsed(server.world, districtCount), viewStores(memory), districtCount)).toBe(true);
  const copy = startWorld({ ...options, memory });
  expect(copy.hash()).toBe(server.hash());
  return copy;
}

test('the same records lead to the same world, tick by tick', () => {
  const first = startWorld(OPTIONS);
  const hashes = live(first, 300, 3);
  const second = startWorld(OPTIONS);
  first.journal.forEach((records, tick) => {
    second.replay(records);
    expect(second.hash(), `tick ${tick + 1}`).toBe(hashes[tick]);
  });
  expect(first.journal.reduce((words, records) => words + records.length, 0)).toBeGreaterThan(1_000);
});

test('another seed, or one order changed, leads to another world', () => {
  const first = startWorld(OPTIONS);
  const hashes = live(first, 60, 3);
  const other = startWorld({ ...OPTIONS, seed: 10 });
  expect(other.hash()).not.toBe(startWorld(OPTIONS).hash());
  const changed = startWorld(OPTIONS);
  const journal = first.journal.map((records) => records.slice());
  const busy = journal.find((records) => records[0] === 4)!;
  busy[7] ^= 1;
  busy[5] = 1;
  for (const records of journal) changed.replay(records);
  expect(changed.hash()).not.toBe(hashes[59]);
});

test('the order of records within a tick is part of the record', () => {
  const first = startWorld(OPTIONS);
  first.join();
  first.join();
  first.tick(2);
  const swapped = startWorld(OPTIONS);
  const [records] = first.journal;
  swapped.replay(Int32Array.of(...records.subarray(16), ...records.subarray(0, 16)));
  swapped.replay(first.journal[1]);
  expect(swapped.hash()).not.toBe(first.hash());
});

test('a world without sessions goes on after a restore exactly as if it had never stopped', () => {
  const server = startWorld(OPTIONS);
  const dice = seeded(5);
  for (let tick = 0; tick < 100; tick++) {
    birthsAndDeaths(server, dice);
    server.tick();
  }
  const copy = restored(server);
  for (let tick = 0; tick < 200; tick++) {
    const seed = 1000 + tick;
    for (const each of [server, copy]) {
      birthsAndDeaths(each, seeded(seed));
      each.tick();
    }
    expect(copy.hash(), `tick ${tick}`).toBe(server.hash());
    expect(copy.aliveIds()).toEqual(server.aliveIds());
  }
});

test('a world with sessions goes on after a restore as one whose connections were all lost', () => {
  const server = startWorld(OPTIONS);
  live(server, 150, 8);
  const copy = restored(server);
  disconnectAll(server.world);
  disconnectAll(copy.world);
  for (let tick = 0; tick < 100; tick++) {
    server.replay(new Int32Array(0));
    copy.replay(new Int32Array(0));
    expect(copy.hash(), `tick ${tick}`).toBe(server.hash());
  }
  expect(copy.world.session.state.subarray(0, 8).every((state) => state === 0)).toBe(true);
});

test('a restored world gives the same ids to newcomers, reused ones included', () => {
  const server = startWorld(OPTIONS);
  const dice = seeded(6);
  for (let tick = 0; tick < 200; tick++) {
    birthsAndDeaths(server, dice);
    server.tick();
  }
  const copy = restored(server);
  const ids = (each: WorldHarness) => Array.from({ length: 30 }, (_, i) => spawnPatrol(each.world, i));
  expect(ids(copy)).toEqual(ids(server));
});

test('a player resumes with the token of before the restart', () => {
  const server = startWorld(OPTIONS);
  const alice = server.join();
  server.tick(3);
  const avatar = alice.avatar;
  const copy = restored(server);
  disconnectAll(copy.world);
  const again = copy.connect();
  again.resume(alice.welcome!.token);
  copy.tick(2);
  expect(again.avatar).toBe(avatar);
  copy.expectMirrorExact(again);
});
