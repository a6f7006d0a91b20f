import type { World } from '../../components/world.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { pickDistrict } from './spawn.ts';
import { makeWhole } from './wounds.ts';

/** Lets a fallen avatar rise, whole again, in its faction's hub or, while that is lost, elsewhere in its land. */
export function rise(world: World, id: number): void {
  const { fighter } = world;
  fighter.respawnTick[id] = 0;
  makeWhole(world, id);
  fighter.attackers[id] = 0;
  fighter.engagedTick[id] = 0;
  // It looks around at once: the ground is another one.
  fighter.lookTick[id] = 0;
  setDown(world, id);
}

function setDown(world: World, id: number): void {
  const { changes, graph, identity, motion } = world;
  const faction = identity.faction[id];
  const hub = graph.hubDistrict[faction];
  const district = hub >= 0 && world.district.owner[hub] === faction ? hub : pickDistrict(world, faction, id);
  const point = heldPoint(world, district, faction, id);
  motion.x[id] = point < 0 ? graph.districtX[district] : graph.controlPointX[point];
  motion.y[id] = point < 0 ? graph.districtY[district] : graph.controlPointY[point];
  changes.note(id, CHANGE.place);
}

/** A control point of a district that a faction holds, drawn by the id; -1 when it holds none there. */
function heldPoint(world: World, district: number, faction: number, id: number): number {
  const { controlPoint, graph, ledger } = world;
  const first = graph.controlPointStart[district];
  const count = graph.controlPointStart[district + 1] - first;
  if (count === 0) return -1;
  const drawn = randomBelow(ledger.seed[0], ledger.tick[0], id, PURPOSE.risePlace, count);
  for (let i = 0; i < count; i++) {
    const point = first + ((drawn + i) % count);
    if (controlPoint.owner[point] === faction) return point;
  }
  return -1;
}
