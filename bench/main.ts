import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { OptionError, wholeNumber } from '../src/command-line.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { WorldFileError } from '../src/territory/world-schema.ts';
import {
  type Baseline,
  baselineOf,
  compareRows,
  comparisonText,
  readBaseline,
  writeBaseline,
} from './baseline.ts';
import { combatText, runCombat } from './combat.ts';
import { BenchFailure } from './failure.ts';
import { hostileText, runHostile } from './hostile.ts';
import { influenceText, runInfluence } from './influence.ts';
import { journalText, runJournal } from './journal.ts';
import { measureRows, microText } from './micro.ts';
import { MICRO_ROWS } from './micro-rows.ts';
import { mindsText, runMinds } from './minds.ts';
import { packingText, runPacking } from './packing.ts';
import { routingText, runRouting } from './routing.ts';
import { SERVER_DEFAULTS } from './scenario.ts';
import { inlineText, runInline } from './tick-inline.ts';
import { runLive } from './tick-live.ts';
import { tickText } from './tick-report.ts';

const HELP = `npm run bench -- [micro|tick|journal|influence|routing|combat|minds|hostile|packing] [options]

Measures the server.

micro (the default): each part alone
  --filter TEXT    only rows whose name contains TEXT
  --save           write the figures to bench/baseline.json
  --compare        run each row several times, in turn, and print the ratio to bench/baseline.json

tick: the simulation thread at its real 60 Hz on the default world
  --units N        patrols, 1-100000 (default 10000)
  --viewers N      observers that follow a patrol each, 0-8000 (default 500)
  --seconds S      measured time, 1-86400 (default 60)
  --warmup S       time before it, 1-3600 (default 10)
  --in-process     ticks back to back in one thread instead: time per system, hash of the world and of every frame
  --ticks N        with --in-process: ticks to time, 1-1000000 (default 2000), after a tenth as many

journal: ticks at 60 Hz with and without the journal, in turn, in one run; a real journal thread writes
  --units N        patrols, 1-100000 (default 10000)
  --ticks N        ticks of each kind, 60-1000000 (default 3600, two minutes in all)
                   2,000 orders a second from 2,000 players

influence: what territories cost the tick, on the default world and on a mesh of 100,000 districts
  --units N        patrols on the default world, 1-100000 (default 2000); ten times as many on the mesh, 100000 at most
  --seconds S      game time, 1-86400 (default 60), on the mesh 20 at most
  --repeats N      runs of these same ticks, 1-100 (default 5); of each tick the least counts, the rest is the machine

routing: searches beside NBA* of ngraph.path, fields, caches, and what routes cost the tick; minutes
  --queries N      searches on the default world, 10-1000000 (default 2000)
  --seconds S      game time of the world that is played, 10-86400 (default 300)

combat: strikes a second with all that belongs to them, and whole ticks of 10,000 fighters, on an open field
  --units N        patrols of seven factions, all fighting, 100-100000 (default 10000)
  --ticks N        ticks of each of the two fights, 100-1000000 (default 2000), after 1,200 that are not timed

minds: what the minds of seven factions cost the tick, and how soon they answer, in a game on the default world
  --seconds S      game time, 60-86400 (default 3600), after 300 that are not timed

hostile: what a client that tries what is forbidden costs everybody's tick: two worlds of one seed, tick by tick in turn
  --clients N      players that fight in one view, 14-4000 (default 500)
  --orders N       forbidden orders a second, 0-780 (default 90, what the limits let through; 0 shows the noise)
  --ticks N        ticks of each of the three fights, 200-1000000 (default 8000)
  --warmup S       time before them, 2-3600 (default 20)

packing: what clients are sent in a brawl, on patrol, among 300 units and alone, by item; what a model would save
  --seconds S      game time of each scene, 2-600 (default 20)

  --json           print the result as one JSON object, other words to stderr
  --help           print this

Exit code: 0 carried out, 1 a bench did not do the work it measures, 2 bad usage or input.
`;

const EXIT_FAILED = 1;
const EXIT_BAD_USAGE = 2;
const VIEWERS_MAX = 8_000;
const UNITS_MAX = 100_000;
/** Enough for every part of the mesh to have had its turn. */
const MESH_SECONDS_MAX = 20;
/** 33 orders in each of 60 ticks are 2,000 a second, from as many players. */
const ORDERS_PER_TICK = 33;
const PLAYERS = 2_000;
const BASELINE_FILE = 'bench/baseline.json';

const QUICK = { rounds: 1, timeMs: 300 };
/** For figures that are held against others: enough rounds to see the noise of the machine. */
const COMPARABLE = { rounds: 5, timeMs: 120 };

/** Where the words of a run go; the console unless a test listens. */
export interface BenchOutput {
  print(text: string): void;
  printError(text: string): void;
}

const CONSOLE: BenchOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

class UsageError extends Error {}

const OPTIONS = {
  filter: { type: 'string' },
  save: { type: 'boolean' },
  compare: { type: 'boolean' },
  queries: { type: 'string' },
  units: { type: 'string' },
  viewers: { type: 'string' },
  seconds: { type: 'string' },
  repeats: { type: 'string' },
  warmup: { type: 'string' },
  'in-process': { type: 'boolean' },
  ticks: { type: 'string' },
  clients: { type: 'string' },
  orders: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type OptionName = keyof typeof OPTIONS;

const OPTIONS_OF: Readonly<Record<string, readonly OptionName[]>> = {
  micro: ['filter', 'save', 'compare'],
  tick: ['units', 'viewers', 'seconds', 'warmup', 'in-process', 'ticks'],
  journal: ['units', 'ticks'],
  influence: ['units', 'seconds', 'repeats'],
  routing: ['queries', 'seconds'],
  combat: ['units', 'ticks'],
  minds: ['seconds'],
  hostile: ['clients', 'orders', 'ticks', 'warmup'],
  packing: ['seconds'],
};

/** Runs a bench with command-line arguments and returns the exit code. */
export async function main(argv: readonly string[], output: BenchOutput = CONSOLE): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv);
    if (values.help) output.print(HELP);
    else if (positionals[0] === 'tick') await benchTick(values, output);
    else if (positionals[0] === 'journal') await benchJournal(values, output);
    else if (positionals[0] === 'influence') await benchInfluence(values, output);
    else if (positionals[0] === 'routing') benchRouting(values, output);
    else if (positionals[0] === 'combat') benchCombat(values, output);
    else if (positionals[0] === 'minds') benchMinds(values, output);
    else if (positionals[0] === 'hostile') benchHostile(values, output);
    else if (positionals[0] === 'packing') benchPacking(values, output);
    else benchMicro(values, output);
    return 0;
  } catch (error) {
    if (error instanceof UsageError || error instanceof OptionError) {
      output.printError(`bench: ${error.message}\nSee npm run bench -- --help\n`);
      return EXIT_BAD_USAGE;
    }
    if (error instanceof WorldFileError) {
      output.printError(`bench: ${error.message}\nThe default world is made by npm run build\n`);
      return EXIT_BAD_USAGE;
    }
    output.printError(`bench: ${error instanceof BenchFailure ? error.message : (error as Error).stack}\n`);
    return EXIT_FAILED;
  }
}

function readArguments(argv: readonly string[]) {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const [bench = 'micro', ...rest] = parsed.positionals;
  const allowed = OPTIONS_OF[bench];
  if (!allowed || rest.length > 0) {
    throw new UsageError(
      `found ${parsed.positionals.join(' ')}, allowed: ${Object.keys(OPTIONS_OF).join(', ')}`,
    );
  }
  for (const name of Object.keys(parsed.values) as OptionName[]) {
    if (name === 'json' || name === 'help' || allowed.includes(name)) continue;
    throw new OptionError(name, `with ${bench}`, allowed.map((n) => `--${n}`).join(' '));
  }
  return parsed;
}

type Values = ReturnType<typeof readArguments>['values'];

function benchMicro(values: Values, output: BenchOutput): void {
  const { filter = '', save, compare, json } = values;
  const specs = MICRO_ROWS.filter((spec) => spec.name.includes(filter));
  if (specs.length === 0) {
    const names = MICRO_ROWS.map((spec) => spec.name).join('; ');
    throw new OptionError('filter', `"${filter}"`, `a part of one of: ${names}`);
  }
  if (save && filter) throw new OptionError('save', 'with --filter', 'all rows, or they would be lost');
  if (save && compare) throw new OptionError('save', 'with --compare', 'one of them');
  const baseline = compare ? openBaseline() : undefined;
  const results = measureRows(specs, save || compare ? COMPARABLE : QUICK);
  if (save) writeBaseline(BASELINE_FILE, baselineOf(results, new Date()));
  const rows = baseline ? compareRows(baseline, results) : results;
  if (json) output.print(`${JSON.stringify({ rows })}\n`);
  else output.print(baseline ? comparisonText(baseline, compareRows(baseline, results)) : microText(results));
}

function openBaseline(): Baseline {
  try {
    return readBaseline(BASELINE_FILE);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function benchTick(values: Values, output: BenchOutput): Promise<void> {
  const scenario = {
    land: 'counties',
    units: wholeNumber('units', values.units ?? '10000', 1, UNITS_MAX),
    viewers: wholeNumber('viewers', values.viewers ?? '500', 0, VIEWERS_MAX),
  } as const;
  const seconds = wholeNumber('seconds', values.seconds ?? '60', 1, 86_400);
  const warmup = wholeNumber('warmup', values.warmup ?? '10', 1, 3_600);
  const ticks = wholeNumber('ticks', values.ticks ?? '2000', 1, 1_000_000);
  if (values['in-process']) {
    const report = runInline(scenario, ticks, Math.ceil(ticks / 10));
    output.print(values.json ? `${JSON.stringify(report)}\n` : inlineText(report));
    return;
  }
  output.printError(
    `${scenario.units} patrols, ${scenario.viewers} viewers: ${warmup} s warm-up, ${seconds} s measured\n`,
  );
  const { report, histogram } = await runLive(scenario, seconds, warmup);
  if (values.json) {
    output.printError(tickText(report, histogram));
    output.print(`${JSON.stringify(report)}\n`);
  } else {
    output.print(tickText(report, histogram));
  }
}

async function benchJournal(values: Values, output: BenchOutput): Promise<void> {
  const units = wholeNumber('units', values.units ?? '10000', 1, UNITS_MAX);
  const ticks = wholeNumber('ticks', values.ticks ?? '3600', 60, 1_000_000);
  const scenario = { land: 'counties', units, viewers: 500 } as const;
  const report = await runJournal(scenario, PLAYERS, ORDERS_PER_TICK, ticks);
  output.print(values.json ? `${JSON.stringify(report)}\n` : journalText(report));
}

async function benchInfluence(values: Values, output: BenchOutput): Promise<void> {
  const units = wholeNumber('units', values.units ?? '2000', 1, UNITS_MAX);
  const seconds = wholeNumber('seconds', values.seconds ?? '60', 1, 86_400);
  const repeats = wholeNumber('repeats', values.repeats ?? '5', 1, 100);
  const progress = (text: string) => output.printError(`${text}\n`);
  const counties = await runInfluence('counties', units, seconds, repeats, progress);
  const meshUnits = Math.min(UNITS_MAX, 10 * units);
  const meshSeconds = Math.min(seconds, MESH_SECONDS_MAX);
  const mesh = await runInfluence('mesh', meshUnits, meshSeconds, repeats, progress);
  if (values.json) output.print(`${JSON.stringify({ ...counties, mesh })}\n`);
  else output.print(`${influenceText(counties)}\n${influenceText(mesh)}`);
}

function benchRouting(values: Values, output: BenchOutput): void {
  const queries = wholeNumber('queries', values.queries ?? '2000', 10, 1_000_000);
  const seconds = wholeNumber('seconds', values.seconds ?? '300', 10, 86_400);
  const report = runRouting(queries, seconds, (text) => output.printError(`${text}\n`));
  output.print(values.json ? `${JSON.stringify(report)}\n` : routingText(report));
}

function benchCombat(values: Values, output: BenchOutput): void {
  const units = wholeNumber('units', values.units ?? '10000', 100, UNITS_MAX);
  const ticks = wholeNumber('ticks', values.ticks ?? '2000', 100, 1_000_000);
  const report = runCombat(units, ticks);
  output.print(values.json ? `${JSON.stringify(report)}\n` : combatText(report));
}

function benchMinds(values: Values, output: BenchOutput): void {
  const report = runMinds(wholeNumber('seconds', values.seconds ?? '3600', 60, 86_400));
  output.print(values.json ? `${JSON.stringify(report)}\n` : mindsText(report));
}

function benchPacking(values: Values, output: BenchOutput): void {
  const seconds = wholeNumber('seconds', values.seconds ?? '20', 2, 600);
  const report = runPacking(seconds, (text) => output.printError(`${text}\n`));
  output.print(values.json ? `${JSON.stringify(report)}\n` : packingText(report));
}

function benchHostile(values: Values, output: BenchOutput): void {
  const clients = wholeNumber('clients', values.clients ?? '500', 14, 4_000);
  const orders = wholeNumber('orders', values.orders ?? `${SERVER_DEFAULTS.network.framesPerSecond}`, 0, 780);
  const ticks = wholeNumber('ticks', values.ticks ?? '8000', 200, 1_000_000);
  const warmUp = wholeNumber('warmup', values.warmup ?? '20', 2, 3_600);
  const report = runHostile(clients, orders, ticks, warmUp * TICKS_PER_SECOND);
  output.print(values.json ? `${JSON.stringify(report)}\n` : hostileText(report));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = await main(process.argv.slice(2));
}
