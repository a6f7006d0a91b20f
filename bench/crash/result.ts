import type { Bot } from './bot.ts';
import type { Faults } from './faults.ts';
import type { FightCount } from './fight-count.ts';

/** What the command answers. Times are in milliseconds. */
export interface CrashResult {
  readonly rounds: number;
  readonly clients: number;
  readonly seed: number;
  /** Orders that were answered in a tick which the server then said is safe. */
  readonly confirmed: number;
  /** Orders sent and never confirmed: their last answers were still on the way when the run ended. */
  readonly unconfirmed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly hashMismatches: number;
  /** From the kill until a client has a frame of the recovered world, without the time the replay here takes. */
  readonly recoveryMsP50: number;
  readonly recoveryMsP99: number;
  /** Of that, until the server said that it is up. */
  readonly upMsP50: number;
  readonly upMsP99: number;
  readonly replayMsP99: number;
  readonly ticksReplayedMean: number;
  /** Sessions that came back, of those that came back or were refused. */
  readonly resumedShare: number;
  readonly resumes: number;
  readonly resumesWithOlderToken: number;
  /** Servers killed before they were up. */
  readonly killedWhileStarting: number;
  /** Kills in the midst of fights, and how many fought and lay then, in the mean of all kills. */
  readonly killedInFights: number;
  readonly fightingMean: number;
  readonly fallenMean: number;
  /** The first of what was found. */
  readonly faults: readonly string[];
}

/** One recovery as it was measured. */
export interface Recovery {
  readonly upMs: number;
  readonly recoveryMs: number;
  readonly replayMs: number;
  readonly ticksReplayed: number;
}

export interface Measured {
  readonly rounds: number;
  readonly clients: number;
  readonly seed: number;
  readonly recoveries: readonly Recovery[];
  readonly refused: number;
  readonly killedWhileStarting: number;
  /** Orders of sessions that were refused and had to begin anew. */
  readonly confirmedOfRefused: number;
  /** One per round. */
  readonly fights: readonly FightCount[];
}

/** Sums a run up. */
export function crashResult(measured: Measured, bots: readonly Bot[], faults: Faults): CrashResult {
  const { clients, confirmedOfRefused, killedWhileStarting, recoveries, refused, rounds, seed } = measured;
  const { fights } = measured;
  const mean = (values: readonly number[]) =>
    Math.round((10 * sum(values)) / Math.max(1, values.length)) / 10;
  const resumes = sum(bots.map((bot) => bot.resumes));
  const ticksReplayed = sum(recoveries.map((recovery) => recovery.ticksReplayed));
  return {
    ...{ rounds, clients, seed },
    confirmed: confirmedOfRefused + sum(bots.map((bot) => bot.ledger.confirmed)),
    unconfirmed: sum(bots.map((bot) => bot.ledger.unconfirmed)),
    lost: faults.lost,
    doubled: faults.doubled,
    hashMismatches: faults.hashMismatches,
    recoveryMsP50: quantile(recoveries, 'recoveryMs', 0.5),
    recoveryMsP99: quantile(recoveries, 'recoveryMs', 0.99),
    upMsP50: quantile(recoveries, 'upMs', 0.5),
    upMsP99: quantile(recoveries, 'upMs', 0.99),
    replayMsP99: quantile(recoveries, 'replayMs', 0.99),
    ticksReplayedMean: Math.round(ticksReplayed / recoveries.length),
    resumedShare: resumes / (resumes + refused),
    resumes,
    resumesWithOlderToken: sum(bots.map((bot) => bot.resumesWithOlderToken)),
    killedWhileStarting,
    killedInFights: fights.filter(({ fighting }) => fighting > 0).length,
    fightingMean: mean(fights.map(({ fighting }) => fighting)),
    fallenMean: mean(fights.map(({ fallen }) => fallen)),
    faults: faults.texts,
  };
}

/** The result as lines for a person. */
export function crashTable(result: CrashResult): string {
  const { faults, ...figures } = result;
  const rows = Object.entries(figures).map(([name, value]) => `${name.padEnd(24)}${value}`);
  return `${[...rows, ...faults].join('\n')}\n`;
}

function quantile(recoveries: readonly Recovery[], name: keyof Recovery, share: number): number {
  const sorted = recoveries.map((recovery) => recovery[name]).sort((a, b) => a - b);
  return Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
