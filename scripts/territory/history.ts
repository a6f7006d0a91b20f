import { LEVEL } from '../../components/territory-rules.ts';
import { CAUSE_NAMES, KIND_NAMES } from '../../src/memory/chronicle-words.ts';
import type { HistoryRow } from '../../src/storage/history-coalescer.ts';
import { duration, rowWords, territoryWords } from './history-words.ts';
import type { CommandOutput } from './output.ts';
import type { Place } from './places.ts';
import { HISTORY_HELP, type RecordedWorld, runOnHistory } from './recorded-world.ts';

export const HELP = `npm run territory -- history ID [--limit ROWS] [--data DIR] [--config DIR] [--world FILE]
                              [--set PATH=VALUE]... [--json]

Lists what happened to a territory, the newest first; of a district with its control points. A line of influence sums up
to ten seconds. All of it is what the server wrote down (history.db); ticks are world time, 60 a second.

${HISTORY_HELP}  --limit ROWS     rows at the most (50)
  --json           one JSON object as the last line of stdout: territory, rows, sinceTick, toldTick

Exit code: 0 listed, 2 bad usage, no such territory, or no history.
`;

/** Runs `territory history` with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: CommandOutput): number {
  return runOnHistory('history', HELP, argv, output, (recorded, place, { asJson, limit }) => {
    const rows = recorded.reader.newest(territoriesOf(recorded, place), limit);
    return asJson ? `${JSON.stringify(facts(recorded, place, rows))}\n` : listed(recorded, rows);
  });
}

function territoriesOf({ graph }: RecordedWorld, { index, level }: Place): [level: number, index: number][] {
  const territories: [level: number, index: number][] = [[level, index]];
  if (level !== LEVEL.district) return territories;
  for (let point = graph.controlPointStart[index]; point < graph.controlPointStart[index + 1]; point++) {
    territories.push([LEVEL.controlPoint, point]);
  }
  return territories;
}

function listed(recorded: RecordedWorld, rows: readonly HistoryRow[]): string {
  const { sinceTick, toldTick } = recorded.span;
  const lines = rows.map((row) => {
    const ago = `${duration(toldTick - row.tick)} ago`.padStart(14);
    const where = territoryWords(recorded, row.level, row.territory);
    return `${String(row.tick).padStart(10)} ${ago}  ${where}: ${rowWords(recorded, row)}\n`;
  });
  return `${lines.join('')}${rows.length} rows; this history tells of ticks ${sinceTick} to ${toldTick}\n`;
}

function facts(recorded: RecordedWorld, place: Place, rows: readonly HistoryRow[]): object {
  const { sinceTick, toldTick } = recorded.span;
  return {
    territory: { id: place.id, name: place.name, level: place.level, index: place.index },
    rows: rows.map((row) => ({
      ...{ tick: row.tick, firstTick: row.firstTick, kind: KIND_NAMES[row.kind], level: row.level },
      ...{ index: row.territory, territory: territoryWords(recorded, row.level, row.territory) },
      ...{ faction: row.faction, cause: CAUSE_NAMES[row.cause], actor: row.actor, a: row.a, b: row.b },
      words: rowWords(recorded, row),
    })),
    ...{ sinceTick, toldTick },
  };
}
