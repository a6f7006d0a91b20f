import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHRONICLE, Chronicle } from '../components/chronicle.ts';
import { CAUSE, LEVEL, OBJECTIVE } from '../components/territory-rules.ts';
import { main as history } from '../scripts/territory/history.ts';
import { findPlace } from '../scripts/territory/places.ts';
import { main as why } from '../scripts/territory/why.ts';
import { allocateChronicleRing, ChronicleRing } from '../src/memory/chronicle-ring.ts';
import { HistoryKeeper } from '../src/storage/history-keeper.ts';
import { worldFingerprint } from '../src/storage/saved-world.ts';
import { LABEL } from '../src/territory/control.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { TINY_WORLD } from './support/saved-run.ts';

const graph = buildTerritoryGraph(readWorldFile(TINY_WORLD));
/** District F of the tiny world; its control points are F/1 and F/2. */
const F = graph.districtIds.indexOf('F');
const FIRST_POINT = graph.controlPointStart[F];
const POINTS = graph.controlPointStart[F + 1] - FIRST_POINT;
const AVATAR = 311;

let directory: string;
let printed: string;
let errors: string;
const output = {
  print: (text: string) => void (printed += text),
  printError: (text: string) => void (errors += text),
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'why-'));
  mkdirSync(join(directory, graph.name));
  printed = '';
  errors = '';
});

afterEach(() => rmSync(directory, { recursive: true }));

type Row = Parameters<Chronicle['add']>;

/** Writes a history of rows by tick, as a server does. */
function tell(rows: Readonly<Record<number, readonly Row[]>>, lastTick: number): void {
  const ring = new ChronicleRing(allocateChronicleRing());
  const world = worldFingerprint(TINY_WORLD, graph.name);
  const nothing = () => {};
  const keeper = new HistoryKeeper(
    ring,
    { directory: join(directory, graph.name), world, ground: graph, fromTick: 0, historyDays: 30 },
    {
      ...{ log: nothing, wrote: nothing, lost: nothing, pruned: nothing, nowMicros: () => 0 },
      failed: () => expect.fail('a write failed'),
    },
  );
  const chronicle = new Chronicle();
  for (const [tick, told] of Object.entries(rows)) {
    chronicle.count = 0;
    for (const row of told) chronicle.add(...row);
    ring.push(Number(tick), chronicle);
  }
  chronicle.count = 0;
  ring.push(lastTick, chronicle);
  keeper.finish();
}

const gain = (
  point: number,
  faction: number,
  delta: number,
  cause: number = CAUSE.presence,
  actor = 0,
): Row => [...([CHRONICLE.influence, LEVEL.controlPoint, point, faction, cause, actor] as const), delta, 0];
const owner = (level: number, index: number, from: number, to: number): Row => [
  ...([CHRONICLE.owner, level, index, to, CAUSE.presence, 0] as const),
  from,
  to,
];

/** F goes from nobody to the Directorate (1) at tick 600, and to Free77 (2) at tick 23,400. */
function tellOfF(): void {
  tell(
    {
      60: [gain(FIRST_POINT, 1, 60_000)],
      600: [owner(LEVEL.controlPoint, FIRST_POINT, 0, 1), owner(LEVEL.district, F, 0, 1)],
      1200: [gain(FIRST_POINT, 2, 20_000), gain(FIRST_POINT, 1, -20_000)],
      7000: [
        gain(FIRST_POINT + 1, 2, 12_000, CAUSE.objectiveCapture, AVATAR),
        [
          ...([
            CHRONICLE.objective,
            LEVEL.controlPoint,
            FIRST_POINT + 1,
            2,
            CAUSE.objectiveCapture,
            AVATAR,
          ] as const),
          OBJECTIVE.capture,
          12_000,
        ],
      ],
      9000: [[CHRONICLE.eventBegan, LEVEL.region, graph.districtRegion[F], 0, CAUSE.disaster, 0, 1, 12_600]],
      12000: [gain(FIRST_POINT, 1, -4_000, CAUSE.decay)],
      23400: [
        gain(FIRST_POINT, 2, 62_400),
        owner(LEVEL.controlPoint, FIRST_POINT, 1, 2),
        owner(LEVEL.district, F, 1, 2),
        [CHRONICLE.label, LEVEL.district, F, 2, CAUSE.presence, 0, LABEL.contested, LABEL.dominant],
        gain(FIRST_POINT, 2, 10_000, CAUSE.pointCaptured),
      ],
    },
    30_600,
  );
}

const ask = (command: typeof why, ...argv: string[]) =>
  command([...argv, '--world', TINY_WORLD, '--data', directory], output);

test('why tells the flip, and what each cause did between the flip before and it, in words', () => {
  expect(POINTS).toBe(2);
  tellOfF();
  expect(ask(why, 'F'), errors).toBe(0);
  expect(printed).toBe(
    [
      'F (F, Southmark) is held by Free77 (dominant). ' +
        'Free77 took it from Directorate by presence at tick 23400, 2 min ago.',
      '',
      'In the 6 min 20 s since it changed hands before, at tick 600:',
      '  Free77 took 41.2 points by presence in 6 min 10 s',
      '  Directorate lost 10.0 points to the presence of others at tick 1200',
      '  Free77 took 6.0 points by the objective capture of avatar 311 at tick 7000',
      '  Directorate lost 2.0 points by decay at tick 12000',
      '',
      'What happened meanwhile, the newest first:',
      '  tick 23400: F/1: Free77 took it from Directorate',
      '  tick 9000: Southmark: storm began, for 1 min',
      '  tick 7000: F/2: Free77: avatar 311 carried out the objective capture, worth 12.0 points',
      '',
      'In the 2 min since then:',
      '  Free77 took 5.0 points by the capture of a control point at tick 23400',
      '',
    ].join('\n'),
  );
});

test('why answers the same to a machine', () => {
  tellOfF();
  expect(ask(why, 'F', '--json'), errors).toBe(0);
  const { answer, causes, flip, since, ...facts } = JSON.parse(printed);
  expect(answer).toMatch(/^F \(F, Southmark\) is held by Free77/);
  expect(facts).toMatchObject({ owner: 2, ownerName: 'Free77', label: 'dominant', fromTick: 600, gaps: [] });
  expect(flip).toMatchObject({ tick: 23_400, from: 1, to: 2, secondsAgo: 120 });
  expect(causes[0]).toMatchObject({ faction: 2, factionName: 'Free77', points: 41.2, seconds: 370 });
  expect(causes.map(({ points }: { points: number }) => points)).toEqual([41.2, -10, 6, -2]);
  expect(since).toHaveLength(1);
});

test('why of a control point tells of it alone', () => {
  tellOfF();
  expect(ask(why, 'f/1', '--json'), errors).toBe(0);
  const { causes, territory } = JSON.parse(printed);
  expect(territory).toEqual({ id: 'F/1', name: 'F/1', level: LEVEL.controlPoint, index: FIRST_POINT });
  expect(causes.map(({ points }: { points: number }) => points)).toEqual([82.4, -20, -4]);
});

test('why of a territory that never changed hands says so, and what has moved since', () => {
  tell({ 60: [gain(graph.controlPointStart[0], 3, 5_000)] }, 6000);
  expect(ask(why, 'A'), errors).toBe(0);
  expect(printed).toContain('A (A, Northmark) is held by Directorate. It has not changed hands since tick 0');
  expect(printed).toContain('Since history began (1 min 40 s):');
  expect(printed).toMatch(/ took \d\.\d points by presence at tick 60/);
});

test('history lists rows newest first, as many as were asked for', () => {
  tellOfF();
  expect(ask(history, 'F', '--limit', '3'), errors).toBe(0);
  expect(printed).toBe(
    [
      '     23400      2 min ago  F/1: Free77 took 10.0 points by the capture of a control point, now 0.0',
      '     23400      2 min ago  F: from contested to dominant',
      '     23400      2 min ago  F: Free77 took it from Directorate',
      '3 rows; this history tells of ticks 0 to 30600',
      '',
    ].join('\n'),
  );
  printed = '';
  expect(ask(history, 'F', '--json'), errors).toBe(0);
  const { rows } = JSON.parse(printed);
  expect(rows).toHaveLength(13);
  expect(rows.at(-1)).toMatchObject({
    tick: 60,
    kind: 'influence',
    territory: 'F/1',
    cause: 'presence',
    a: 60_000,
  });
});

describe('what is asked for wrongly is refused with 2, what was found and what is allowed', () => {
  test.each([
    [['Atlantis'], /found no district "Atlantis", allowed: an id, a name, an index from 0 to 9/],
    [['F/3'], /found F\/3, allowed: F\/1 to F\/2/],
    [[], /found 0 territories, allowed: one ID/],
    [['F', '--limit', '0'], /--limit: found "0", allowed: 1 to/],
    [['F', '--world', 'worlds/none.txt'], /none\.txt/],
  ])('%j', (argv, words) => {
    tellOfF();
    expect(why(['--world', TINY_WORLD, '--data', directory, ...argv], output)).toBe(2);
    expect(errors).toMatch(words);
  });

  test('a directory without history', () => {
    expect(ask(why, 'F')).toBe(2);
    expect(errors).toMatch(/history\.db: no such file; a server writes it while it runs/);
  });

  test('the history of another world', () => {
    const ring = new ChronicleRing(allocateChronicleRing());
    const plan = { directory, world: 'tiny 0000', ground: graph, fromTick: 0, historyDays: 30 };
    const nothing = () => {};
    const hooks = {
      log: nothing,
      wrote: nothing,
      failed: nothing,
      lost: nothing,
      pruned: nothing,
      nowMicros: () => 0,
    };
    new HistoryKeeper(ring, plan, hooks).finish();
    expect(ask(why, 'F')).toBe(2);
    expect(errors).toMatch(/found the history of "tiny 0000", allowed: "tiny [0-9a-f]{16}"/);
  });
});

describe('a territory is found', () => {
  const places = {
    ...graph,
    ...{
      districtCount: 4,
      districtIds: ['10', '11', '2', 'x'],
      districtNames: ['Ada', 'Lake', 'lake', '11'],
    },
    ...{ districtRegion: new Uint16Array(new SharedArrayBuffer(8)), regionNames: ['North', 'South'] },
  };

  places.districtRegion.set([0, 0, 1, 1]);

  test('by id before name before index', () => {
    expect(findPlace(places, '2').index).toBe(2);
    expect(findPlace(places, '11').index).toBe(1);
    expect(findPlace(places, 'ADA').index).toBe(0);
    expect(findPlace(places, '3').index).toBe(3);
  });

  test('not by a name that several have: their ids are named', () => {
    expect(() => findPlace(places, 'Lake')).toThrow(
      'found 2 districts called "Lake", allowed: the id of one: 11 (North), 2 (South)',
    );
  });
});
