import { parseArgs } from 'node:util';
import { choice, wholeNumber } from '../../src/command-line.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { LAST_TICK } from '../../src/sim/replay.ts';
import { opportunityFor, tensionIn, threatTo } from '../../src/territory/pressure.ts';
import { HistoryRun } from '../replay/history-run.ts';
import type { CommandOutput } from './output.ts';

export const HELP = `npm run territory -- pressure --data DIR [--faction F] [--by MAP] [--limit N] [--config DIR]
                               [--world FILE] [--json]

Lists the districts where the pressure maps of a saved world are highest: what a faction has about, what threatens it,
where it could win, what it lost of late. Plans are made by these maps; nothing is owned because of them.

  --data DIR       the data directory of one world, as in data/us-counties, of a server that is stopped (or a copy)
  --faction F      number or name of the faction that looks (1)
  --by MAP         strength, threat, opportunity, tension, losses or traffic (opportunity)
  --limit N        districts at the most, 1-1000 (20)
  --config DIR     the configuration directory (config)
  --world FILE     the world file, in place of the configuration's
  --json           one JSON object as the last line of stdout: tick, faction, by, districts

Strength, threat and tension are in units; opportunity in units times what is to be won; losses in points; traffic in
convoys that came in of late.
Exit code: 0 listed, 2 bad usage, or nothing saved that can be read.
`;

const EXIT_BAD_INPUT = 2;
const UNIT_STRENGTH = 256;
const MILLI_PER_POINT = 1000;
const MAPS = ['strength', 'threat', 'opportunity', 'tension', 'losses', 'traffic'] as const;
type MapName = (typeof MAPS)[number];

interface Row extends Readonly<Record<MapName, number>> {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
}

/** Runs `territory pressure` with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: CommandOutput): number {
  if (argv.includes('--help')) {
    output.print(HELP);
    return 0;
  }
  try {
    const values = readOptions(argv);
    if (values.data === undefined)
      throw new Error('found no --data, allowed: --data DIR of a world; see --help');
    const by = choice('by', values.by, MAPS);
    const limit = wholeNumber('limit', values.limit, 1, 1000);
    const run = newestState(values.data, values.config, values.world);
    const names = ['nobody', ...run.config.factions.factions.map(({ name }) => name)];
    const faction = factionOf(values.faction, names);
    const districts = rowsOf(run, faction, names)
      .filter((row) => row[by] > 0)
      .sort((one, other) => other[by] - one[by])
      .slice(0, limit);
    const tick = run.world.ledger.tick[0];
    if (values.json) output.print(`${JSON.stringify({ tick, faction, by, districts })}\n`);
    else output.print(listed(districts, tick, names[faction], by));
    return 0;
  } catch (error) {
    output.printError(`territory pressure: ${(error as Error).message}\n`);
    return EXIT_BAD_INPUT;
  }
}

function readOptions(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      data: { type: 'string' },
      faction: { type: 'string', default: '1' },
      by: { type: 'string', default: 'opportunity' },
      limit: { type: 'string', default: '20' },
      config: { type: 'string', default: 'config' },
      world: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  }).values;
}

/** The newest state that is saved: the newest good snapshot and what the journal has after it. */
function newestState(directory: string, configDirectory: string, worldFile: string | undefined): HistoryRun {
  const run = new HistoryRun({
    directory,
    configDirectory,
    worldFile,
    fromTick: LAST_TICK,
    afterTick: () => {},
  });
  run.advanceTo(LAST_TICK);
  return run;
}

function factionOf(text: string, names: readonly string[]): number {
  const named = names.findIndex((name) => name.toLowerCase() === text.toLowerCase());
  if (named > 0) return named;
  if (/^[1-7]$/.test(text)) return Number(text);
  throw new Error(`--faction: found "${text}", allowed: 1-7, ${names.slice(1).join(', ')}`);
}

function rowsOf({ world }: HistoryRun, faction: number, names: readonly string[]): Row[] {
  const { district, graph } = world;
  const { losses, share, strength, traffic } = world.districtSide;
  const units = (value: number) => Math.round((value / UNIT_STRENGTH) * 100) / 100;
  return Array.from({ length: graph.districtCount }, (_, index) => {
    const at = index * SIDE_COUNT;
    return {
      id: graph.districtIds[index],
      name: graph.districtNames[index],
      owner: names[district.owner[index]],
      strength: units(strength[at + faction]),
      threat: units(threatTo(strength, at, faction)),
      opportunity: units(opportunityFor(strength, share, at, faction, graph.districtValue[index])),
      tension: units(tensionIn(strength, at)),
      losses: losses[at + faction] / MILLI_PER_POINT,
      traffic: units(traffic[at + faction]),
    };
  });
}

function listed(rows: readonly Row[], tick: number, faction: string, by: MapName): string {
  const columns = MAPS.map((name) => name.padStart(13)).join('');
  const lines = rows.map((row) => {
    const figures = MAPS.map((name) => row[name].toFixed(2).padStart(13)).join('');
    return `${row.name.slice(0, 26).padEnd(28)}${row.owner.padEnd(20)}${figures}\n`;
  });
  const head = `${'district'.padEnd(28)}${'owner'.padEnd(20)}${columns}\n`;
  return `${faction} at tick ${tick}, by ${by}\n${head}${lines.join('')}${rows.length} districts\n`;
}
