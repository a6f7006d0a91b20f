import { CONSIDERATION } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { activityOf } from './activity.ts';
import { type Outlook, tasteFor, unitsFromHome, wealthAround } from './outlook.ts';
import { trustIn } from './relations.ts';
import { fadedMomentum } from './roll-up.ts';
import { SETBACKS_TO_REST, setbacksAt } from './setbacks.ts';
import { supportOf } from './support.ts';

/** Units of a rival, in 1/256, from which on a place is as dangerous as can be: two full complements. */
const DANGER_FULL = 8 * 256;

/** Convoys of late, in 1/256, from which on traffic is as dense as can be. */
const TRAFFIC_FULL = 4 * 256;

/** Momentum, in 1/8000 point per second, for one thousandth: a capture in five minutes is 400 of them. */
const MOMENTUM_PER_POINT = 4;

/** What is found of a CONSIDERATION in a district, 0..1000. */
export function consider(world: World, from: Outlook, district: number, consideration: number): number {
  const { graph } = world;
  const { faction, enemies } = from;
  const owner = world.district.owner[district];
  switch (consideration) {
    case CONSIDERATION.value:
      return Math.min(1000, graph.districtValue[district] * 10);
    case CONSIDERATION.preference:
      return tasteFor(world, faction, district);
    case CONSIDERATION.nearness:
      return 1000 - share(unitsFromHome(world, from, district), world.rules.ai.reachUnits);
    case CONSIDERATION.force:
      return forceIn(world, faction, district, enemies);
    case CONSIDERATION.weakness:
      return owner === 0 ? 1000 : 1000 - activityOf(world, district);
    case CONSIDERATION.support:
      return Math.min(1000, Math.floor(supportOf(world, district, faction) / 100));
    case CONSIDERATION.hostility:
      return hostilityTo(world, faction, owner);
    case CONSIDERATION.contested:
      return world.district.contestedTick[district] === 0 ? 0 : 1000;
    case CONSIDERATION.momentum:
      return momentumOf(world, faction, district);
    case CONSIDERATION.traffic:
      return share(world.districtSide.traffic[district * SIDE_COUNT + owner], TRAFFIC_FULL);
    case CONSIDERATION.danger:
      return share(strongestEnemy(world, district, enemies), DANGER_FULL);
    case CONSIDERATION.weariness:
      return Math.min(1000, world.mind.weariness[faction]);
    case CONSIDERATION.failures:
      return share(setbacksAt(world, faction, district), SETBACKS_TO_REST);
    case CONSIDERATION.weather:
      // Twice as much as usual is the best there can be.
      return share(world.territories.presencePercent[graph.districtRegion[district]], 200);
    case CONSIDERATION.wealth:
      return wealthAround(world, faction, district);
    default:
      return owner === 0 ? 500 : trustIn(world, faction, owner);
  }
}

/** Strength of the strongest of `enemies` in a district, 1/256 unit. */
export function strongestEnemy(world: World, district: number, enemies: number): number {
  const { strength } = world.districtSide;
  let most = 0;
  for (let other = 1; other < SIDE_COUNT; other++) {
    if (enemies & (1 << other)) most = Math.max(most, strength[district * SIDE_COUNT + other]);
  }
  return most;
}

function forceIn(world: World, faction: number, district: number, enemies: number): number {
  const own = world.districtSide.strength[district * SIDE_COUNT + faction];
  const theirs = strongestEnemy(world, district, enemies);
  return own + theirs === 0 ? 500 : share(own, own + theirs);
}

/** What it is by persona, less for trust and more for land: whoever has twice an even share is everybody's enemy. */
function hostilityTo(world: World, faction: number, owner: number): number {
  if (owner === 0) return 500;
  const { graph, rules, side } = world;
  const row = faction * SIDE_COUNT + owner;
  const land = Math.floor((side.land[owner] * (SIDE_COUNT - 1) * 1000) / graph.districtCount);
  const lead = Math.max(0, land - 1000);
  return Math.max(0, Math.min(1000, rules.ai.hostility[row] - Math.floor(world.pact.trust[row] / 4) + lead));
}

function momentumOf(world: World, faction: number, district: number): number {
  const second = Math.floor(world.ledger.tick[0] / TICKS_PER_SECOND) + 1;
  const seconds = second - world.district.changedSecond[district];
  const momentum = fadedMomentum(world.districtSide.momentum[district * SIDE_COUNT + faction], seconds);
  return Math.max(0, Math.min(1000, 500 + Math.floor(momentum / MOMENTUM_PER_POINT)));
}

/** A part of a whole in thousandths, at most 1000. */
export function share(part: number, whole: number): number {
  return part >= whole ? 1000 : Math.floor((part * 1000) / whole);
}
