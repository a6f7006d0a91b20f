import { CAUSE } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { CALM_SECONDS, gainMicro } from '../../src/territory/gain.ts';
import { activityOf } from './activity.ts';
import { defendedPercent } from './defended.ts';
import { gainInfluence } from './influence.ts';
import { siegePercent } from './siege.ts';
import { supportOf } from './support.ts';

const gains = new Int32Array(SIDE_COUNT);

/** Books what units at a control point earn their factions. */
export function gainByPresence(world: World, point: number, district: number, isContested: boolean): void {
  const { controlPoint, graph, influence, ledger, rules, territories } = world;
  const owner = controlPoint.owner[point];
  const ownerSeconds = secondsOfPresence(world, point);
  const eventPercent = territories.presencePercent[graph.districtRegion[district]];
  let isGain = false;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const row = point * SIDE_COUNT + side;
    const units = influence.units[row];
    gains[side] = 0;
    if (units === 0) continue;
    influence.activeTick[row] = ledger.tick[0];
    const isOwner = side === owner;
    const micro =
      influence.carryMicro[row] +
      (isOwner ? ownerSeconds : 1) *
        gainMicro(
          units,
          side,
          isOwner,
          isContested,
          isOwner ? 0 : supportOf(world, district, side),
          isOwner ? 0 : activityOf(world, district),
          Math.floor((eventPercent * placePercent(world, point, district, side)) / 1_000_000),
          rules.territory,
        );
    gains[side] = Math.floor(micro / 1000);
    influence.carryMicro[row] = micro % 1000;
    isGain ||= gains[side] > 0;
  }
  if (isGain) gainInfluence(world, point, gains, CAUSE.presence, 0);
}

/** What the place leaves of a gain there: phases of a siege, forts, and how little land the side has; of 1,000,000. */
function placePercent(world: World, point: number, district: number, side: number): number {
  const isOwner = side === world.controlPoint.owner[point];
  const siege = siegePercent(world, point, isOwner);
  return siege * defendedPercent(world, point, district, isOwner) * underdogPercent(world, side);
}

/** Seconds that an owner's gain is due for. Attackers are looked at every second. */
function secondsOfPresence(world: World, point: number): number {
  const { presenceTick } = world.controlPoint;
  const tick = world.ledger.tick[0];
  const seconds = Math.floor((tick - presenceTick[point]) / TICKS_PER_SECOND);
  presenceTick[point] = tick;
  return Math.min(seconds, CALM_SECONDS);
}

/** Percent by which a faction with less land than an even share gains more. */
function underdogPercent(world: World, side: number): number {
  const bonus = world.rules.territory.underdogPercent;
  if (bonus === 0) return 100;
  const even = Math.max(1, Math.floor(world.graph.districtCount / (SIDE_COUNT - 1)));
  return 100 + Math.floor((bonus * Math.max(0, even - world.side.land[side])) / even);
}
