import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { captureTime } from '../scripts/territory/capture-time.ts';
import { main } from '../scripts/territory.ts';
import { gainMicro } from '../src/territory/gain.ts';
import { Land, territoryRules } from './support/land.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'territory-table-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function run(...argv: string[]): { code: number; printed: string; errors: string } {
  let [printed, errors] = ['', ''];
  const code = main(argv, {
    print: (text) => (printed += text),
    printError: (text) => (errors += text),
  });
  return { code, printed, errors };
}

interface Row {
  attackers: number;
  supportPercent: number;
  defence: number;
  claimSeconds?: number | null;
  captureSeconds?: number | null;
  after?: { captureSeconds: number | null };
  changePercent?: number;
}

function table(...argv: string[]): { rows: Row[]; diff: string[] } {
  const { code, printed, errors } = run('table', '--config', directory, ...argv, '--json');
  expect([code, errors]).toEqual([0, '']);
  return JSON.parse(printed.trimEnd().split('\n').at(-1)!);
}

function cell(rows: Row[], attackers: number, supportPercent: number, defence: number): Row {
  const isIt = (row: Row) => Math.round(row.supportPercent) === supportPercent && row.defence === defence;
  return rows.find((row) => row.attackers === attackers && isIt(row))!;
}

describe('the table of capture times', () => {
  test('has 1 to 8 attackers, support up to 100 % and defence 1 to 6', () => {
    const { rows } = table();
    expect(rows).toHaveLength(8 * 7 * 6);
    expect(cell(rows, 4, 100, 1)).toMatchObject({ claimSeconds: 300, captureSeconds: 310 });
    expect(cell(rows, 1, 100, 1)).toMatchObject({ claimSeconds: 1200 });
    expect(cell(rows, 8, 50, 1)).toMatchObject({ claimSeconds: 600 });
    expect(cell(rows, 4, 50, 6).claimSeconds).toBeCloseTo(3600, -1);
  });

  test('goes by the faction that attacks', () => {
    expect(cell(table('--faction', '4').rows, 4, 100, 1).claimSeconds).toBe(375);
  });

  test('leaves out defences that no owner has under the rules', () => {
    const { rows } = table('--set', 'balance.territory.defence.divisorMax=3');
    expect(cell(rows, 4, 100, 3).claimSeconds).toBe(901);
    expect(cell(rows, 4, 100, 4)).not.toHaveProperty('claimSeconds');
  });

  test('says null where it takes more than two days', () => {
    const { rows } = table('--set', 'balance.territory.presence.pointsPerMinute=0');
    expect(cell(rows, 8, 100, 1)).toMatchObject({ claimSeconds: null, captureSeconds: null });
  });

  test('reads well: equal columns are one, times are minutes and seconds', () => {
    const { printed } = run('table', '--config', directory);
    expect(printed).toContain('support   1 unit  2 units  3 units  4-8 units');
    expect(printed).toContain('  100 %    20:10    10:10     6:50       5:10');
  });

  test('tells of a siege that comes on top', () => {
    writeFileSync(join(directory, 'balance.yaml'), 'territory: { siege: { strategicValueMin: 90 } }\n');
    expect(run('table', '--config', directory).printed).toContain(
      'of value 90 and more the phases of a siege',
    );
  });
});

describe('a capture in the world takes as long as the table says', () => {
  // Nothing fades, so that the support stays what it is; and all goes faster, so that the test does.
  const changes = { decayPerMinute: 0, presenceMilliPerSecond: 1500, hubImmune: 0 };
  const { territory } = territoryRules(changes);

  test.each([
    [4, 60_000, ['A--B']],
    [1, 60_000, ['A--B']],
    [3, 30_000, ['C--A--B']],
    [8, 0, ['A--C', '', 'B']],
  ])('%i units with %i milli-points of support', (units, supportMilli, map) => {
    const land = Land.drawn(map, { owners: { 1: ['A'], 2: ['B'] } }, changes);
    const { controlPoint, graph } = land.world;
    const point = graph.controlPointStart[graph.districtNames.indexOf('A')];
    for (let i = 0; i < units; i++) land.place(2, point);
    let seconds = 0;
    while (controlPoint.owner[point] !== 2 && seconds < 600) {
      land.seconds(1);
      seconds++;
    }
    const gain = gainMicro(units, 2, false, false, supportMilli, 0, 100, territory);
    const time = captureTime({ faction: 2, gainMicro: gain, ownerCare: 'kept' }, territory);
    // A district has its turn somewhere within each second.
    expect(Math.abs(seconds - time.captureSeconds!)).toBeLessThanOrEqual(1);
  });
});

describe('--diff', () => {
  const FASTER = 'territory.presence.pointsPerMinute=24';

  test('gives both times and the change', () => {
    const { rows, diff } = table('--diff', FASTER);
    expect(diff).toEqual([FASTER]);
    expect(cell(rows, 4, 100, 1)).toMatchObject({
      ...{ captureSeconds: 310, after: { captureSeconds: 160 }, changePercent: -48.4 },
    });
    const { printed } = run('table', '--config', directory, '--diff', FASTER);
    expect(printed).toContain('5:10 → 2:40 -48 %');
    expect(printed).toContain(`Before and after ${FASTER}.`);
  });

  test('takes several knobs, as a preset needs', () => {
    const { rows } = table(
      ...['--diff', 'territory.control.preset=custom', '--diff', 'territory.control.captureLeadPoints=0'],
    );
    expect(cell(rows, 4, 100, 1)).toMatchObject({ after: { captureSeconds: 261 } });
  });

  test('shows nothing where nothing changes', () => {
    const { printed } = run('table', '--config', directory, '--diff', 'territory.decay.graceMinutes=3');
    expect(printed).not.toContain('→');
  });

  const refused: [string, string][] = [
    ['territory.presence.pointsPerMinut=2', 'unknown key "pointsPerMinut"; did you mean "pointsPerMinute"?'],
    [
      'territory.presence.pointsPerMinute=-1',
      '--diff territory.presence.pointsPerMinute: found -1, allowed:',
    ],
    ['server.network.port=1', '--diff: found "server.network.port=1", allowed: a knob of territory'],
    ['territory.control.capturePoints=60', 'allowed: 50 with preset standard'],
  ];
  test.each(refused)('%s is refused', (setting, words) => {
    const { code, errors, printed } = run('table', '--config', directory, '--diff', setting);
    expect([code, printed]).toEqual([2, '']);
    expect(errors).toContain(words);
  });
});

describe('bad usage', () => {
  test.each([
    [['tabel'], 'found "tabel", allowed: table'],
    [[], 'found nothing, allowed: table'],
    [['table', '--faction', '8'], '--faction: found "8", allowed: 1 to 7'],
    [['table', '--owner', 'lazy'], '--owner: found "lazy", allowed: kept, idle, cut-off'],
    [['table', '--config', 'nowhere'], 'nowhere: no such configuration directory'],
  ])('%j exits with 2', (argv, words) => {
    const { code, errors } = run(...argv);
    expect(code).toBe(2);
    expect(errors).toContain(words);
  });

  test('--help is no bad usage', () => {
    expect(run('--help').printed).toContain('npm run territory -- COMMAND');
    for (const command of ['table', 'why', 'history']) {
      expect(run(command, '--help').printed).toContain(`npm run territory -- ${command}`);
    }
  });
});
