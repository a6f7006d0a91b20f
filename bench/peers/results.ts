import { PEER_NAMES, type PeerName } from './peer-names.ts';

/** What a trial was for: the comparison of all, that of Marchland with the bare sends, or the most clients. */
export type Purpose = 'all' | 'floor' | 'ladder';

const TICKS_PER_SECOND_MIN = 59.5;
const MESSAGES_PER_SECOND_MIN = 59;
/** Three ticks: later than that is not 60 Hz to whoever looks at it. */
const DELAY_MS_P99_MAX = 50;

export interface Measured {
  readonly joined: number;
  readonly seconds: number;
  readonly ticksPerSecond: number;
  readonly messagesPerClientPerSecond: number;
  readonly bytesPerClientPerSecond: number;
  readonly delayMsP50: number;
  readonly delayMsP99: number;
  readonly delayMsMax: number;
  /** Cores of the server's process, all threads; of the load generator; of everything else on the machine. */
  readonly serverCores: number;
  readonly loadCores: number;
  readonly otherCores: number;
  readonly machineCores: number;
  readonly serverRssMb: number;
  /** Clients that decode everything; how often their view, and units of it, were held against the truth. */
  readonly verified: number;
  readonly checks: number;
  readonly checkedUnits: number;
  readonly wrong: number;
  readonly unreadable: number;
  readonly losses: Readonly<Record<string, number>>;
}

/** One run: with figures, or with what went wrong. */
export interface Trial {
  readonly peer: PeerName;
  readonly clients: number;
  readonly purpose: Purpose;
  readonly round: number;
  /** Whether all clients were held at 60 Hz, with what they were sent verified. */
  readonly held: boolean;
  readonly measured?: Measured;
  readonly failure?: string;
}

/** docs/peers/results.json: every run, and where and how they were made. */
export interface PeerResults {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly machine: string;
  /** Versions by name, the two Nodes among them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly command: string;
  readonly clients: number;
  readonly floorClients: number;
  readonly seconds: number;
  readonly trials: readonly Trial[];
}

/** Medians of a peer's trials for one purpose. */
export interface PeerMedians {
  readonly trials: number;
  readonly failures: number;
  readonly serverCores: number;
  readonly bytesPerClientPerSecond: number;
  readonly messagesPerClientPerSecond: number;
  readonly ticksPerSecond: number;
  readonly delayMsP50: number;
  readonly delayMsP99: number;
  readonly serverRssMb: number;
}

/** Whether a peer kept 60 Hz for all its clients: tick, rate, delay, nobody lost, and nothing wrong. */
export function isHeld(
  expected: { readonly clients: number; readonly everyTick: boolean },
  measured: Measured,
): boolean {
  const { joined, unreadable, verified, wrong } = measured;
  return (
    joined === expected.clients &&
    Object.keys(measured.losses).length === 0 &&
    measured.ticksPerSecond >= TICKS_PER_SECOND_MIN &&
    measured.delayMsP99 <= DELAY_MS_P99_MAX &&
    (!expected.everyTick || measured.messagesPerClientPerSecond >= MESSAGES_PER_SECOND_MIN) &&
    wrong === 0 &&
    unreadable === 0 &&
    (verified === 0 || measured.checks > 0)
  );
}

/** Medians of a peer's runs for a purpose; undefined where it gave no figures. */
export function medians({ trials }: PeerResults, peer: PeerName, purpose: Purpose): PeerMedians | undefined {
  const ours = trials.filter((trial) => trial.peer === peer && trial.purpose === purpose);
  const measured = ours.flatMap((trial) => trial.measured ?? []);
  if (measured.length === 0) return undefined;
  const of = (figure: (one: Measured) => number) => median(measured.map(figure));
  return {
    trials: ours.length,
    failures: ours.length - measured.length,
    serverCores: of((one) => one.serverCores),
    bytesPerClientPerSecond: of((one) => one.bytesPerClientPerSecond),
    messagesPerClientPerSecond: of((one) => one.messagesPerClientPerSecond),
    ticksPerSecond: of((one) => one.ticksPerSecond),
    delayMsP50: of((one) => one.delayMsP50),
    delayMsP99: of((one) => one.delayMsP99),
    serverRssMb: of((one) => one.serverRssMb),
  };
}

/** What is known of the most clients that a peer holds at 60 Hz. */
export interface MostHeld {
  readonly clients: number;
  /** Whether it held the most that were tried, so that the true figure is higher. */
  readonly isLadderEnd: boolean;
}

/** The most clients that a peer held at 60 Hz on its way up; undefined where it was not asked. */
export function mostHeld({ trials }: PeerResults, peer: PeerName): MostHeld | undefined {
  const ladder = trials.filter((trial) => trial.peer === peer && trial.purpose === 'ladder');
  if (ladder.length === 0) return undefined;
  const clients = Math.max(0, ...ladder.filter(({ held }) => held).map((trial) => trial.clients));
  return { clients, isLadderEnd: clients === Math.max(...ladder.map((trial) => trial.clients)) };
}

/** How many times better Marchland is than a peer, or undefined where a figure is missing. */
export interface Ratios {
  readonly clients: number | undefined;
  readonly cores: number | undefined;
  readonly bytes: number | undefined;
}

/** Marchland against a peer, from medians and from the most clients held. */
export function ratios(results: PeerResults, peer: PeerName): Ratios {
  const ours = medians(results, 'marchland', 'all');
  const theirs = medians(results, peer, 'all');
  return {
    clients: quotient(mostHeld(results, 'marchland')?.clients, mostHeld(results, peer)?.clients),
    cores: quotient(theirs?.serverCores, ours?.serverCores),
    bytes: quotient(theirs?.bytesPerClientPerSecond, ours?.bytesPerClientPerSecond),
  };
}

/** Server CPU of Marchland over that of the bare sends, both medians of the runs made for it. */
export function floorRatio(results: PeerResults, floor: PeerName): number | undefined {
  return quotient(
    medians(results, 'marchland', 'floor')?.serverCores,
    medians(results, floor, 'floor')?.serverCores,
  );
}

/** The peers of which there are results, in the order of a round. */
export function peersOf({ trials }: PeerResults): PeerName[] {
  return PEER_NAMES.filter((name) => trials.some(({ peer }) => peer === name));
}

function quotient(over: number | undefined, under: number | undefined): number | undefined {
  return over !== undefined && under ? over / under : undefined;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
