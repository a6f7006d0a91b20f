import { addBody, despawnEntity, spawnEntity } from '../../components/entities.ts';
import type { World } from '../../components/world.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { CHANGE, NOWHERE } from '../../src/replication/change-log.ts';
import { aim } from './aim.ts';
import { arm } from './arm.ts';
import { stand } from './stand.ts';

/** A standing entity at (x, y), which must lie inside the world. Returns its id, or 0 when the world is full. */
export function spawn(world: World, kind: number, faction: number, x: number, y: number): number {
  const id = spawnEntity(world.entities, world, kind, faction);
  if (id === 0) return 0;
  const { motion } = world;
  motion.x[id] = x;
  motion.y[id] = y;
  motion.vx[id] = 0;
  motion.vy[id] = 0;
  world.sectors.of[id] = NOWHERE;
  arm(world, id);
  if (kind === ENTITY_KIND.avatar) addBody(world.entities, id);
  world.changes.note(id, CHANGE.spawn);
  return id;
}

/** Ends an entity at once; clients hear of it in this tick. */
export function despawn(world: World, id: number): void {
  stand(world, id, 0);
  aim(world, id, 0);
  // Its squad forgets it at the next look: whoever gets the id does not serve there.
  world.soldier.squad[id] = 0;
  despawnEntity(world.entities, world, id);
  world.changes.note(id, CHANGE.gone);
}

/** A random control point of a district; -1 when it has none. `entropy` tells apart several draws of one tick. */
export function pickControlPoint(world: World, district: number, entropy: number): number {
  const { graph, ledger } = world;
  const first = graph.controlPointStart[district];
  const count = graph.controlPointStart[district + 1] - first;
  if (count === 0) return -1;
  return first + randomBelow(ledger.seed[0], ledger.tick[0], entropy, PURPOSE.spawnPlace, count);
}

/** Draws before `pickDistrict` takes the next one in order: with a tenth of the land, 1 pick in 800 comes to that. */
const DISTRICT_DRAWS = 64;

/** A random district owned by a faction, or any when it owns none. `entropy` tells apart several draws of one tick. */
export function pickDistrict(world: World, faction: number, entropy: number): number {
  const { district, graph, ledger } = world;
  const count = graph.districtCount;
  let drawn = 0;
  // Drawing again and again is fair to each district. Walking on from one draw would crowd the first of the faction's
  // land in file order, because neighbors in the file are neighbors on the map.
  for (let i = 0; i < DISTRICT_DRAWS; i++) {
    const draw = entropy * DISTRICT_DRAWS + i;
    drawn = randomBelow(ledger.seed[0], ledger.tick[0], draw, PURPOSE.legDistrict, count);
    if (district.owner[drawn] === faction) return drawn;
  }
  for (let i = 1; i < count; i++) {
    const next = (drawn + i) % count;
    if (district.owner[next] === faction) return next;
  }
  return drawn;
}
