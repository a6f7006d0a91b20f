import type { MetricsSample } from './metrics-sample.ts';

/** What was fought between two moments. */
export interface FightFigures {
  readonly strikes: number;
  readonly strikesPerSecond: number;
  /** Strikes by what came of them; their sum is `strikes`. */
  readonly missed: number;
  readonly evaded: number;
  readonly parried: number;
  readonly blocked: number;
  readonly hit: number;
  readonly critical: number;
  readonly lost: number;
  readonly fallenPatrols: number;
  readonly fallenAvatars: number;
  readonly fallenConvoys: number;
  readonly fallenForts: number;
  readonly fallenBases: number;
  readonly effectsBegun: number;
  readonly propertiesRecomputed: number;
  readonly looks: number;
  readonly candidatesPerLook: number;
  readonly newsDropped: number;
  /** At this moment, or up to a second ago. */
  readonly fightersEngaged: number;
  readonly battles: number;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 1000) / 1000 : 0;
}

/** What happened between two samples. */
export function fightFigures(before: MetricsSample, now: MetricsSample): FightFigures {
  const sim = (name: keyof typeof now.sim.numbers) => now.sim.numbers[name] - before.sim.numbers[name];
  const outcomes = {
    missed: sim('strikesMissed'),
    evaded: sim('strikesEvaded'),
    parried: sim('strikesParried'),
    blocked: sim('strikesBlocked'),
    hit: sim('strikesHit'),
    critical: sim('strikesCritical'),
    lost: sim('strikesLost'),
  };
  const strikes = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return {
    strikes,
    strikesPerSecond: ratio(strikes, (now.atMicros - before.atMicros) / 1e6),
    ...outcomes,
    fallenPatrols: sim('fallenPatrols'),
    fallenAvatars: sim('fallenAvatars'),
    fallenConvoys: sim('fallenConvoys'),
    fallenForts: sim('fallenForts'),
    fallenBases: sim('fallenBases'),
    effectsBegun: sim('effectsBegun'),
    propertiesRecomputed: sim('propertiesRecomputed'),
    looks: sim('targetLooks'),
    candidatesPerLook: ratio(sim('targetCandidates'), sim('targetLooks')),
    newsDropped: sim('battleNewsDropped'),
    fightersEngaged: now.sim.numbers.fightersEngaged,
    battles: now.sim.numbers.battles,
  };
}
