import type { World } from '../../components/world.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { pickControlPoint, pickDistrict, spawn } from './spawn.ts';

/**
 * Adds the `ordinal`-th patrol of the world, for the factions in turn, in their own land (anywhere, in an open world).
 * It sets out in the tick after. Returns its id, or 0 when the world is full.
 */
export function spawnPatrol(world: World, ordinal: number): number {
  return addPatrol(world, 1 + (ordinal % 7), ordinal);
}

/** Adds a patrol of a faction as `spawnPatrol` does. `entropy` tells apart several of one tick. */
export function addPatrol(world: World, faction: number, entropy: number): number {
  const { graph, ledger, patrol, rules } = world;
  const seed = ledger.seed[0];
  const tick = ledger.tick[0];
  const district = pickDistrict(world, faction, entropy);
  const point = rules.patrolRoamsTerritories ? pickControlPoint(world, district, entropy) : -1;
  const x =
    point >= 0
      ? graph.controlPointX[point]
      : randomBelow(seed, tick, entropy, PURPOSE.legJitterX, graph.widthUnits);
  const y =
    point >= 0
      ? graph.controlPointY[point]
      : randomBelow(seed, tick, entropy, PURPOSE.legJitterY, graph.heightUnits);
  const id = spawn(world, ENTITY_KIND.patrol, faction, x, y);
  if (id === 0) return 0;
  const speeds = rules.patrolUnitsPerTickMax - rules.patrolUnitsPerTickMin + 1;
  patrol.district[id] = district;
  patrol.speed[id] = rules.patrolUnitsPerTickMin + randomBelow(seed, tick, entropy, PURPOSE.speed, speeds);
  // Not all in one tick: a thousand first steps at once would be a burst that no later tick sees.
  patrol.turnTick[id] =
    tick + 1 + randomBelow(seed, tick, entropy, PURPOSE.pauseTicks, 1 + rules.pauseTicksMax);
  patrol.legEndTick[id] = patrol.turnTick[id];
  return id;
}
