import type { Rules } from '../../components/rules.ts';
import { type Ranking, rank } from './shares.ts';

/** What a territory is said to be, derived from its influences with hysteresis. */
export const LABEL = { neutral: 0, contested: 1, dominant: 2, exclusive: 3 } as const;

/** The columns that say how a territory is held, of control points or of districts. */
export interface ControlColumns {
  readonly owner: Uint8Array;
  readonly label: Uint8Array;
  readonly challenger: Uint8Array;
  readonly holdTick: Uint32Array;
  readonly weakTick: Uint32Array;
  readonly graceTick: Uint32Array;
  readonly hostileTick: Uint32Array;
  readonly contestedTick: Uint32Array;
}

/** What a step of control came to. */
export const VERDICT = { same: 0, label: 1, captured: 2, lost: 3 } as const;

/** Of the territory that is being stepped. */
const ranking: Ranking = { first: 0, most: 0, second: 0 };

/**
 * Decides who holds a territory, once a second while anything moves there: a claim must be good for a while, an owner
 * must be weak for a while, and a capture raises the bar for the next one, so that a border does not flicker.
 *
 * `row` is the territory, its shares begin at `at`. `mayCapture` is false where a phase of a siege or an immunity
 * forbids it. Returns the VERDICT; the columns are brought up to date.
 */
export function stepControl(
  control: ControlColumns,
  row: number,
  shares: Int32Array,
  at: number,
  tick: number,
  mayCapture: boolean,
  rules: Rules['territory'],
): number {
  rank(shares, at, ranking);
  const held = control.owner[row] === 0 ? 0 : shares[at + control.owner[row]];
  const change = stepOwner(control, row, held, tick, mayCapture, rules);
  const isContested = stepContested(control, row, tick, rules);
  const label = labelOfRanking(ranking, isContested, rules);
  const isOther = label !== control.label[row];
  // Written only where it is another: a line that was only read need not be written back.
  if (isOther) control.label[row] = label;
  if (change !== VERDICT.same) return change;
  return isOther ? VERDICT.label : VERDICT.same;
}

/** `held` is what the owner has. */
function stepOwner(
  control: ControlColumns,
  row: number,
  held: number,
  tick: number,
  mayCapture: boolean,
  rules: Rules['territory'],
): number {
  const owner = control.owner[row];
  const claimant = mayCapture ? claimOf(control, row, tick, rules) : 0;
  if (claimant !== control.challenger[row]) {
    control.challenger[row] = claimant;
    control.holdTick[row] = tick;
  }
  if (claimant !== 0 && tick - control.holdTick[row] >= rules.captureHoldTicks) {
    capture(control, row, claimant, tick, rules);
    return VERDICT.captured;
  }
  const isWeak = owner !== 0 && mayCapture && held < rules.loseMilli;
  const weakSince = control.weakTick[row];
  if (!isWeak) {
    if (weakSince !== 0) control.weakTick[row] = 0;
  } else if (weakSince === 0) control.weakTick[row] = tick;
  else if (tick - weakSince >= rules.loseHoldTicks) {
    control.owner[row] = 0;
    control.weakTick[row] = 0;
    return VERDICT.lost;
  }
  return VERDICT.same;
}

/** The faction that may take the territory as things stand, 0 when none may. */
function claimOf(control: ControlColumns, row: number, tick: number, rules: Rules['territory']): number {
  const { first, most, second } = ranking;
  if (first === 0 || first === control.owner[row]) return 0;
  const lead = rules.captureLeadMilli * (tick < control.graceTick[row] ? rules.graceLeadFactor : 1);
  return most >= rules.captureMilli && most - second >= lead ? first : 0;
}

function capture(
  control: ControlColumns,
  row: number,
  faction: number,
  tick: number,
  rules: Rules['territory'],
): void {
  control.owner[row] = faction;
  control.challenger[row] = 0;
  control.holdTick[row] = 0;
  control.weakTick[row] = 0;
  control.graceTick[row] = tick + rules.graceTicks;
}

/** On at one pair of thresholds and off at a lower one: at a single one, two equal rivals would flicker. */
function stepContested(
  control: ControlColumns,
  row: number,
  tick: number,
  rules: Rules['territory'],
): boolean {
  const { most, second } = ranking;
  const hostile = control.hostileTick[row];
  const was = control.contestedTick[row] !== 0;
  const within = was ? rules.contestedHostileOffTicks : rules.contestedHostileOnTicks;
  const isHostile = hostile !== 0 && tick - hostile < within;
  const isClose = was
    ? second >= rules.contestedOffMilli
    : second >= rules.contestedOnMilli && second * 100 >= most * rules.contestedOnPercent;
  const is = isHostile || isClose;
  if (is !== was) control.contestedTick[row] = is ? tick : 0;
  return is;
}

/** What a territory is called. */
export function labelOf(
  shares: Int32Array,
  at: number,
  isContested: boolean,
  rules: Rules['territory'],
): number {
  rank(shares, at, ranking);
  return labelOfRanking(ranking, isContested, rules);
}

function labelOfRanking(
  { first, most, second }: Ranking,
  isContested: boolean,
  rules: Rules['territory'],
): number {
  if (isContested) return LABEL.contested;
  if (first === 0) return LABEL.neutral;
  if (most >= rules.exclusiveMilli && second < rules.exclusiveOthersMilli) return LABEL.exclusive;
  return most - second >= rules.captureLeadMilli ? LABEL.dominant : LABEL.neutral;
}
