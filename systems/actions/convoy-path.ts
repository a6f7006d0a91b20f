import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import type { World } from '../../components/world.ts';
import { PATH_NODES } from '../../src/limits.ts';
import { withdrawQuestion } from './convoy-question.ts';
import { noteConvoy } from './note-convoy.ts';
import { holdPath, releasePath } from './paths.ts';
import { pathCost } from './route-figures.ts';

/** A convoy that has changed its way so often on a trip stays on it. */
export const REROUTES_MAX = 8;

/**
 * Takes the answer to a convoy's question for a way from where it stands: a path with nobody on it yet, or -1 when
 * there is none. It changes over if that is worth it, and goes on in this tick.
 */
export function takeConvoyPath(world: World, id: number, path: number): void {
  const { convoy, ledger, pathNode } = world;
  convoy.request[id] = 0;
  convoy.isStale[id] = 0;
  if (path >= 0 && pathNode.district[path * PATH_NODES] === convoy.district[id])
    considerPath(world, id, path, 0);
  // Without any way it goes on waiting. A convoy that is being raided stands until that is decided.
  if (convoy.path[id] !== 0 && convoy.raidTick[id] === 0) convoy.arriveTick[id] = ledger.tick[0];
}

/**
 * Lets a convoy change to the path of its route where that leads through the place it stands at. Returns whether it
 * did.
 */
export function followRoute(world: World, id: number): boolean {
  const { convoy, path, pathNode, route } = world;
  const row = convoy.route[id] - 1;
  if (row < 0 || route.path[row] === 0 || route.to[row] !== convoy.to[id]) return false;
  const candidate = route.path[row] - 1;
  if (candidate === convoy.path[id] - 1) return false;
  for (let step = 0; step < path.hops[candidate]; step++) {
    if (pathNode.district[candidate * PATH_NODES + step] !== convoy.district[id]) continue;
    return considerPath(world, id, candidate, step);
  }
  return false;
}

/** Lets a convoy go to another depot: it has no way until one is found. */
export function changeDestination(world: World, id: number, depot: number): void {
  const { convoy } = world;
  withdrawQuestion(world, id);
  if (convoy.path[id] !== 0) releasePath(world, convoy.path[id] - 1);
  convoy.path[id] = 0;
  convoy.step[id] = 0;
  convoy.isStale[id] = 0;
  convoy.waitTick[id] = 0;
  convoy.waited[id] = 0;
  convoy.to[id] = depot;
}

/** Changes to a path if the convoy has none, or if it is better by enough. */
function considerPath(world: World, id: number, path: number, step: number): boolean {
  const { convoy, identity, treasury } = world;
  const held = convoy.path[id] - 1;
  if (held >= 0 && (isSamePath(world, id, path, step) || !isWorthIt(world, id, path, step))) return false;
  holdPath(world, path);
  if (held >= 0) releasePath(world, held);
  convoy.path[id] = path + 1;
  convoy.step[id] = step;
  convoy.reroutes[id]++;
  treasury.rerouted[identity.faction[id]]++;
  noteConvoy(world, id, CONVOY_EVENT.rerouted);
  return true;
}

/**
 * Whether a path costs so much less than what is left of the present one that changing over pays. Each change on a trip
 * doubles the gain that the next one takes: a border that changes hands all the time must not send anybody to and fro.
 * Who has waited in vain takes any way that is safer.
 */
function isWorthIt(world: World, id: number, path: number, step: number): boolean {
  const { convoy, identity, rules } = world;
  if (convoy.reroutes[id] >= REROUTES_MAX) return false;
  if (convoy.waited[id] === 1) return true;
  const faction = identity.faction[id];
  const present = pathCost(world, faction, convoy.path[id] - 1, convoy.step[id]);
  const other = pathCost(world, faction, path, step);
  const factor = 100 + rules.convoys.hysteresisPercent * (1 << convoy.reroutes[id]);
  return present * 100 > other * factor;
}

/** Whether a path leads on as the present one does. */
function isSamePath(world: World, id: number, path: number, step: number): boolean {
  const { convoy, path: paths, pathNode } = world;
  const held = convoy.path[id] - 1;
  const left = paths.hops[held] - convoy.step[id];
  if (paths.hops[path] - step !== left) return false;
  for (let i = 0; i <= left; i++) {
    const mine = pathNode.district[held * PATH_NODES + convoy.step[id] + i];
    if (pathNode.district[path * PATH_NODES + step + i] !== mine) return false;
  }
  return true;
}
