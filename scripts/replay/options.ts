import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { ColumnPlace } from '../../src/memory/world-memory.ts';
import { LAST_TICK } from '../../src/sim/replay.ts';
import { selectColumns } from './store-rows.ts';

export const HELP = `npm run replay -- DIR [--world FILE] [--config DIR] [--from TICK] [--until TICK]
                   [--dump STORE[.COLUMN] [--entity ID]] [--diff DIR2] [--record FILE] [--json]
npm run replay -- --play FILE [--port N] [--json]
npm run replay -- --trace FILE [DIR] [--tick TICK] [--runs N] [--out FILE] [--config DIR] [--world FILE] [--json]

Repeats the saved history of a world from the oldest snapshot kept, and checks at every journal entry and every later
snapshot that the world is the one of then. DIR is the data directory of one world, as in data/us-counties, of a server
that is stopped (or a copy). Nothing in it is changed.

  --world FILE     the world file the save was made with; otherwise the one of the configuration
  --config DIR     the configuration directory (config)
  --from TICK      begin at the newest snapshot at or before this tick; --record begins at the very tick
  --until TICK     end after this tick
  --dump STORE     print the rows in use of a store at the end, or one COLUMN of it; rows of zeros are left out
  --entity ID      only this row: an entity id, a session slot, a district index
  --diff DIR2      repeat two histories side by side, up to the first store, column and row that differ
  --record FILE    write the span as a recording (a name ending in .mrec), which the map plays
  --json           one JSON object as the last line of stdout

  --play FILE      serve the map with a recording on 127.0.0.1 until Ctrl+C, and print the address to open;
                   a recording dropped onto the map of any server is played as well
  --port N         the port to serve on (8090); 0 = any free one

  --trace FILE     run the tick of a trace again, a stopwatch beside each system, and compare it with what the trace
                   tells; on the journal kept beside FILE, or in the data directory DIR
  --tick TICK      another tick of the trace
  --runs N         how often it is run, each time from the snapshot on (3)
  --out FILE       write the last run as a trace (a name ending in .json): drop it on ui.perfetto.dev

Exit code: 0 repeated exactly; 1 the replay left its history, or --diff found a difference, or the state after the tick
of --trace is not the one of then; 2 bad usage, or something in DIR is damaged or missing (what is good before it is
repeated all the same), or FILE cannot be read or written.
`;

const RECORDING_NAME = /\.mrec$/;
const DEFAULT_PORT = '8090';
const PORT_MAX = 65_535;

export interface ReplayOptions {
  readonly directory: string;
  readonly otherDirectory: string | undefined;
  readonly worldFile: string | undefined;
  readonly configDirectory: string;
  readonly fromTick: number | undefined;
  readonly untilTick: number;
  readonly dump: readonly ColumnPlace[] | undefined;
  readonly row: number | undefined;
  readonly recordingFile: string | undefined;
  readonly asJson: boolean;
}

export interface PlayOptions {
  readonly file: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly asJson: boolean;
}

/** Reads the arguments of a replay. Throws with what was found and what is allowed. */
export function readReplayOptions(argv: readonly string[]): ReplayOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      world: { type: 'string' },
      config: { type: 'string', default: 'config' },
      from: { type: 'string' },
      until: { type: 'string' },
      dump: { type: 'string' },
      entity: { type: 'string' },
      diff: { type: 'string' },
      record: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) {
    throw new Error(`found ${positionals.length} directories, allowed: one (and --diff DIR2); see --help`);
  }
  const fromTick = whole('--from', values.from);
  const untilTick = whole('--until', values.until);
  if (fromTick !== undefined && untilTick !== undefined && untilTick < fromTick) {
    throw new Error(`--until: found ${untilTick}, allowed: ${fromTick} (--from) and later`);
  }
  if (values.entity !== undefined && values.dump === undefined) {
    throw new Error('--entity: found without --dump, allowed: --dump STORE --entity ID');
  }
  if (values.record !== undefined) checkRecordingName(values.record, values.diff);
  return {
    directory: positionals[0],
    otherDirectory: values.diff,
    worldFile: values.world,
    configDirectory: values.config,
    fromTick,
    untilTick: untilTick ?? LAST_TICK,
    dump: values.dump === undefined ? undefined : selectColumns(values.dump),
    row: whole('--entity', values.entity),
    recordingFile: values.record,
    asJson: values.json,
  };
}

/** Looks before the replay, which may take minutes. */
function checkRecordingName(file: string, otherDirectory: string | undefined): void {
  if (otherDirectory !== undefined) {
    throw new Error('--record: found together with --diff, allowed: one of them');
  }
  // Whoever mistypes the name of a save would find it overwritten.
  if (!RECORDING_NAME.test(file)) {
    throw new Error(`--record: found "${file}", allowed: a name that ends in .mrec`);
  }
  if (!existsSync(dirname(file))) throw new Error(`--record: ${dirname(file)}: no such directory`);
}

/** Reads the arguments of --play. Throws with what was found and what is allowed. */
export function readPlayOptions(argv: readonly string[]): PlayOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      play: { type: 'string' },
      port: { type: 'string', default: DEFAULT_PORT },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 0) {
    throw new Error(`found "${positionals[0]}", allowed: --play FILE, without a directory`);
  }
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > PORT_MAX) {
    throw new Error(`--port: found "${values.port}", allowed: 0 to ${PORT_MAX}, 0 = any free port`);
  }
  return { file: values.play!, port, asJson: values.json };
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name}: found "${text}", allowed: a whole number from 0`);
  return Number(text);
}
