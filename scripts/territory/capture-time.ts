import type { Rules } from '../../components/rules.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { type ControlColumns, stepControl, VERDICT } from '../../src/territory/control.ts';
import { decayOf, displace, FULL_MILLI, lose } from '../../src/territory/shares.ts';

/** Seconds after which an attack is given up as hopeless. */
export const LIMIT_SECONDS = 48 * 3600;

const SECONDS_PER_MINUTE = 60;

/**
 * What becomes of the owner's own influence meanwhile: it is looked after and does not fade, nobody has looked after it
 * since the attack began, or it is cut off from supply besides.
 */
export const OWNER_CARES = ['kept', 'idle', 'cut-off'] as const;

export type OwnerCare = (typeof OWNER_CARES)[number];

/** What an owner has when the attack begins, milli-points: as every owner when a world begins. */
export function ownerMilli(rules: Rules['territory']): number {
  return Math.max(rules.captureMilli, rules.decayHeldMilli);
}

export interface Attack {
  readonly faction: number;
  /** What the attackers gain in a second, micro-points (see `gainMicro`). */
  readonly gainMicro: number;
  readonly ownerCare: OwnerCare;
}

/** Seconds from the first of an attack; null where it does not come to that within LIMIT_SECONDS. */
export interface CaptureTime {
  /** When the attackers' claim is good for the first time. */
  readonly claimSeconds: number | null;
  /** When the point is theirs, after the claim was held. */
  readonly captureSeconds: number | null;
}

/**
 * How long units that nobody disturbs take a control point of another faction: the functions of the tick, run second by
 * second as the tick runs them.
 */
export function captureTime(attack: Attack, rules: Rules['territory']): CaptureTime {
  const { faction: attacker, gainMicro, ownerCare } = attack;
  const owner = attacker === 1 ? 2 : 1;
  const shares = new Int32Array(SIDE_COUNT);
  shares[owner] = ownerMilli(rules);
  shares[0] = FULL_MILLI - shares[owner];
  const control = controlOf(owner);
  const gains = new Int32Array(SIDE_COUNT);
  let carryMicro = 0;
  let claimSeconds: number | null = null;
  for (let second = 1; second <= LIMIT_SECONDS; second++) {
    const micro = carryMicro + gainMicro;
    gains[attacker] = Math.floor(micro / 1000);
    carryMicro = micro % 1000;
    displace(shares, 0, gains);
    if (second % SECONDS_PER_MINUTE === 0) fade(shares, owner, ownerCare, second, rules);
    const verdict = stepControl(control, 0, shares, 0, second * TICKS_PER_SECOND, true, rules);
    const isTaken = verdict === VERDICT.captured;
    if (isTaken || control.challenger[0] === attacker) claimSeconds ??= second;
    if (isTaken) return { claimSeconds, captureSeconds: second };
    if (gainMicro === 0 && (ownerCare === 'kept' || shares[owner] === 0)) break;
  }
  return { claimSeconds, captureSeconds: null };
}

function controlOf(owner: number): ControlColumns {
  return {
    owner: Uint8Array.of(owner),
    label: new Uint8Array(1),
    challenger: new Uint8Array(1),
    holdTick: new Uint32Array(1),
    weakTick: new Uint32Array(1),
    graceTick: new Uint32Array(1),
    hostileTick: new Uint32Array(1),
    contestedTick: new Uint32Array(1),
  };
}

function fade(
  shares: Int32Array,
  owner: number,
  care: OwnerCare,
  second: number,
  rules: Rules['territory'],
): void {
  if (care === 'kept' || second * TICKS_PER_SECOND < rules.decayGraceTicks) return;
  const isCutOff = care === 'cut-off';
  const factor = isCutOff ? rules.decayCutOffFactor : 1;
  const heldMilli = isCutOff ? 0 : rules.decayHeldMilli;
  lose(shares, 0, owner, decayOf(shares[owner], rules.decayPerMinute, factor, heldMilli));
}
