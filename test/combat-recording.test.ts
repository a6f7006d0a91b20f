import { beforeAll, expect, test } from 'vitest';
import type { BattleNews } from '../client/battle-news.ts';
import { Playback } from '../client/playback.ts';
import { type Recording, readRecording, wireRows, writeRecordingHead } from '../client/playback-file.ts';
import { BATTLE_EVENT } from '../src/protocol/fields.ts';
import { sectorAt, sectorOriginX, sectorOriginY } from '../src/protocol/items.ts';
import { Recorder } from '../src/recording/recorder.ts';
import { aim } from '../systems/actions/aim.ts';
import { noteBattle } from '../systems/actions/battle-news.ts';
import { birthsAndDeaths, seeded, teleportAtRandom } from './support/random-life.ts';
import { hurt, tickWith } from './support/told-fights.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const TICKS = 650;

let recording: Recording;
let states: Map<number, string[]>;
let news: string[];

function stateOf({ world: { fighter, motion } }: WorldHarness, ids: readonly number[]): string[] {
  return ids.map(
    (id) => `${id} at ${motion.x[id]} ${motion.y[id]}: ${fighter.harm[id]} ${fighter.target[id]}`,
  );
}

function shown({ mirror, tick }: Playback): string[] {
  return [...mirror.entities.values()]
    .sort((a, b) => a.id - b.id)
    .map((e) => `${e.id} at ${mirror.xAt(e, tick)} ${mirror.yAt(e, tick)}: ${e.harm} ${e.target}`);
}

const line = ({ tick, kind, sector, subject, actor }: BattleNews) =>
  [tick, kind, sector, subject, actor].join(' ');

/** A world so long that its sectors are joined in recordings, with fights at random; one keyframe besides the first. */
beforeAll(() => {
  const server = startWorld({
    widthMeters: 30_100,
    heightMeters: 900,
    patrols: 40,
    rules: { legTicksMax: 200 },
  });
  const { grid } = server.world;
  const dice = seeded(3);
  server.tick(4);
  const recorder = new Recorder(server.world, 4 + TICKS);
  states = new Map([[4, stateOf(server, server.aliveIds())]]);
  news = [];
  for (let i = 0; i < TICKS; i++) {
    birthsAndDeaths(server, dice);
    teleportAtRandom(server, dice);
    const tick = server.world.ledger.tick[0] + 1;
    tickWith(server, () => {
      const ids = server.aliveIds();
      const pick = () => ids[dice(ids.length)];
      if (dice(3) === 0) hurt(server, pick(), dice(256));
      if (dice(3) === 0) aim(server.world, pick(), pick());
      if (dice(9) !== 0 && tick % 600 !== 4) return;
      const sector = dice(grid.columns * grid.rows);
      noteBattle(server.world, BATTLE_EVENT.resourceCapture, sector, dice(500), 3);
      const { subject } = server.world.fights.news;
      const joined = sectorAt(recorder.grid, sectorOriginX(grid, sector), sectorOriginY(grid, sector));
      news.push([tick, 'resourceCapture', joined, subject[0], 3].join(' '));
    });
    recorder.record();
    states.set(tick, stateOf(server, server.aliveIds()));
  }
  recording = readRecording(recorder.file({ view: {}, world: {} }));
});

test('a playback shows harm and targets as they were, at every tick and after every seek', () => {
  const playback = new Playback(recording);
  for (let tick = 4; tick <= 4 + TICKS; tick++) {
    playback.seek(tick);
    expect(shown(playback), `tick ${tick}`).toEqual(states.get(tick));
  }
  const dice = seeded(8);
  for (let i = 0; i < 100; i++) {
    playback.seek(4 + dice(TICKS + 1));
    expect(shown(playback)).toEqual(states.get(playback.tick));
  }
  expect(playback).toMatchObject({ exact: true, problem: undefined });
  expect(playback.mirror.hashChecks).toBeGreaterThan(100);
});

test('a playback tells every event of fights at its tick, also at those of keyframes', () => {
  const told: string[] = [];
  const playback = new Playback(recording, { battle: (battle) => told.push(line(battle)) });
  for (let tick = 4; tick <= 4 + TICKS; tick++) {
    playback.seek(tick);
    expect(told.length, `tick ${tick}`).toBe(news.filter((each) => Number.parseInt(each, 10) <= tick).length);
  }
  expect(told).toEqual(news);
  expect(told.filter((each) => each.startsWith('604 '))).toHaveLength(1);
});

test('events that a seek passes again are told again', () => {
  const told: string[] = [];
  const playback = new Playback(recording, { battle: (battle) => told.push(line(battle)) });
  playback.seek(500);
  const first = told.splice(0);
  playback.seek(4);
  playback.seek(500);
  expect([first.length > 10, told]).toEqual([true, first]);
});

test('a recording of before fights were told is refused by the name of its records', () => {
  const old = 'whole: generation u8, kind u8, faction u8, x sectorX, y sectorY, vx zigzag, vy zigzag';
  const wire = wireRows()
    .filter((row) => !/ (hurt|aim|battle):|^(hurt|aim):/.test(row))
    .map((row) => (row.startsWith('whole:') ? old : row));
  const head = writeRecordingHead({ ...recording.header, wire });
  expect(() => readRecording(head)).toThrow(`header, wire: found "${old.slice(0, 60)}`);
  const rows = wireRows().filter((row) => / (hurt|aim|battle):/.test(row));
  expect(rows.map((row) => row.split(':')[0])).toEqual(['139 hurt', '140 aim', '141 battle']);
});
