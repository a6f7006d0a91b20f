import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import { STANCE } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { keepDestination } from './convoy-destination.ts';
import { driveOn, halt } from './convoy-leg.ts';
import { followRoute, REROUTES_MAX } from './convoy-path.ts';
import { askFromHere, withdrawQuestion } from './convoy-question.ts';
import { arrive } from './deliver.ts';
import { loseConvoy } from './end-convoy.ts';
import { noteConvoy } from './note-convoy.ts';
import { stepSecurity } from './route-figures.ts';

/** A convoy that stands is looked at once in so many ticks, and when an answer comes. */
export const CHECK_TICKS = 30;

/** A convoy that has a way does not wait longer for a better one than this, ten seconds. */
const ANSWER_TICKS = 600;
/** A convoy without a way asks again this often, and is given up after the second: ten minutes. */
const ASK_AGAIN_TICKS = 600;
const STRANDED_TICKS = 36_000;

/** Decides what a convoy does that stands at the center of a district: arrive, look for a way, wait, or drive on. */
export function stopAtCenter(world: World, id: number): void {
  const { convoy, roads } = world;
  halt(world, id);
  if (!keepDestination(world, id)) {
    loseConvoy(world, id, 0);
    return;
  }
  if (convoy.district[id] === roads.depots.district[convoy.to[id]]) arrive(world, id);
  else if (convoy.path[id] === 0) lookForWay(world, id);
  else if (!isLookingForBetter(world, id) && !isWaitingForSafety(world, id)) driveOn(world, id);
}

function lookForWay(world: World, id: number): void {
  const { convoy, ledger } = world;
  if (followRoute(world, id)) {
    driveOn(world, id);
    return;
  }
  beginToWait(world, id);
  const waited = ledger.tick[0] - convoy.waitTick[id];
  if (waited >= STRANDED_TICKS) loseConvoy(world, id, 0);
  else if (convoy.request[id] === 0 && waited % ASK_AGAIN_TICKS < CHECK_TICKS) askFromHere(world, id, 0);
}

/** Whether a convoy waits for the answer whether there is a better way than its own. */
function isLookingForBetter(world: World, id: number): boolean {
  const { convoy, ledger, routeRequest } = world;
  if (convoy.request[id] === 0) {
    if (convoy.isStale[id] === 0 || convoy.reroutes[id] >= REROUTES_MAX) return false;
    if (followRoute(world, id)) {
      convoy.isStale[id] = 0;
      return false;
    }
    // When no question can be put it drives on as it is, and asks at the next center.
    return askFromHere(world, id, 0);
  }
  if (ledger.tick[0] - routeRequest.askTick[convoy.request[id] - 1] < ANSWER_TICKS) return true;
  withdrawQuestion(world, id);
  return false;
}

/** Whether a convoy is careful and waits before an unsafe step; in the end it asks for a safe way, once. */
function isWaitingForSafety(world: World, id: number): boolean {
  const { convoy, ledger, rules } = world;
  const { patienceTicks, securityMin } = rules.convoys;
  if (convoy.stance[id] !== STANCE.careful || convoy.waited[id] === 1) return false;
  if (stepSecurity(world, convoy.path[id] - 1, convoy.step[id]) >= securityMin) return false;
  beginToWait(world, id);
  if (ledger.tick[0] - convoy.waitTick[id] < patienceTicks) return true;
  convoy.waited[id] = 1;
  return askFromHere(world, id, securityMin);
}

function beginToWait(world: World, id: number): void {
  const { convoy, ledger } = world;
  if (convoy.waitTick[id] !== 0) return;
  convoy.waitTick[id] = ledger.tick[0];
  noteConvoy(world, id, CONVOY_EVENT.waiting);
}
