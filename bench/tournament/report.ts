import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATE_NAMES } from '../../components/ai-rules.ts';
import { bandChart, stackedBars } from './chart-svg.ts';
import type { GameResult } from './game.ts';
import type { TournamentResult } from './result.ts';

export const REPORT_FILE = 'report.md';
const LAND_PICTURE = 'land.svg';
const TEMPLATES_PICTURE = 'operations.svg';

export interface Faction {
  readonly name: string;
  readonly color: string;
}

/** Writes the report and its pictures. `factions` by number, 0 nobody; `command` is what makes it again. */
export function writeReport(
  directory: string,
  result: TournamentResult,
  games: readonly GameResult[],
  factions: readonly Faction[],
  command: string,
): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, REPORT_FILE), reportText(result, command));
  writeFileSync(join(directory, LAND_PICTURE), landPicture(games, factions));
  writeFileSync(join(directory, TEMPLATES_PICTURE), templatesPicture(result, factions));
}

function reportText(result: TournamentResult, command: string): string {
  const { games, hours, longestQuietMinutes, personaAccuracy, quietSpans } = result;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    '# Tournament',
    '',
    `${games} games of ${hours} hours, made by \`${command}\`.`,
    'A game is won by who holds the land with the greatest strategic value at its end; out is who then holds nothing but',
    'its hub.',
    '',
    '| faction | wins | out | share of the land, median | least | most |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...result.factions.map((one) => {
      const shares = [one.shareMedian, one.shareMin, one.shareMax].map(percent).join(' | ');
      return `| ${one.name} | ${one.wins} | ${one.eliminations} | ${shares} |`;
    }),
    '',
    `Districts changed hands ${result.handChangesPerMinute.toFixed(2)} times a minute; the longest time without a change was`,
    `${longestQuietMinutes.toFixed(1)} minutes, spans of ten minutes without one: ${quietSpans}.`,
    '',
    `![Share of the strategic value over time: the median of all games, and the band from the least to the most](${LAND_PICTURE})`,
    '',
    '## What they did',
    '',
    `A classifier that knows nothing but these numbers (the nearest centroid of the other games) tells the personas apart in`,
    `${percent(personaAccuracy)} of the cases. Medians of the games:`,
    '',
    `| | ${result.factions.map(({ name }) => name).join(' | ')} |`,
    `| --- |${result.factions.map(() => ' ---: |').join('')}`,
    ...Object.keys(result.factions[0].features).map((name) => {
      const values = result.factions.map(({ features }) => shown(features[name])).join(' | ');
      return `| ${name} | ${values} |`;
    }),
    '',
    `![How operations of each faction were gone about](${TEMPLATES_PICTURE})`,
    '',
    'Who was taken for whom (rows: who it was):',
    '',
    `| | ${result.factions.map(({ name }) => name).join(' | ')} |`,
    `| --- |${result.factions.map(() => ' ---: |').join('')}`,
    ...result.confusion.map((row, i) => `| ${result.factions[i].name} | ${row.join(' | ')} |`),
    '',
  ].join('\n');
}

function shown(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}

function landPicture(games: readonly GameResult[], factions: readonly Faction[]): string {
  const samples = games[0].shares.length;
  const lines = factions.slice(1).map(({ color, name }, i) => {
    const at = Array.from({ length: samples }, (_, sample) =>
      games.map(({ shares }) => 100 * shares[sample][i + 1]).sort((a, b) => a - b),
    );
    return {
      ...{ name, color },
      low: at.map((values) => values[0]),
      middle: at.map((values) => values[(values.length - 1) >> 1]),
      high: at.map((values) => values[values.length - 1]),
    };
  });
  return bandChart('Share of the strategic value, %', 'hours', games[0].hours, lines);
}

function templatesPicture({ factions: outcomes }: TournamentResult, factions: readonly Faction[]): string {
  const bars = outcomes.map(({ faction, features }) => ({
    name: factions[faction].name,
    parts: TEMPLATE_NAMES.slice(1).map((name) => features[`share of ${name}`]),
  }));
  return stackedBars('Operations by template, medians', TEMPLATE_NAMES.slice(1), bars);
}
