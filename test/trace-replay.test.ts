import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../scripts/replay.ts';
import { allocateFlightRecorder, copyFlight } from '../src/memory/flight-recorder.ts';
import { type Trace, traceOf } from '../src/ops/trace-json.ts';
import { TickRecorder } from '../src/sim/tick-recorder.ts';
import { keepSpan, removeOldTraces } from '../src/storage/trace-span.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { runScript } from './support/run-script.ts';
import { SavedRun, TINY_WORLD } from './support/saved-run.ts';
import { expectTraceFormat } from './support/trace-format.ts';

const SYSTEMS = SCHEDULE.map(({ name }) => name);

let parent: string;
let directory: string;
let file: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'trace-replay-'));
  directory = join(parent, 'tiny');
  file = join(parent, 'slow-tick-47.json');
});

afterEach(() => rmSync(parent, { recursive: true }));

/** Runs ticks with the flight recorder on, each with a made-up time for each system. */
function playRecorded(run: SavedRun, recorder: TickRecorder, ticks: number): void {
  for (let i = 0; i < ticks; i++) {
    recorder.beginTick(run.tickNow + 1, run.tickNow * 16_667, 0, 3);
    run.play(1);
    for (let system = 0; system < SYSTEMS.length; system++) recorder.afterSystem(system, 10);
    recorder.endTick(run.world, 5, 3 + SYSTEMS.length * 10 + 5);
  }
}

/** Plays 60 ticks, snapshots at 0, 20 and 40, and keeps a trace of `tick`. The run is still open. */
function traced(tick = 47): { run: SavedRun; trace: Trace } {
  const run = new SavedRun(directory, { kept: 9 });
  const flight = allocateFlightRecorder(0);
  const recorder = new TickRecorder(flight);
  for (let part = 0; part < 3; part++) {
    if (part > 0) run.snapshot();
    playRecorded(run, recorder, 20);
  }
  const span = keepSpan(directory, tick, file.replace('.json', ''));
  const trace = traceOf(copyFlight(flight, 0), SYSTEMS, {
    ...{ reason: 'a test', tick, world: 'tiny', worldFile: TINY_WORLD, seed: 1, sectorSizeMeters: 1000 },
    ...{ version: '0', savedAt: '', slowTickMicros: 100, isFatal: false, span, spanProblem: undefined },
  });
  writeFileSync(file, JSON.stringify(trace));
  return { run, trace };
}

function replay(...args: string[]) {
  return runScript(main, ['--trace', file, ...args]);
}

describe('the span kept with a trace', () => {
  test('is the snapshot before the tick and the journal from there, taken while the journal is written', () => {
    const { run, trace } = traced();
    expect(trace.otherData.span).toEqual({
      directory: 'slow-tick-47',
      snapshotTick: 40,
      journals: ['journal-000001-0000000040.db'],
    });
    // The writer goes on as if nothing had been: what it writes now is in its own file and not in the copy.
    run.play(5);
    run.close();
    expect(readdirSync(join(parent, 'slow-tick-47')).sort()).toEqual([
      'journal-000001-0000000040.db',
      'world.db',
    ]);
    const whole = main(['--world', TINY_WORLD, directory, '--json'], {
      print: () => {},
      printError: () => {},
    });
    expect(whole).toBe(0);
  });

  test('goes back past a snapshot that is of the tick itself', () => {
    traced(40).run.close();
    const { span } = (JSON.parse(readFileSync(file, 'utf8')) as Trace).otherData;
    expect(span).toMatchObject({ snapshotTick: 20, journals: ['journal-000001-0000000020.db'] });
  });

  test('leaves out the inputs that history leaves out', () => {
    const run = new SavedRun(directory);
    run.play(10);
    run.close();
    const quarantineOf = (path: string, sql: string) => {
      const database = new Database(join(path, 'world.db'));
      const rows = database.prepare(sql);
      const found = rows.reader ? rows.all() : rows.run();
      database.close();
      return found;
    };
    quarantineOf(directory, "INSERT INTO quarantine VALUES (5, 0, x'00', 'planted', 'now')");
    keepSpan(directory, 8, join(parent, 'span'));
    const rows = quarantineOf(join(parent, 'span'), 'SELECT tick, record, reason FROM quarantine');
    expect(rows).toEqual([{ tick: 5, record: 0, reason: 'planted' }]);
  });

  test('is refused when no snapshot from before the tick is left', () => {
    const run = new SavedRun(directory, { kept: 2 });
    for (let i = 0; i < 3; i++) {
      run.play(10);
      run.snapshot();
    }
    run.close();
    expect(() => keepSpan(directory, 15, join(parent, 'span'))).toThrow(/no snapshot from before tick 15/);
  });

  test('goes with its trace when newer ones come', () => {
    for (const [age, name] of ['slow-tick-3', 'crash-tick-1', 'asked-tick-2', 'mine'].entries()) {
      writeFileSync(join(parent, `${name}.json`), '{}');
      mkdirSync(join(parent, name));
      utimesSync(join(parent, `${name}.json`), 1_000_000 - age, 1_000_000 - age);
    }
    removeOldTraces(parent, 2);
    const names = [
      'crash-tick-1',
      'crash-tick-1.json',
      'mine',
      'mine.json',
      'slow-tick-3',
      'slow-tick-3.json',
    ];
    expect(readdirSync(parent).sort()).toEqual(names);
  });
});

describe('npm run replay -- --trace', () => {
  test('runs the very tick again, proves its state, and tells what each system took', () => {
    traced().run.close();
    const { code, json, errors } = replay('--json', '--runs', '2');
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(json).toMatchObject({ tick: 47, isSame: true, inputs: { order: 1 }, runs: 2, error: null });
    expect(json.replayMicros).toHaveLength(2);
    expect(json.systems.map(({ name }: { name: string }) => name)).toEqual([
      'intake',
      ...SYSTEMS,
      'seal and publish',
    ]);
    const moving = json.systems.find(({ name }: { name: string }) => name === 'moveEntities');
    expect(moving.liveMicros).toBe(10);
    expect(json.medianMicros).toBeGreaterThan(0);
  });

  test('runs any other tick of the trace from the data directory', () => {
    traced().run.close();
    expect(replay(directory, '--tick', '3', '--json', '--runs', '1')).toMatchObject({
      code: 0,
      json: { tick: 3, isSame: true, inputs: { join: 1 } },
    });
    const never = replay('--tick', '99');
    expect(never.code).toBe(2);
    expect(never.errors).toMatch(/--tick: found 99, allowed: a tick that the trace tells of \(1 to 60\)/);
  });

  test('says so when the state after the tick is not the one of the trace', () => {
    const { run, trace } = traced();
    run.close();
    for (const event of trace.traceEvents) {
      if (event.name === 'tick 47') Object.assign(event.args!, { trail: 12345 });
    }
    writeFileSync(file, JSON.stringify(trace));
    const { code, words } = replay('--runs', '1');
    expect(code).toBe(1);
    expect(words).toMatch(/trail [0-9a-f]{8} after the tick, not 00003039 as in the trace/);
  });

  test('writes the replay as a trace of its own', () => {
    traced().run.close();
    const outFile = join(parent, 'again.json');
    expect(replay('--runs', '1', '--out', outFile).code).toBe(0);
    const again = JSON.parse(readFileSync(outFile, 'utf8')) as Trace;
    expectTraceFormat(again);
    const ticks = again.traceEvents.filter(({ cat }) => cat === 'tick').map(({ name }) => name);
    expect(ticks).toEqual([41, 42, 43, 44, 45, 46, 47].map((tick) => `tick ${tick}`));
  });

  test('says in words what cannot be used', () => {
    expect(replay().errors).toMatch(/no such file/);
    writeFileSync(file, '{"traceEvents":[]}');
    expect(replay().errors).toMatch(/found no format, allowed: marchland trace 1/);
    traced().run.close();
    rmSync(file.replace('.json', ''), { recursive: true });
    expect(replay().errors).toMatch(/no such directory/);
    expect(replay('--runs', '0')).toMatchObject({ code: 2, errors: expect.stringMatching(/1 to 100/) });
    expect(replay('--out', join(parent, 'x.txt')).errors).toMatch(/ends in \.json/);
    expect(replay('--out', file).errors).toMatch(/another name/);
    expect(existsSync(file)).toBe(true);
  });
});
