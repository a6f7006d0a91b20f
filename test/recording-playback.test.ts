import { beforeAll, describe, expect, test } from 'vitest';
import { Playback } from '../client/playback.ts';
import { readRecording } from '../client/playback-file.ts';
import type { World } from '../components/world.ts';
import { Recorder } from '../src/recording/recorder.ts';
import { birthsAndDeaths, orderAtRandom, seeded, teleportAtRandom } from './support/random-life.ts';
import { startWorld } from './support/world-harness.ts';

/** Two keyframes and some ticks on the way to a third. */
const TICKS = 1_300;

/** All replicated columns of all entities, as they are after a tick. */
function stateOf(world: World): string[] {
  const { fighter, identity, ledger, motion } = world;
  const rows: string[] = [];
  for (let id = 1; id <= ledger.entityHigh[0]; id++) {
    if (identity.kind[id] === 0) continue;
    rows.push(
      [id, identity.generation[id], identity.kind[id], identity.faction[id]].join(' ') +
        ` at ${[motion.x[id], motion.y[id], motion.vx[id], motion.vy[id]].join(' ')}` +
        ` harm ${fighter.harm[id]} target ${fighter.target[id]}`,
    );
  }
  return rows;
}

/** The same of what a playback shows. */
function shown({ mirror, tick }: Playback): string[] {
  return [...mirror.entities.values()]
    .sort((a, b) => a.id - b.id)
    .map(
      (e) =>
        [e.id, e.generation, e.kind, e.faction].join(' ') +
        ` at ${[mirror.xAt(e, tick), mirror.yAt(e, tick), e.vx, e.vy].join(' ')}` +
        ` harm ${e.harm} target ${e.target}`,
    );
}

/** A busy world: players, births, deaths and teleports. Each state by its tick, and the recording of all. */
function recordedLife(): { states: Map<number, string[]>; recorder: Recorder; file: Uint8Array } {
  const server = startWorld({ map: ['A--B--C', '|  |', 'D--E'], patrols: 60, sectorMeters: 100 });
  const dice = seeded(5);
  const players = [server.join({ faction: 1 }), server.join({ faction: 2 })];
  server.tick(7);
  const recorder = new Recorder(server.world, 7 + TICKS);
  const states = new Map([[7, stateOf(server.world)]]);
  for (let i = 0; i < TICKS; i++) {
    // Nothing for a while, so that there are ticks without a frame.
    if (i < 800 || i > 1_000) {
      orderAtRandom(server, players, dice);
      birthsAndDeaths(server, dice);
      teleportAtRandom(server, dice);
    }
    server.tick();
    recorder.record();
    states.set(server.world.ledger.tick[0], stateOf(server.world));
  }
  return { states, recorder, file: recorder.file({ view: {}, world: {} }) };
}

/** Owners of all districts, by tick, of a span in which land changes hands, and a playback of its recording. */
function recordedConquest(): { owners: Map<number, number[]>; playback: Playback } {
  const server = startWorld({
    map: ['A--B--C', '|  |', 'D--E'],
    owners: { 1: ['A', 'B'], 2: ['C'], 3: ['E'] },
  });
  const { district, graph } = server.world;
  const now = () => [...district.owner.slice(0, graph.districtCount)];
  const recorder = new Recorder(server.world, TICKS);
  const owners = new Map([[0, now()]]);
  const dice = seeded(9);
  for (let i = 0; i < TICKS; i++) {
    if (dice(100) === 0) district.owner[dice(graph.districtCount)] = dice(8);
    server.tick();
    recorder.record();
    owners.set(server.world.ledger.tick[0], now());
  }
  return { owners, playback: new Playback(readRecording(recorder.file({ view: {}, world: {} }))) };
}

let life: ReturnType<typeof recordedLife>;

beforeAll(() => {
  life = recordedLife();
});

const open = () => new Playback(readRecording(life.file));

describe('a playback', () => {
  test('is the recorded world at every tick', () => {
    const playback = open();
    for (let tick = 7; tick <= 7 + TICKS; tick++) {
      playback.seek(tick);
      expect(shown(playback), `tick ${tick}`).toEqual(life.states.get(tick));
    }
    expect(playback).toMatchObject({ exact: true, problem: undefined });
    expect(playback.mirror.hashChecks).toBeGreaterThan(200);
  });

  test('is the recorded world after seeks to and fro', () => {
    const playback = open();
    const dice = seeded(11);
    for (let i = 0; i < 150; i++) {
      const tick = 7 + dice(TICKS + 1);
      playback.seek(tick);
      expect(shown(playback), `tick ${tick}`).toEqual(life.states.get(tick));
    }
    expect(playback.exact).toBe(true);
  });

  test('has frames only of ticks in which something changed', () => {
    expect(life.recorder.frames).toBeLessThan(TICKS);
  });

  test('plays by the time that passes, faster or slower, and stops at the end', () => {
    const playback = open();
    playback.advance(1_000);
    expect(playback.tick).toBe(7);
    playback.play();
    playback.advance(1_000);
    expect(playback.tick).toBe(67);
    playback.speed = 0.25;
    playback.advance(100);
    expect(playback.tick).toBeCloseTo(68.5);
    playback.speed = 16;
    playback.advance(1_000);
    expect(playback.tick).toBeCloseTo(1_028.5);
    playback.advance(1_000);
    expect(playback).toMatchObject({ tick: 7 + TICKS, playing: false });
    playback.play();
    expect(playback).toMatchObject({ tick: 7, playing: true });
  });

  test('pauses at a whole tick and steps over one, both ways and not beyond the ends', () => {
    const playback = open();
    playback.play();
    playback.advance(108);
    playback.pause();
    expect(playback).toMatchObject({ tick: 14, playing: false });
    expect(shown(playback)).toEqual(life.states.get(14));
    playback.step(-1);
    expect(shown(playback)).toEqual(life.states.get(13));
    playback.step(1);
    expect(shown(playback)).toEqual(life.states.get(14));
    playback.step(-300);
    expect(playback.tick).toBe(7);
    playback.seek(1e9);
    expect(playback.tick).toBe(7 + TICKS);
  });

  test('draws on the way between two ticks, also where somebody turns', () => {
    const playback = open();
    let turns = 0;
    for (let tick = 8; tick < 600; tick++) {
      const [then, now] = [life.states.get(tick - 1)!, life.states.get(tick)!];
      playback.seek(tick - 0.5);
      for (const entity of playback.mirror.entities.values()) {
        const [before, after] = [then, now].map((state) =>
          state.find((row) => row.startsWith(`${entity.id} `)),
        );
        if (before === undefined || after === undefined) continue;
        const [from, to] = [before, after].map((row) => row.split(' at ')[1].split(' ').map(Number));
        const walked =
          Math.abs(to[0] - from[0]) <= Math.abs(to[2]) && Math.abs(to[1] - from[1]) <= Math.abs(to[3]);
        if (!walked) continue;
        if (from[2] !== to[2]) turns++;
        const { x, y } = playback.position(entity, { x: 0, y: 0, vx: 0, vy: 0 });
        expect({ x, y }).toEqual({ x: (from[0] + to[0]) / 2 / 4096, y: (from[1] + to[1]) / 2 / 4096 });
      }
    }
    expect(turns).toBeGreaterThan(20);
  });
});

describe('a recorder', () => {
  test('tells the hash of the world at both ends, and takes nothing after the last tick', () => {
    const server = startWorld({ patrols: 5 });
    server.tick(3);
    const fromHash = server.hash();
    const recorder = new Recorder(server.world, 8);
    for (let i = 0; i < 5; i++) {
      server.tick();
      recorder.record();
    }
    const untilHash = server.hash();
    server.tick();
    recorder.record();
    const { header } = readRecording(recorder.file({ view: {}, world: {} }));
    expect(header).toMatchObject({ fromTick: 3, untilTick: 8, fromHash, untilHash });
  });

  test('joins the sectors of a large world until a view can show all', () => {
    const server = startWorld({ widthMeters: 60_100, heightMeters: 900, sectorMeters: 100, patrols: 300 });
    const recorder = new Recorder(server.world, 50);
    expect(recorder.grid).toEqual({ units: 400 * 4096, columns: 151, rows: 3 });
    for (let i = 0; i < 50; i++) {
      server.tick();
      recorder.record();
    }
    const playback = new Playback(readRecording(recorder.file({ view: {}, world: {} })));
    playback.seek(50);
    expect(shown(playback)).toEqual(stateOf(server.world));
  });

  test('tells of another faction, and of another use of an id that never was seen empty', () => {
    const server = startWorld({ patrols: 5 });
    const recorder = new Recorder(server.world, 3);
    const { faction, generation } = server.world.identity;
    const states = [1, 2, 3].map((id) => {
      if (id === 2) faction[id] = (faction[id] % 7) + 1;
      if (id === 3) generation[id]++;
      server.tick();
      recorder.record();
      return stateOf(server.world);
    });
    const playback = new Playback(readRecording(recorder.file({ view: {}, world: {} })));
    states.forEach((state, i) => {
      playback.seek(i + 1);
      expect(shown(playback)).toEqual(state);
    });
  });

  test('does not pass over a tick', () => {
    const server = startWorld({ patrols: 5 });
    const recorder = new Recorder(server.world, 100);
    server.tick(2);
    expect(() => recorder.record()).toThrow(/tick 2 came after 0/);
  });
});

test('a playback shows who held each district at every tick, wherever it was before', () => {
  const { owners, playback } = recordedConquest();
  const dice = seeded(4);
  const shownOwners = () => [...playback.owners].sort(([a], [b]) => a - b).map(([, owner]) => owner);
  expect(new Set([...owners.values()].map((row) => row.join())).size).toBeGreaterThan(5);
  for (let i = 0; i < 200; i++) {
    const tick = dice(TICKS + 1);
    playback.seek(tick);
    expect([tick, shownOwners()]).toEqual([tick, owners.get(tick)]);
  }
  expect(playback.problem).toBeUndefined();
});
