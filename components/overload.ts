/**
 * The rungs that the server climbs under load that lasts, before it stretches time; undone in reverse. The rung is
 * world state and enters through the inbox, so that a replay defers and sheds exactly what the live world did.
 */
export const RUNG = {
  none: 0,
  /** Sectors at the edge of views come 20 times a second. */
  farSlower: 1,
  /** All sectors come 20 times a second. */
  allSlower: 2,
  /** All sectors come 10 times a second. */
  slowest: 3,
  /** Minds and the search for routes wait. */
  mindsWait: 4,
  /** Observers are sent away. */
  spectatorsShed: 5,
  /** New sessions are refused. */
  closed: 6,
} as const;

export const RUNG_MAX = RUNG.closed;

/** Least pressure on the streams of every session, by rung; see PRESSURE_TIERS in src/replication/tiers.ts. */
export const RUNG_PRESSURE: readonly number[] = [0, 1, 3, 5, 5, 5, 5];

export type RungName = keyof typeof RUNG;

/** Names of the rungs, in the order of their numbers. */
export const RUNG_NAMES = Object.keys(RUNG) as readonly RungName[];

/** What can be overloaded; a bit each. */
export const PART = { simulation: 1, gateways: 2, memory: 4 } as const;

/** A rung as the ladder climbs it and as docs/OPERATIONS.md prints it. */
export interface RungRow {
  /** What the server does there, besides what it does on the rungs below. */
  readonly effect: string;
  /** PART bits: what has less to do there. What else is overloaded only passes through. */
  readonly helps: number;
  /** Windows of overload on the rung below after which it is climbed, when it helps. */
  readonly windows: number;
}

/** What every rung does, by its number. Those that send people away are climbed only when the others did not do. */
export const RUNGS: readonly RungRow[] = [
  { effect: 'everything as it should be', helps: 0, windows: 0 },
  {
    effect: 'sectors at the edge of views come 20 times a second instead of 60',
    helps: PART.gateways,
    windows: 1,
  },
  {
    effect: 'all sectors come 20 times a second, where something happens and nearby too',
    helps: PART.gateways,
    windows: 1,
  },
  { effect: 'all sectors come 10 times a second', helps: PART.gateways, windows: 1 },
  {
    effect:
      'minds plan in one tick of 16; of what happens to them they answer two things a tick; routes without a path ' +
      'and new routes wait',
    helps: PART.simulation,
    windows: 1,
  },
  {
    effect:
      'observers are sent away with close code 1013, 8 a tick, the newest first; no new ones are let in',
    helps: PART.simulation | PART.gateways | PART.memory,
    windows: 5,
  },
  {
    effect: 'new sessions are refused with close code 1013; whoever has one may resume it',
    helps: PART.simulation | PART.gateways | PART.memory,
    windows: 5,
  },
];
