import { ASTRAY } from '../../components/combat.ts';
import { PROPERTY } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { chooseSlot, nearestPlace, RINGS, slotRadius, slotX, slotY } from '../../src/combat/ring.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { aim } from './aim.ts';
import { isNear } from './escorts.ts';
import { propertyOf } from './properties.ts';
import { COURSE_TICKS, clampToWorld, halt, walk } from './walk.ts';
import { goBack } from './way.ts';

/** Part of its ring's radius that a pursuer may end beside its place, and that its course may lead beside it. */
const NEAR_ENOUGH = 16;

/**
 * Brings a fighter into range of its target: to a place of its own on a ring around it, where it stops. `taken` has the
 * places that others go to, RINGS words for each id.
 */
export function pursue(world: World, id: number, taken: Uint32Array): void {
  const { fighter, ledger, motion } = world;
  const tick = ledger.tick[0];
  if (fighter.courseTick[id] > tick) return;
  const target = fighter.target[id];
  const range = propertyOf(world, id, PROPERTY.range);
  const isInRange = isNear(world, id, target, range);
  const isWalking = motion.vx[id] !== 0 || motion.vy[id] !== 0;
  // Where it came into range without having to walk, and where it has come to stand, it stays.
  if (isInRange && (fighter.slot[id] === 0 || !isWalking)) return halt(world, id);
  if (!isInRange && isBeyondLeash(world, id)) return giveUp(world, id);
  if (fighter.slot[id] === 0 || !isWalking) takePlace(world, id, taken);
  const slot = fighter.slot[id] - 1;
  const { graph } = world;
  const goalX = clampToWorld(motion.x[target] + slotX(slot, range), graph.widthUnits);
  const goalY = clampToWorld(motion.y[target] + slotY(slot, range), graph.heightUnits);
  const dx = goalX - motion.x[id];
  const dy = goalY - motion.y[id];
  if (isInRange && isInPlace(world, id, dx, dy, slotRadius(slot, range))) return halt(world, id);
  walk(world, id, dx, dy, Math.floor(slotRadius(slot, range) / NEAR_ENOUGH), COURSE_TICKS);
}

/** Chooses the place around its target that lies in the direction a fighter comes from, or one beside it. */
function takePlace(world: World, id: number, taken: Uint32Array): void {
  const { fighter, motion } = world;
  const target = fighter.target[id];
  const at = target * RINGS;
  const before = fighter.slot[id] - 1;
  if (before >= 0) taken[at + (before >> 5)] &= ~(1 << (before & 31));
  const towards = nearestPlace(motion.x[id] - motion.x[target], motion.y[id] - motion.y[target]);
  const slot = chooseSlot(taken, at, towards);
  taken[at + (slot >> 5)] |= 1 << (slot & 31);
  fighter.slot[id] = slot + 1;
}

/**
 * Whether a fighter in range needs to go no further: its place is near, or a target on the move has come so close that
 * the place lies behind it.
 */
function isInPlace(world: World, id: number, dx: number, dy: number, radius: number): boolean {
  const { fighter, motion } = world;
  const near = Math.floor(radius / NEAR_ENOUGH);
  if (dx * dx + dy * dy <= near * near) return true;
  const target = fighter.target[id];
  if (motion.vx[target] === 0 && motion.vy[target] === 0) return false;
  return dx * (motion.x[target] - motion.x[id]) + dy * (motion.y[target] - motion.y[id]) <= 0;
}

function isBeyondLeash(world: World, id: number): boolean {
  const { fighter, identity, motion, rules } = world;
  // Avatars go as far as their players send them.
  if (identity.kind[id] !== ENTITY_KIND.patrol || fighter.isAstray[id] === ASTRAY.no) return false;
  const dx = motion.x[id] - fighter.leashX[id];
  const dy = motion.y[id] - fighter.leashY[id];
  return dx * dx + dy * dy > rules.combat.leashUnits * rules.combat.leashUnits;
}

function giveUp(world: World, id: number): void {
  aim(world, id, 0);
  world.fighter.isAstray[id] = ASTRAY.returns;
  goBack(world, id);
}
