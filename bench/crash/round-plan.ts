import { mix32 } from '../../src/maths/random.ts';

/**
 * When a round's server is killed: while it starts, just after it saved the world, while its disk stands still, or at
 * any other moment of its work.
 */
export type Moment = 'start' | 'snapshot' | 'standstill' | 'work';

export interface RoundPlan {
  readonly moment: Moment;
  /** From the start of the process for `start`, else from when all bots are back. */
  readonly killAfterMs: number;
  /** How long before the kill the journal cannot be written any more. */
  readonly standstillMs: number;
  readonly snapshotIntervalSeconds: number;
}

const MOMENTS: readonly Moment[] = ['start', 'snapshot', 'standstill', 'work', 'work'];

/** Beyond what a start takes, so that some are killed while the bots come back. */
const START_MS_MAX = 1_200;
const WORK_MS_MIN = 50;
const WORK_MS_MAX = 1_500;
/** A world is saved when it starts and, in such rounds, every second from then on. */
const SNAPSHOT_MS = 1_000;
const AFTER_SNAPSHOT_MS_MAX = 80;
/** Long enough that a server which confirms too early has told so. */
const STANDSTILL_MS_MIN = 300;
/** The disk stops before the second snapshot of such a round is due, so that some fall into a standstill. */
const DISK_STOPS_MS_MAX = 700;
const LONG_INTERVAL_SECONDS = 30;

/** The plan of a round, from 1; the same for the same seed. */
export function planRound(seed: number, round: number): RoundPlan {
  const below = (draw: number, limit: number) => {
    const bits = mix32(mix32(seed ^ 0x9e37_79b9) ^ Math.imul(round * 4 + draw, 0x85eb_ca77));
    return Math.floor((bits * limit) / 4_294_967_296);
  };
  const moment = MOMENTS[below(0, MOMENTS.length)];
  const atWorkMs = WORK_MS_MIN + below(1, WORK_MS_MAX - WORK_MS_MIN);
  const killAfterMs = {
    start: below(1, START_MS_MAX),
    snapshot: SNAPSHOT_MS + below(1, AFTER_SNAPSHOT_MS_MAX),
    standstill: Math.max(STANDSTILL_MS_MIN, atWorkMs),
    work: atWorkMs,
  }[moment];
  const diskStopsMs = Math.min(DISK_STOPS_MS_MAX, killAfterMs - STANDSTILL_MS_MIN);
  return {
    moment,
    killAfterMs,
    standstillMs: moment === 'standstill' ? killAfterMs - diskStopsMs : 0,
    snapshotIntervalSeconds: moment === 'snapshot' || below(2, 2) === 0 ? 1 : LONG_INTERVAL_SECONDS,
  };
}
