/** A time in which hostile clients kept quiet, or did not. */
export interface Phase {
  readonly isHostile: boolean;
  /** Mean time of its ticks. */
  readonly tickMs: number;
}

/** What hostile clients beside the honest ones were told, what they gained, and what they cost. */
export interface HostileFigures {
  readonly clients: number;
  readonly connected: number;
  readonly ordersSent: number;
  /** By name of the result. Done are those that are nothing to object to: a posture, a thing from the own bag. */
  readonly answers: Readonly<Record<string, number>>;
  /** Refusals with another result than that order must have. */
  readonly wrongAnswers: number;
  /** Impossible orders done, enemies that fell by a hand that does not strike, walks and leaps nobody may make. */
  readonly gained: number;
  readonly gains: Readonly<Record<string, number>>;
  /** Pairs of a quiet and a loud phase, and the median of how much longer ticks took in the loud one. */
  readonly pairs: number;
  readonly tickMsQuiet: number | null;
  readonly tickMsHostile: number | null;
  readonly tickTimeRatio: number | null;
  readonly losses: Readonly<Record<string, number>>;
}

/** Holds each loud phase against the quiet one beside it: in order, two by two. Null without a whole pair. */
export function tickRatio(
  phases: readonly Phase[],
): Pick<HostileFigures, 'pairs' | 'tickMsQuiet' | 'tickMsHostile' | 'tickTimeRatio'> {
  const pairs = Array.from({ length: Math.floor(phases.length / 2) }, (_, i) => {
    const [one, other] = [phases[2 * i], phases[2 * i + 1]];
    return one.isHostile ? { loud: one, quiet: other } : { loud: other, quiet: one };
  });
  return {
    pairs: pairs.length,
    tickMsQuiet: median(pairs.map(({ quiet }) => quiet.tickMs)),
    tickMsHostile: median(pairs.map(({ loud }) => loud.tickMs)),
    tickTimeRatio: median(pairs.map(({ loud, quiet }) => loud.tickMs / quiet.tickMs)),
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return Math.round(value * 10_000) / 10_000;
}
