import { SIEGE } from '../../components/territory.ts';
import { CAUSE } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { decayOf } from '../../src/territory/shares.ts';
import { mayBeCaptured, stepPointControl } from './change-owner.ts';
import { gainByPresence } from './gain-by-presence.ts';
import { loseInfluence } from './influence.ts';
import { stepSiege } from './siege.ts';
import { isUndisturbed } from './stand.ts';
import { isSupplied } from './support.ts';

/** When a control point needs another look, the one in the next minute aside. */
export const LOOK = { none: 0, calm: 1, nextSecond: 2 } as const;

/** Lets a control point go on by a second, and by a minute of decay. Returns a LOOK. */
export function stepPoint(
  world: World,
  point: number,
  district: number,
  isPresenceDue: boolean,
  isMinute: boolean,
): number {
  const { controlPoint, influence, ledger } = world;
  const at = point * SIDE_COUNT;
  let present = 0;
  if (controlPoint.units[point] > 0) {
    for (let side = 1; side < SIDE_COUNT; side++) if (influence.units[at + side] > 0) present++;
  }
  if (present > 1) {
    controlPoint.hostileTick[point] = ledger.tick[0];
    world.district.hostileTick[district] = ledger.tick[0];
  }
  stepSiege(world, point, district);
  if (present > 0 && isPresenceDue) gainByPresence(world, point, district, present > 1);
  if (isMinute) decay(world, point, district);
  const mayCapture = mayBeCaptured(world, point, district);
  const isChanging = stepPointControl(world, point, mayCapture);
  if (isChanging || controlPoint.phase[point] !== SIEGE.none) return LOOK.nextSecond;
  if (present === 0) return LOOK.none;
  return isUndisturbed(world, point) ? LOOK.calm : LOOK.nextSecond;
}

/** What nobody looks after fades: by a half-life, three times as fast where a faction is cut off. */
function decay(world: World, point: number, district: number): void {
  const { graph, influence, ledger, rules, territories } = world;
  const { decayCutOffFactor, decayGraceTicks, decayHeldMilli, decayPerMinute } = rules.territory;
  const { activeTick, milli } = influence;
  const percent = territories.decayPercent[graph.districtRegion[district]];
  const perMinute = Math.floor((decayPerMinute * percent) / 100);
  for (let side = 1; side < SIDE_COUNT; side++) {
    const row = point * SIDE_COUNT + side;
    if (milli[row] === 0) continue;
    if (activeTick[row] !== 0 && ledger.tick[0] - activeTick[row] < decayGraceTicks) continue;
    const supplied = isSupplied(world, district, side);
    const isHeld = supplied && world.controlPoint.owner[point] === side;
    const loss = decayOf(
      milli[row],
      perMinute,
      supplied ? 1 : decayCutOffFactor,
      isHeld ? decayHeldMilli : 0,
    );
    if (loss > 0) loseInfluence(world, point, side, loss, CAUSE.decay, 0);
  }
}
