import type { FortSite } from '../../components/fights.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { BATTLE_EVENT } from '../../src/protocol/fields.ts';
import { noteBattle } from './battle-news.ts';
import { areEnemies } from './hostility.ts';
import { despawn, spawn } from './spawn.ts';

/** A site is looked at once in so many ticks. */
const LOOK_TICKS = TICKS_PER_SECOND;

/** Builds the forts and bases of a world that has none yet, and is to have them, for whoever holds their places. */
export function foundForts(world: World): void {
  const { fights, ledger, site } = world;
  if (fights.sites.some((_, row) => site.entity[row] !== 0 || site.dueTick[row] !== 0)) return;
  fights.sites.forEach((place, row) => {
    // What cannot be built now waits for an owner, or for room.
    if (build(world, row, ownerOf(world, place)) === 0) site.dueTick[row] = ledger.tick[0] + 1;
  });
}

/** Takes all forts and bases off a world that is to have none any more. */
export function razeForts(world: World): void {
  const { fights, site } = world;
  fights.sites.forEach((_, row) => {
    const id = standingAt(world, row);
    if (id !== 0) despawn(world, id);
    vacate(world, row);
    site.dueTick[row] = 0;
  });
}

/** Looks at the forts and bases whose turn it is: one whose place was taken goes, and one that is due is built. */
export function tendForts(world: World): void {
  const { fights, ledger, site } = world;
  const tick = ledger.tick[0];
  for (let row = tick % LOOK_TICKS; row < fights.sites.length; row += LOOK_TICKS) {
    const owner = ownerOf(world, fights.sites[row]);
    const id = standingAt(world, row);
    if (id !== 0) {
      // Land that is nobody's is still defended.
      if (owner !== 0 && owner !== world.identity.faction[id]) yieldTo(world, row, id, owner);
    } else if (site.dueTick[row] !== 0 && site.dueTick[row] <= tick && isFree(world, row, owner)) {
      build(world, row, owner);
    }
  }
}

function ownerOf(world: World, { district, point }: FortSite): number {
  return point < 0 ? world.district.owner[district] : world.controlPoint.owner[point];
}

/** The fort or base that stands at a site, 0 = none. */
export function standingAt(world: World, row: number): number {
  const { identity, site } = world;
  const id = site.entity[row];
  return id !== 0 && identity.kind[id] !== 0 && site.use[row] === identity.generation[id] ? id : 0;
}

/** Whether somebody owns a site and no enemy of theirs stands there. */
function isFree(world: World, row: number, owner: number): boolean {
  const { fights, graph, influence } = world;
  const { district, point } = fights.sites[row];
  if (owner === 0) return false;
  const first = point < 0 ? graph.controlPointStart[district] : point;
  const end = point < 0 ? graph.controlPointStart[district + 1] : point + 1;
  for (let at = first; at < end; at++) {
    for (let side = 1; side < SIDE_COUNT; side++) {
      if (influence.units[at * SIDE_COUNT + side] > 0 && areEnemies(world, owner, side)) return false;
    }
  }
  return true;
}

/** Returns the id of what was built, 0 = nothing: nobody owns the place, or the world is full. */
function build(world: World, row: number, owner: number): number {
  const { fights, identity, site } = world;
  const { kind, x, y } = fights.sites[row];
  if (owner === 0) return 0;
  const id = spawn(world, kind, owner, x, y);
  if (id === 0) return 0;
  site.entity[row] = id;
  site.use[row] = identity.generation[id];
  site.dueTick[row] = 0;
  return id;
}

/** The place of a fort was taken: its new owner will build one of its own. */
function yieldTo(world: World, row: number, id: number, owner: number): void {
  const { fights, sectors } = world;
  const { point } = fights.sites[row];
  // The control points of a district that is taken with its base are told of by their own forts.
  if (point >= 0) noteBattle(world, BATTLE_EVENT.resourceCapture, sectors.of[id], point, owner);
  clearSite(world, row);
  despawn(world, id);
}

/** Empties a site: what stood there is built up again after a while. */
export function clearSite(world: World, row: number): void {
  const { ledger, rules, site } = world;
  vacate(world, row);
  site.dueTick[row] = ledger.tick[0] + Math.max(1, rules.combat.rebuildTicks);
}

function vacate(world: World, row: number): void {
  world.site.entity[row] = 0;
  world.site.use[row] = 0;
}
