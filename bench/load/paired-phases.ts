import { setTimeout as sleep } from 'node:timers/promises';
import { DelayCounts } from './delay-counts.ts';
import type { Fault } from './fault.ts';
import { markPerformance, performanceSince } from './operator-port.ts';
import type { Tally } from './tally.ts';

/** A part of a run, with the fault or without it. */
export interface PhaseFigures {
  readonly isFaulty: boolean;
  readonly ticksPerSecond: number | null;
  readonly tickMsP99: number | null;
  readonly deliveryMsP99: number;
  readonly serverCores: number | null;
}

/** What a fault costs everybody else, held against the quiet phases of the same run. */
export interface PairedFigures {
  readonly pairs: number;
  /** Medians of the phases of a side, and of how a faulty phase compares with the quiet one beside it. */
  readonly tickMsP99Quiet: number | null;
  readonly tickMsP99Faulty: number | null;
  readonly tickMsP99Ratio: number | null;
  /** Over all deliveries of a side, and the median of the pairs. */
  readonly deliveryMsP99Quiet: number;
  readonly deliveryMsP99Faulty: number;
  readonly deliveryMsP99Ratio: number | null;
  readonly phases: readonly PhaseFigures[];
}

/** Between two phases: a burst of what was held back belongs to neither. */
const SETTLE_MS = 1000;

/** Lets a fault happen and not happen by turns, and measures both. */
export class PairedPhases {
  readonly #tally: Tally;
  readonly #operator: string | undefined;
  readonly #fault: Fault;
  readonly #phases: PhaseFigures[] = [];
  readonly #sides = { quiet: new DelayCounts(), faulty: new DelayCounts() };

  constructor(tally: Tally, operator: string | undefined, fault: Fault) {
    this.#tally = tally;
    this.#operator = operator;
    this.#fault = fault;
  }

  /** As many pairs of phases as fit into `seconds`, but one at least. */
  async run(seconds: number, phaseSeconds: number, interrupted: AbortSignal): Promise<void> {
    const phaseMs = phaseSeconds * 1000;
    const pairs = Math.max(1, Math.floor((seconds * 1000) / (2 * (phaseMs + SETTLE_MS))));
    for (let i = 0; i < 2 * pairs; i++) {
      // Quiet, faulty, faulty, quiet: what drifts in a run weighs on both alike.
      const isFaulty = i % 4 === 1 || i % 4 === 2;
      if (isFaulty) this.#fault.begin();
      try {
        await sleep(SETTLE_MS, undefined, { signal: interrupted });
        this.#phases.push(await this.#measure(isFaulty, phaseMs, interrupted));
      } finally {
        if (isFaulty) this.#fault.end();
      }
    }
  }

  figures(): PairedFigures {
    const { quiet, faulty } = this.#sides;
    return {
      ...pairPhases(this.#phases),
      deliveryMsP99Quiet: rounded(quiet.quantileMs(0.99)),
      deliveryMsP99Faulty: rounded(faulty.quantileMs(0.99)),
      phases: this.#phases,
    };
  }

  async #measure(isFaulty: boolean, phaseMs: number, interrupted: AbortSignal): Promise<PhaseFigures> {
    const operator = this.#operator;
    const mark = operator ? await markPerformance(operator) : '';
    const deliveries = new DelayCounts();
    this.#tally.phase = deliveries;
    try {
      await sleep(phaseMs, undefined, { signal: interrupted });
    } finally {
      this.#tally.phase = undefined;
    }
    const report = operator ? await performanceSince(operator, mark) : undefined;
    this.#sides[isFaulty ? 'faulty' : 'quiet'].addAll(deliveries);
    return {
      isFaulty,
      ticksPerSecond: report?.ticksPerSecond ?? null,
      tickMsP99: report?.tickMsP99 ?? null,
      deliveryMsP99: rounded(deliveries.quantileMs(0.99)),
      serverCores: report?.serverCores.total ?? null,
    };
  }
}

/** Holds each faulty phase against the quiet one beside it: in order, two by two. */
export function pairPhases(
  phases: readonly PhaseFigures[],
): Pick<
  PairedFigures,
  'pairs' | 'tickMsP99Quiet' | 'tickMsP99Faulty' | 'tickMsP99Ratio' | 'deliveryMsP99Ratio'
> {
  const pairs = Array.from({ length: Math.floor(phases.length / 2) }, (_, i) => {
    const [one, other] = [phases[2 * i], phases[2 * i + 1]];
    return one.isFaulty ? { faulty: one, quiet: other } : { faulty: other, quiet: one };
  });
  const known = pairs.flatMap(({ quiet, faulty }) =>
    quiet.tickMsP99 !== null && faulty.tickMsP99 !== null
      ? [{ quiet: quiet.tickMsP99, faulty: faulty.tickMsP99 }]
      : [],
  );
  return {
    pairs: pairs.length,
    tickMsP99Quiet: median(known.map(({ quiet }) => quiet)),
    tickMsP99Faulty: median(known.map(({ faulty }) => faulty)),
    tickMsP99Ratio: median(known.map(({ quiet, faulty }) => faulty / quiet)),
    deliveryMsP99Ratio: median(pairs.map(({ quiet, faulty }) => faulty.deliveryMsP99 / quiet.deliveryMsP99)),
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return rounded(sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
