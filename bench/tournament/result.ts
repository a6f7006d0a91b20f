import { SIDE_COUNT } from '../../src/limits.ts';
import { tellApart, type Verdict } from './classifier.ts';
import { FEATURE_NAMES, featuresOf, median } from './features.ts';
import type { GameResult } from './game.ts';

/** A faction over all games. */
export interface FactionOutcome {
  readonly faction: number;
  readonly name: string;
  readonly wins: number;
  readonly eliminations: number;
  /** Share of the strategic value at the end of a game, 0-1: median, least and most. */
  readonly shareMedian: number;
  readonly shareMin: number;
  readonly shareMax: number;
  /** Median over the games of each feature, by name. */
  readonly features: Readonly<Record<string, number>>;
}

export interface TournamentResult {
  readonly games: number;
  readonly hours: number;
  readonly seeds: readonly number[];
  /** By number of the faction. */
  readonly eliminations: Readonly<Record<string, number>>;
  readonly wins: Readonly<Record<string, number>>;
  /** Spans of ten minutes in which nothing changed hands, over all games, and the longest time without a change. */
  readonly quietSpans: number;
  readonly longestQuietMinutes: number;
  readonly handChangesPerMinute: number;
  /** Share of factions that were told apart by what they did, 0-1. */
  readonly personaAccuracy: number;
  readonly confusion: Verdict['confusion'];
  readonly factions: readonly FactionOutcome[];
  readonly timesRealTime: number;
  /** File of the report. */
  readonly report: string;
}

const FACTIONS = Array.from({ length: SIDE_COUNT - 1 }, (_, i) => i + 1);

/** Sums games up. `names` by faction, 0 nobody. */
export function summarize(
  games: readonly GameResult[],
  names: readonly string[],
  report: string,
): TournamentResult {
  const vectors = games.map((game) =>
    FACTIONS.map((faction) => featuresOf(game.behaviors[faction], faction, game.hours)),
  );
  const { accuracy, confusion } = tellApart(vectors);
  const factions = FACTIONS.map((faction) => {
    const shares = games.map(({ shares: samples }) => samples[samples.length - 1][faction]);
    return {
      ...{ faction, name: names[faction] },
      wins: games.filter(({ winner }) => winner === faction).length,
      eliminations: games.filter(({ eliminated }) => eliminated.includes(faction)).length,
      ...{ shareMedian: median(shares), shareMin: Math.min(...shares), shareMax: Math.max(...shares) },
      features: Object.fromEntries(
        FEATURE_NAMES.map((name, i) => [name, median(vectors.map((vector) => vector[faction - 1][i]))]),
      ),
    };
  });
  const total = (pick: (game: GameResult) => number) => games.reduce((sum, game) => sum + pick(game), 0);
  const byFaction = (pick: (one: FactionOutcome) => number) =>
    Object.fromEntries(factions.map((one) => [one.faction, pick(one)]));
  return {
    ...{ games: games.length, hours: games[0].hours, seeds: games.map(({ seed }) => seed) },
    eliminations: byFaction(({ eliminations }) => eliminations),
    wins: byFaction(({ wins }) => wins),
    quietSpans: total(({ quietSpans }) => quietSpans),
    longestQuietMinutes: Math.max(...games.map(({ longestQuietMinutes }) => longestQuietMinutes)),
    handChangesPerMinute: total(({ handChanges }) => handChanges) / (60 * total(({ hours }) => hours)),
    ...{ personaAccuracy: accuracy, confusion, factions },
    timesRealTime: (3600 * total(({ hours }) => hours)) / total(({ seconds }) => seconds),
    report,
  };
}
