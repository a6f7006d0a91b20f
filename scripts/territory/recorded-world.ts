import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../src/config/load.ts';
import { HISTORY_FILE, HistoryReader, type HistorySpan } from '../../src/storage/history-database.ts';
import { worldFingerprint } from '../../src/storage/saved-world.ts';
import { buildTerritoryGraph, type TerritoryGraph } from '../../src/territory/graph.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';
import type { CommandOutput } from './output.ts';
import { findPlace, type Place } from './places.ts';

/** What the commands that read history have in common in their help. */
export const HISTORY_HELP = `ID is the id, name or index of a district, or DISTRICT/N for its N-th control point from 1.

  --data DIR       the data directory of the world, or the one it lies in (storage.directory); the server may be running
  --config DIR     the configuration directory (config): names of factions and events
  --world FILE     the world file, in place of the configuration's
  --set PATH=VALUE override a knob of the configuration, as at the start of a server
`;

/** A history with the names of what it tells of. */
export interface RecordedWorld {
  readonly graph: TerritoryGraph;
  readonly reader: HistoryReader;
  readonly span: HistorySpan;
  /** By number; 0 is nobody. */
  readonly factionNames: readonly string[];
  /** Names of world events by kind, which begin at 1. */
  readonly eventNames: readonly string[];
}

export interface HistoryOptions {
  readonly id: string;
  readonly directory: string | undefined;
  readonly configDirectory: string;
  readonly settings: readonly string[];
  readonly worldFile: string | undefined;
  readonly limit: number;
  readonly asJson: boolean;
}

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100_000;

/** Options of a command line. Throws with what was found and what is allowed. */
function readOptions(argv: readonly string[]): HistoryOptions {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      config: { type: 'string', default: 'config' },
      set: { type: 'string', multiple: true, default: [] },
      world: { type: 'string' },
      limit: { type: 'string', default: `${LIMIT_DEFAULT}` },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) {
    throw new Error(
      `found ${positionals.length} territories, allowed: one ID (in quotes, if it has blanks); see --help`,
    );
  }
  const limit = /^\d{1,6}$/.test(values.limit) ? Number(values.limit) : 0;
  if (limit < 1 || limit > LIMIT_MAX) {
    throw new Error(`--limit: found "${values.limit}", allowed: 1 to ${LIMIT_MAX}`);
  }
  return {
    ...{ id: positionals[0], directory: values.data, configDirectory: values.config, settings: values.set },
    ...{ worldFile: values.world, limit, asJson: values.json },
  };
}

/** Opens the history that options name, and finds the territory in its world. Throws when either is not there. */
function openRecorded(options: HistoryOptions): { recorded: RecordedWorld; place: Place } {
  const recorded = openRecordedWorld(options);
  try {
    return { recorded, place: findPlace(recorded.graph, options.id) };
  } catch (error) {
    recorded.reader.close();
    throw error;
  }
}

/** Where a history is, and what its numbers are called. */
export type HistorySource = Pick<HistoryOptions, 'directory' | 'configDirectory' | 'settings' | 'worldFile'>;

/** Opens the history that a source names. Throws when it is not there, or of another world. */
export function openRecordedWorld(source: HistorySource): RecordedWorld {
  const config = loadConfig(source.configDirectory, source.settings);
  const worldFile = source.worldFile ?? config.world.file;
  const graph = buildTerritoryGraph(readWorldFile(worldFile));
  const given = source.directory ?? config.server.storage.directory;
  const directory = existsSync(join(given, HISTORY_FILE)) ? given : join(given, graph.name);
  const reader = HistoryReader.open(directory);
  try {
    const span = reader.span();
    const world = worldFingerprint(worldFile, graph.name);
    if (span === undefined) throw new Error(`${join(directory, HISTORY_FILE)}: nothing was written yet`);
    if (span.world !== world) {
      throw new Error(
        `${join(directory, HISTORY_FILE)}: found the history of "${span.world}", allowed: "${world}", ` +
          `as ${worldFile} is; name the world file of then with --world`,
      );
    }
    const factionNames = ['nobody'];
    for (const { id, name } of config.factions.factions) factionNames[id] = name;
    const eventNames = config.balance.territory.events.kinds.map(({ name }) => name);
    return { graph, reader, span, factionNames, eventNames: ['', ...eventNames] };
  } catch (error) {
    reader.close();
    throw error;
  }
}

const EXIT_BAD_INPUT = 2;

/**
 * Runs a command that reads a history: opens it, prints what `answer` makes of it, and returns the exit code.
 * Whatever is wrong is said under the command's name.
 */
export function runOnHistory(
  name: string,
  help: string,
  argv: readonly string[],
  output: CommandOutput,
  answer: (recorded: RecordedWorld, place: Place, options: HistoryOptions) => string,
): number {
  if (argv.includes('--help')) {
    output.print(help);
    return 0;
  }
  try {
    const options = readOptions(argv);
    const { place, recorded } = openRecorded(options);
    try {
      output.print(answer(recorded, place, options));
    } finally {
      recorded.reader.close();
    }
    return 0;
  } catch (error) {
    output.printError(`territory ${name}: ${(error as Error).message}\n`);
    return EXIT_BAD_INPUT;
  }
}
