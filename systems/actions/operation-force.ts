import type { World } from '../../components/world.ts';
import { SQUAD_SIZE_MAX, SQUADS_EACH } from '../../src/limits.ts';
import { sideOf } from './operation-clock.ts';
import { membersOf } from './soldiers.ts';

/**
 * The squads of the operation that is looked at, with their soldiers, as `gatherForce` found them. Working memory: it
 * holds until the next call.
 */
export const force = {
  /** Squads that have anybody left, and their soldiers together. */
  count: 0,
  soldiers: 0,
  /** Rows of squads, ascending. */
  squads: new Uint16Array(SQUADS_EACH),
  sizes: new Uint8Array(SQUADS_EACH),
  members: Array.from({ length: SQUADS_EACH }, () => new Uint32Array(SQUAD_SIZE_MAX)),
};

/** Finds out who is left of an operation's squads. */
export function gatherForce(world: World, row: number): void {
  const { operation } = world.squad;
  const first = sideOf(row) * SQUADS_EACH;
  force.count = 0;
  force.soldiers = 0;
  for (let squad = first; squad < first + SQUADS_EACH; squad++) {
    if (operation[squad] !== row + 1) continue;
    const size = membersOf(world, squad, force.members[force.count]);
    if (size === 0) continue;
    force.squads[force.count] = squad;
    force.sizes[force.count++] = size;
    force.soldiers += size;
  }
}

/**
 * Groups in which the `i`-th squad stands at control points: each of a full complement, the last one of what is left
 * besides.
 */
export function groupsOf(world: World, i: number): number {
  return Math.max(1, Math.floor(force.sizes[i] / Math.max(1, world.rules.territory.presenceUnitsCap)));
}

/** Place in its squad of the first soldier of a group. */
export function firstOf(world: World, group: number): number {
  return group * Math.max(1, world.rules.territory.presenceUnitsCap);
}
