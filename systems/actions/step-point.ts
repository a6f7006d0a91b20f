import { SIEGE } from '../../components/territory.ts';
import { CAUSE } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { gainMicro } from '../../src/territory/gain.ts';
import { decayOf } from '../../src/territory/shares.ts';
import { activityOf } from './activity.ts';
import { mayBeCaptured, stepPointControl } from './change-owner.ts';
import { gainInfluence, loseInfluence } from './influence.ts';
import { siegePercent, stepSiege } from './siege.ts';
import { isSupplied, supportOf } from './support.ts';

const gains = new Int32Array(SIDE_COUNT);

/** Lets a control point go on by a second, and by a minute of decay. Returns whether it needs another look soon. */
export function stepPoint(world: World, point: number, district: number, isMinute: boolean): boolean {
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
  if (present > 0) gainByPresence(world, point, district, present > 1);
  if (isMinute) decay(world, point, district);
  const mayCapture = mayBeCaptured(world, point, district);
  const isChanging = stepPointControl(world, point, mayCapture);
  return present > 0 || isChanging || controlPoint.phase[point] !== SIEGE.none;
}

function gainByPresence(world: World, point: number, district: number, isContested: boolean): void {
  const { controlPoint, graph, influence, ledger, rules, territories } = world;
  const owner = controlPoint.owner[point];
  const eventPercent = territories.presencePercent[graph.districtRegion[district]];
  gains.fill(0);
  let isGain = false;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const row = point * SIDE_COUNT + side;
    const units = influence.units[row];
    if (units === 0) continue;
    influence.activeTick[row] = ledger.tick[0];
    const isOwner = side === owner;
    const micro =
      influence.carryMicro[row] +
      gainMicro(
        units,
        side,
        isOwner,
        isContested,
        isOwner ? 0 : supportOf(world, district, side),
        isOwner ? 0 : activityOf(world, district),
        Math.floor(
          (eventPercent * siegePercent(world, point, isOwner) * underdogPercent(world, side)) / 10_000,
        ),
        rules.territory,
      );
    gains[side] = Math.floor(micro / 1000);
    influence.carryMicro[row] = micro % 1000;
    isGain ||= gains[side] > 0;
  }
  if (isGain) gainInfluence(world, point, gains, CAUSE.presence, 0);
}

/** Percent by which a faction with less land than an even share gains more. */
function underdogPercent(world: World, side: number): number {
  const bonus = world.rules.territory.underdogPercent;
  if (bonus === 0) return 100;
  const even = Math.max(1, Math.floor(world.graph.districtCount / (SIDE_COUNT - 1)));
  return 100 + Math.floor((bonus * Math.max(0, even - world.side.land[side])) / even);
}

/** What nobody looks after fades: by a half-life, three times as fast where a faction is cut off. */
function decay(world: World, point: number, district: number): void {
  const { graph, influence, ledger, rules, territories } = world;
  const territory = rules.territory;
  const percent = territories.decayPercent[graph.districtRegion[district]];
  for (let side = 1; side < SIDE_COUNT; side++) {
    const row = point * SIDE_COUNT + side;
    const milli = influence.milli[row];
    if (milli === 0) continue;
    if (
      influence.activeTick[row] !== 0 &&
      ledger.tick[0] - influence.activeTick[row] < territory.decayGraceTicks
    )
      continue;
    const supplied = isSupplied(world, district, side);
    const isHeld = supplied && world.controlPoint.owner[point] === side;
    const loss = decayOf(
      milli,
      Math.floor((territory.decayPerMinute * percent) / 100),
      supplied ? 1 : territory.decayCutOffFactor,
      isHeld ? territory.decayHeldMilli : 0,
    );
    if (loss > 0) loseInfluence(world, point, side, loss, CAUSE.decay, 0);
  }
}
