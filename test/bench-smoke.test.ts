import { expect, test } from 'vitest';
import { type BenchOutput, main } from '../bench/main.ts';
import { MICRO_ROWS } from '../bench/micro-rows.ts';
import { runInline } from '../bench/tick-inline.ts';

/** Sizes at which a row is built in a moment; what it checks of itself does not depend on the size. */
const COUNT_MAX = 200;

function listen() {
  const output = { text: '', errors: '' };
  const sink: BenchOutput = {
    print: (text) => {
      output.text += text;
    },
    printError: (text) => {
      output.errors += text;
    },
  };
  return { output, sink };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)!;
}

for (const spec of MICRO_ROWS) {
  test(`the row "${spec.name}" does its work, and again`, () => {
    const row = spec.build(Math.min(spec.count, COUNT_MAX));
    for (let run = 0; run < 3; run++) {
      row.prepare?.();
      row.run();
      row.check();
    }
    expect(row.items).toBeGreaterThan(0);
  });
}

test('the names of the rows differ, as the baseline is kept by name', () => {
  expect(new Set(MICRO_ROWS.map((spec) => spec.name)).size).toBe(MICRO_ROWS.length);
});

test('the scenario is the same in every run, to the last byte of its frames', () => {
  const scenario = { land: 'open', units: 200, viewers: 5 } as const;
  const { worldHash, framesHash, changes, bytes } = runInline(scenario, 60, 10);
  expect(runInline(scenario, 60, 10)).toMatchObject({ worldHash, framesHash, changes, bytes });
  expect(runInline({ ...scenario, viewers: 6 }, 60, 10).framesHash).not.toBe(framesHash);
});

test('tick --in-process answers with one JSON object as the last line', async () => {
  const { output, sink } = listen();
  const argv = ['tick', '--in-process', '--units', '300', '--viewers', '10', '--ticks', '120', '--json'];
  expect(await main(argv, sink)).toBe(0);
  const report = JSON.parse(lastLine(output.text));
  expect(report).toMatchObject({ units: 300, viewers: 10, ticks: 120 });
  expect(report.changes).toBeGreaterThan(0);
  expect(report.bytes).toBeGreaterThan(0);
  expect(Object.keys(report.systemsNs)).toContain('moveEntities');
});

test.each([
  { argv: ['ticks'], problem: 'found ticks, allowed: micro, tick' },
  { argv: ['tick', '--units', '0'], problem: '--units: found "0", allowed: 1-100000' },
  { argv: ['tick', '--units', '1e9'], problem: '--units: found "1e9"' },
  { argv: ['tick', '--seconds', ''], problem: '--seconds: found "", allowed' },
  { argv: ['tick', '--save'], problem: '--save: found with tick' },
  { argv: ['micro', '--units', '5'], problem: '--units: found with micro' },
  { argv: ['--filter', 'nothing has this name'], problem: '--filter: found "nothing has this name"' },
  { argv: ['--save', '--filter', 'move'], problem: '--save: found with --filter' },
  { argv: ['--save', '--compare'], problem: '--save: found with --compare' },
  { argv: ['--unknown'], problem: "Unknown option '--unknown'" },
])('bad usage ends with 2 and says what is allowed: $argv', async ({ argv, problem }) => {
  const { output, sink } = listen();
  expect(await main(argv, sink)).toBe(2);
  expect(output.errors).toContain(problem);
  expect(output.text).toBe('');
});

test('--help names every option', async () => {
  const { output, sink } = listen();
  expect(await main(['--help'], sink)).toBe(0);
  for (const option of [
    '--filter',
    '--save',
    '--compare',
    '--units',
    '--viewers',
    '--in-process',
    '--json',
  ]) {
    expect(output.text).toContain(option);
  }
});
