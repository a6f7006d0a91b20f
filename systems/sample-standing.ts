import type { World } from '../components/world.ts';
import { ENTITY_COUNT_MAX } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { stand } from './actions/stand.ts';

/** Every entity is looked at once in so many turns: in two seconds the fastest avatar cannot cross a control point. */
const TURNS = 20;

/**
 * A turn is in every sixth tick, in one in which nothing else is done about territories (see stepTerritories and
 * spreadPressure). Few in each tick would cost twice as much: whatever a turn needs has left the cache since the last.
 */
const TURN_TICKS = 6;
const TURN_OFFSET = 5;

/** Who is looked at in a turn, and whether there is a control point near: 1 or 0. */
const looked = new Uint32Array(Math.ceil(ENTITY_COUNT_MAX / TURNS) + 1);
const isNear = new Uint8Array(looked.length);

/**
 * Notes at which control point entities stand, a twentieth of them in each turn. The counts they add to are kept up to
 * date from one look to the next: nobody has to be counted twice. Patrols are three times as slow as avatars, and are
 * looked at every third time only.
 */
export function sampleStanding(world: World): void {
  const { ledger, motion, standing, territories } = world;
  const tick = ledger.tick[0];
  if (tick % TURN_TICKS !== TURN_OFFSET) return;
  const count = chooseLooked(world, Math.floor(tick / TURN_TICKS));
  lookForPoints(world, count);
  for (let i = 0; i < count; i++) {
    const id = looked[i];
    const point = isNear[i] === 0 ? 0 : territories.points.at(motion.x[id], motion.y[id]) + 1;
    if (point !== standing.point[id]) stand(world, id, point);
  }
}

/** Fills `looked` with those whose turn it is. Returns how many they are. */
function chooseLooked(world: World, turn: number): number {
  const { entityHigh } = world.ledger;
  const { kind } = world.identity;
  const { respawnTick } = world.fighter;
  const part = turn % TURNS;
  const round = Math.floor(turn / TURNS);
  // Ids side by side and not every twentieth: each of those would be a cache miss in four columns.
  const first = 1 + Math.floor((entityHigh[0] * part) / TURNS);
  const end = 1 + Math.floor((entityHigh[0] * (part + 1)) / TURNS);
  let count = 0;
  for (let id = first; id < end; id++) {
    if (kind[id] === ENTITY_KIND.patrol) {
      if ((id + round) % 3 !== 0) continue;
      // Convoys pass through, forts and wrecks are no people, and who has fallen holds no ground.
    } else if (kind[id] !== ENTITY_KIND.avatar || respawnTick[id] !== 0) continue;
    looked[count++] = id;
  }
  return count;
}

function lookForPoints(world: World, count: number): void {
  const { points } = world.territories;
  const { x, y } = world.motion;
  for (let i = 0; i < count; i++) isNear[i] = points.isNear(x[looked[i]], y[looked[i]]) ? 1 : 0;
}
