import { ERRAND } from '../components/avatar.ts';
import { ASTRAY } from '../components/combat.ts';
import type { World } from '../components/world.ts';
import { RINGS } from '../src/combat/ring.ts';
import { ENTITY_COUNT_MAX } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { hasTarget } from './actions/aim.ts';
import { pursue } from './actions/pursuit.ts';
import { setCourse } from './actions/set-course.ts';
import { halt } from './actions/walk.ts';
import { endFight, goBack, leaveWay } from './actions/way.ts';

/** Who has a target to walk up to. */
const pursuers = new Uint32Array(ENTITY_COUNT_MAX);
/** Places around a target that somebody goes to, bits; RINGS words for each id, all 0 between ticks. */
const taken = new Uint32Array(ENTITY_COUNT_MAX * RINGS);
/** Whose words those are. */
const marked = new Uint32Array(ENTITY_COUNT_MAX);

/** Sets the course of fighters towards their targets, back to their ways, or away. */
export function pursueTargets(world: World): void {
  const { fighter } = world;
  const count = callAvatars(world, callPatrols(world, 0));
  for (let i = 0; i < count; i++) {
    const id = pursuers[i];
    marked[i] = fighter.target[id];
    const slot = fighter.slot[id] - 1;
    if (slot >= 0) taken[marked[i] * RINGS + (slot >> 5)] |= 1 << (slot & 31);
  }
  for (let i = 0; i < count; i++) pursue(world, pursuers[i], taken);
  for (let i = 0; i < count; i++) {
    for (let ring = 0; ring < RINGS; ring++) taken[marked[i] * RINGS + ring] = 0;
  }
}

/** Lists the patrols that pursue, behind the `count` listed already, and leads others back. Returns the new count. */
function callPatrols(world: World, count: number): number {
  const { isAstray, target } = world.fighter;
  const ids = world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (target[id] === 0 && isAstray[id] === ASTRAY.no) continue;
    if (isAstray[id] === ASTRAY.returns) goBack(world, id);
    else if (target[id] === 0) endFight(world, id);
    else if (hasTarget(world, id)) {
      if (isAstray[id] === ASTRAY.no) leaveWay(world, id);
      pursuers[count++] = id;
    } else if (isAstray[id] === ASTRAY.pursues) halt(world, id);
  }
  return count;
}

/** Lists the avatars that were sent against somebody and to nowhere else. Those whose pursuit is over stand still. */
function callAvatars(world: World, count: number): number {
  const { avatar, fighter } = world;
  const ids = world.entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    if (avatar.errand[id] !== ERRAND.none) continue;
    if (fighter.isOrdered[id] === 1 && hasTarget(world, id)) {
      fighter.isAstray[id] = ASTRAY.pursues;
      pursuers[count++] = id;
    } else if (fighter.isAstray[id] === ASTRAY.pursues) {
      fighter.isAstray[id] = ASTRAY.no;
      setCourse(world, id, 0, 0);
    }
  }
  return count;
}
