import type { World } from '../../components/world.ts';
import { CONVOY_COUNT_MAX, RESOURCE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { sectorAt } from '../../src/protocol/items.ts';
import { canSalvage, findSalvager } from './salvager.ts';
import { despawn, spawn } from './spawn.ts';

/** Somebody new at a wreck is noticed once in so many ticks. */
const LOOK_TICKS = 15;

/** Wrecks that can end in one tick; the others wait for the next. */
const ended = new Uint32Array(CONVOY_COUNT_MAX);

/**
 * Leaves what a convoy still has on board where it is, as a wreck. Whoever is born after the entities were indexed has
 * to be indexed with them before the tick is told: the caller sees to that. Returns whether there is a wreck; without
 * cargo, and in a full world, there is none.
 */
export function leaveWreck(world: World, id: number): boolean {
  const { convoy, grid, identity, ledger, motion, rules, sectors, wreck } = world;
  const units = convoy.cargo[id];
  if (units === 0) return false;
  const left = spawn(world, ENTITY_KIND.wreck, identity.faction[id], motion.x[id], motion.y[id]);
  if (left === 0) return false;
  convoy.cargo[id] = 0;
  sectors.of[left] = sectorAt(grid, motion.x[left], motion.y[left]);
  wreck.resource[left] = convoy.resource[id];
  wreck.cargo[left] = units;
  wreck.faction[left] = identity.faction[id];
  wreck.endTick[left] = ledger.tick[0] + rules.combat.wreckTicks;
  return true;
}

/** Goes on with every wreck: somebody takes what is in it, or in the end it is lost. */
export function tendWrecks(world: World): void {
  const ids = world.entities.rosters.get(ENTITY_KIND.wreck)!.ids();
  let count = 0;
  for (let i = 0; i < ids.length && count < ended.length; i++) {
    if (tend(world, ids[i])) ended[count++] = ids[i];
  }
  // Not before: who ends takes itself off the roster.
  for (let i = 0; i < count; i++) endWreck(world, ended[i]);
}

/** Lets a wreck go on by a tick. Returns whether nothing is in it any more. */
function tend(world: World, id: number): boolean {
  const { account, identity, ledger, wreck } = world;
  const tick = ledger.tick[0];
  if (!isAtWork(world, id)) {
    wreck.salvager[id] = 0;
    if ((tick + id) % LOOK_TICKS === 0) beginSalvage(world, id, findSalvager(world, id));
  }
  const { salvager } = wreck;
  if (salvager[id] !== 0 && wreck.salvageTick[id] <= tick) {
    account.delivered[identity.faction[salvager[id]] * RESOURCE_COUNT + wreck.resource[id]] +=
      wreck.cargo[id];
    return true;
  }
  if (wreck.endTick[id] > tick) return false;
  account.lost[wreck.faction[id] * RESOURCE_COUNT + wreck.resource[id]] += wreck.cargo[id];
  return true;
}

function beginSalvage(world: World, id: number, by: number): void {
  const { identity, ledger, rules, wreck } = world;
  if (by === 0) return;
  wreck.salvager[id] = by;
  wreck.salvagerUse[id] = identity.generation[by];
  wreck.salvageTick[id] = ledger.tick[0] + rules.combat.salvageTicks;
}

/** Whether who began to take what lies in a wreck is still there. */
function isAtWork(world: World, id: number): boolean {
  const { identity, wreck } = world;
  const by = wreck.salvager[id];
  return by !== 0 && wreck.salvagerUse[id] === identity.generation[by] && canSalvage(world, by, id);
}

function endWreck(world: World, id: number): void {
  const { wreck } = world;
  wreck.resource[id] = 0;
  wreck.cargo[id] = 0;
  wreck.faction[id] = 0;
  wreck.endTick[id] = 0;
  wreck.salvager[id] = 0;
  wreck.salvagerUse[id] = 0;
  wreck.salvageTick[id] = 0;
  despawn(world, id);
}
