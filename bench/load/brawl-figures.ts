import type { BattleEye } from './battle-eye.ts';
import type { BrawlTally } from './brawl-tally.ts';

/** What a fleet fought, as its clients saw it and as the server counted it. */
export interface BrawlFigures {
  /** By the server's count; null without its operator port. */
  readonly strikesPerSecond: number | null;
  /** Of the strikes, by what came of them; thousandths. */
  readonly outcomes: Readonly<Record<string, number>> | null;
  /** As the verified client saw it that saw least. */
  readonly harmChangesPerSecond: number;
  readonly aimsPerSecond: number;
  readonly fallsPerSecond: number;
  readonly risesPerSecond: number;
  readonly destroyedEventsPerSecond: number;
  readonly battleEvents: number;
  /** Of each client that stands. */
  readonly turnsPerClientPerSecond: number;
  /** Share of the time that a fighter lies. */
  readonly fallenShare: number;
  readonly turnsUnseen: number;
  /** What is to be known before the figures are believed; empty where people did fight. */
  readonly note: string;
}

/** A fighter that has somebody in reach strikes about once in 1.2 s; a third of them may have nobody. */
const STRIKES_PER_SECOND_MIN = 0.25;
/** Of the clients, in a second: one falls every half minute or so. */
const FALLS_PER_SECOND_MIN = 0.01;
/** Who falls lies for seconds, so at both ends of a run some falls have no rise. */
const RISES_PER_FALL_MIN = 0.5;

const STRIKE_METRIC = /^world_strikes?_(\w+?)_total$/;

/** Strikes by outcome between two looks at the server's metrics; undefined where it counts none. */
export function strikesBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> | undefined {
  const counts = new Map<string, number>();
  for (const [name, value] of after) {
    const outcome = STRIKE_METRIC.exec(name)?.[1];
    if (outcome) counts.set(outcome, value - (before.get(name) ?? 0));
  }
  return counts.size === 0 ? undefined : counts;
}

export interface BrawlMeasured {
  readonly clients: number;
  readonly seconds: number;
  readonly eyes: readonly BattleEye[];
  readonly tally: BrawlTally;
  /** Strikes by outcome while measuring. */
  readonly strikes: ReadonlyMap<string, number> | undefined;
}

/** Puts together what was seen of fights. */
export function brawlFigures({ clients, seconds, eyes, tally, strikes }: BrawlMeasured): BrawlFigures {
  const least = (of: (eye: BattleEye) => number) =>
    eyes.length === 0 ? 0 : Math.min(...eyes.map((eye) => of(eye)));
  const perSecond = (count: number) => rounded(count / seconds);
  const struck = strikes && [...strikes.values()].reduce((sum, count) => sum + count, 0);
  const due = tally.turns + tally.turnsFallen + tally.turnsUnseen;
  const figures = {
    strikesPerSecond: struck === undefined ? null : perSecond(struck),
    outcomes:
      strikes && struck
        ? Object.fromEntries([...strikes].map(([name, count]) => [name, Math.round((1000 * count) / struck)]))
        : null,
    harmChangesPerSecond: perSecond(least((eye) => eye.harmChanges)),
    aimsPerSecond: perSecond(least((eye) => eye.aims)),
    fallsPerSecond: perSecond(least((eye) => eye.falls)),
    risesPerSecond: perSecond(least((eye) => eye.rises)),
    destroyedEventsPerSecond: perSecond(least((eye) => eye.destroyed)),
    battleEvents: least((eye) => eye.battles),
    turnsPerClientPerSecond: rounded(
      tally.turns / seconds / clients / Math.max(0.01, 1 - tally.turnsFallen / Math.max(1, due)),
    ),
    fallenShare: rounded(tally.turnsFallen / Math.max(1, due)),
    turnsUnseen: tally.turnsUnseen,
  };
  return { ...figures, note: doubtAbout(figures, clients) };
}

/** Why figures are not those of a fight; empty when they are. */
function doubtAbout(figures: Omit<BrawlFigures, 'note'>, clients: number): string {
  const { destroyedEventsPerSecond, fallsPerSecond, harmChangesPerSecond, risesPerSecond } = figures;
  const { strikesPerSecond, turnsUnseen } = figures;
  const strikesMin = clients * STRIKES_PER_SECOND_MIN;
  const doubts: readonly (readonly [boolean, string])[] = [
    [strikesPerSecond !== null && strikesPerSecond < strikesMin, `fewer than ${strikesMin} strikes a second`],
    // Strikes miss, and some blows are too small for a step of harm.
    [harmChangesPerSecond < strikesMin / 4, 'hardly anybody was seen to be hurt'],
    [fallsPerSecond < clients * FALLS_PER_SECOND_MIN, 'hardly anybody was seen to fall'],
    [risesPerSecond < fallsPerSecond * RISES_PER_FALL_MIN, 'who fell did not rise again'],
    [destroyedEventsPerSecond < fallsPerSecond * RISES_PER_FALL_MIN, 'falls were not told as events'],
    [turnsUnseen > 0, `${turnsUnseen} turns left out, as the avatar was not in view`],
  ];
  return doubts.flatMap(([isThere, text]) => (isThere ? [text] : [])).join('; ');
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
