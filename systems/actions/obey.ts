import { ERRAND } from '../../components/avatar.ts';
import { ASTRAY } from '../../components/combat.ts';
import { POSTURE } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { HEADINGS, stepX, stepY } from '../../src/maths/fixed-point.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND, RESULT, type Result } from '../../src/protocol/fields.ts';
import { setAbsence } from './absence-order.ts';
import { escortConvoy, planRoute, raidConvoy, setStance } from './convoy-orders.ts';
import { attack, setPosture } from './fight-orders.ts';
import { equip, useItem } from './items.ts';
import { takeUpObjective } from './objectives.ts';
import { setCourse } from './set-course.ts';
import { paceOf } from './walk.ts';
import { takeUpWay } from './way.ts';

/** Orders that only a player can give: a soldier carries nothing, and nobody would hear the answer. */
const FOR_PLAYERS: readonly number[] = [ORDER.planRoute, ORDER.equip, ORDER.useItem, ORDER.absence];

/** Orders that a soldier who goes back to its post or way carries out at once. */
const AT_ONCE: readonly number[] = [
  ...[ORDER.moveTo, ORDER.moveDirection, ORDER.stop, ORDER.attack, ORDER.raid],
];

/**
 * Carries out an order of whoever leads a body: the player of an avatar, or the mind that leads a soldier. Both are
 * held to the same rules. A soldier in a fight walks when that is over, or when it is told to retreat.
 */
export function obey(world: World, id: number, op: number, a: number, b: number): Result {
  const { entities, fighter, identity } = world;
  if (id === 0 || entities.isBody[id] === 0) return RESULT.noAvatar;
  if (fighter.respawnTick[id] !== 0) return RESULT.fallen;
  if (identity.kind[id] === ENTITY_KIND.avatar) return carryOut(world, id, op, a, b);
  if (FOR_PLAYERS.includes(op)) return RESULT.notPossible;
  const isInRetreat = fighter.posture[id] === POSTURE.retreat;
  if (fighter.isAstray[id] === ASTRAY.returns && !isInRetreat && AT_ONCE.includes(op)) takeUpWay(world, id);
  const result = carryOut(world, id, op, a, b);
  if (op !== ORDER.posture || result !== RESULT.done || fighter.isAstray[id] === ASTRAY.no) return result;
  // It lets go of a fight, or is called back from a retreat of its own.
  if (isInRetreat || a === POSTURE.retreat) takeUpWay(world, id);
  return result;
}

function carryOut(world: World, id: number, op: number, a: number, b: number): Result {
  const { avatar, fighter, graph, ledger } = world;
  switch (op) {
    case ORDER.moveTo:
      if (a < 0 || b < 0 || a >= graph.widthUnits || b >= graph.heightUnits) return RESULT.outsideWorld;
      avatar.errand[id] = ERRAND.walkTo;
      avatar.goalX[id] = a;
      avatar.goalY[id] = b;
      avatar.turnTick[id] = ledger.tick[0];
      return RESULT.done;
    case ORDER.moveDirection: {
      if (a < 0 || a >= HEADINGS || b < 1 || b > 100) return RESULT.badValue;
      const speed = Math.max(1, Math.floor((paceOf(world, id) * b) / 100));
      walkOn(world, id, stepX(a, speed), stepY(a, speed));
      return RESULT.done;
    }
    case ORDER.stop:
      avatar.errand[id] = ERRAND.none;
      avatar.turnTick[id] = 0;
      // Whom it was to attack it follows no more.
      fighter.isOrdered[id] = 0;
      if (!isAtWar(world, id)) setCourse(world, id, 0, 0);
      return RESULT.done;
    case ORDER.objective:
      return takeUpObjective(world, id, a, b);
    case ORDER.planRoute:
      return planRoute(world, id, a, b);
    case ORDER.escort:
      return escortConvoy(world, id, a, b);
    case ORDER.raid:
      return raidConvoy(world, id, a, b);
    case ORDER.convoyStance:
      return setStance(world, id, a, b);
    case ORDER.attack:
      return attack(world, id, a, b);
    case ORDER.posture:
      return setPosture(world, id, a);
    case ORDER.equip:
      return equip(world, id, a, b);
    case ORDER.useItem:
      return useItem(world, id, a);
    case ORDER.absence:
      return setAbsence(world, id, a);
    default:
      return RESULT.unknownOrder;
  }
}

function walkOn(world: World, id: number, vx: number, vy: number): void {
  const { avatar, identity, ledger } = world;
  avatar.errand[id] = ERRAND.walkOn;
  avatar.turnTick[id] = ledger.tick[0];
  if (identity.kind[id] !== ENTITY_KIND.avatar) {
    avatar.goalX[id] = vx;
    avatar.goalY[id] = vy;
  }
  if (!isAtWar(world, id)) setCourse(world, id, vx, vy);
}

/** Whether a fight decides where a body goes: that of a soldier, while a player's avatar goes where it is told. */
function isAtWar(world: World, id: number): boolean {
  return world.identity.kind[id] !== ENTITY_KIND.avatar && world.fighter.isAstray[id] !== ASTRAY.no;
}
