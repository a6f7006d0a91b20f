import { THREAT } from '../../components/ai-rules.ts';
import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import type { World } from '../../components/world.ts';
import { withdrawQuestion } from './convoy-question.ts';
import { dismissFrom } from './escorts.ts';
import { loseGoods } from './goods.ts';
import { moveIntegrity } from './integrity.ts';
import { noteConvoy } from './note-convoy.ts';
import { releasePath } from './paths.ts';
import { despawn } from './spawn.ts';
import { noteThreat } from './threats.ts';

/** A convoy is lost with what it still has on board; `by` is the faction whose doing it is, 0 = nobody's. */
export function loseConvoy(world: World, id: number, by: number): void {
  const { convoy, graph, identity, rules, treasury } = world;
  loseGoods(world, id, convoy.cargo[id]);
  treasury.destroyed[identity.faction[id]]++;
  moveIntegrity(world, graph.districtRegion[convoy.district[id]], -rules.convoys.integrityLoss);
  noteConvoy(world, id, CONVOY_EVENT.lost);
  noteThreat(world, identity.faction[id], THREAT.convoyLost, convoy.district[id], by, id);
  endConvoy(world, id);
}

/** Ends a convoy that has nothing on board any more, and gives back all that it held. */
export function endConvoy(world: World, id: number): void {
  const { convoy, identity, route, treasury } = world;
  withdrawQuestion(world, id);
  if (convoy.path[id] !== 0) releasePath(world, convoy.path[id] - 1);
  if (convoy.route[id] !== 0) route.convoys[convoy.route[id] - 1]--;
  treasury.convoys[identity.faction[id]]--;
  dismissFrom(world, id);
  clearConvoy(world, id);
  despawn(world, id);
}

/** The id is given again, and not only to convoys. */
function clearConvoy(world: World, id: number): void {
  const { convoy } = world;
  convoy.route[id] = 0;
  convoy.path[id] = 0;
  convoy.step[id] = 0;
  convoy.district[id] = 0;
  convoy.crossTick[id] = 0;
  convoy.arriveTick[id] = 0;
  convoy.from[id] = 0;
  convoy.to[id] = 0;
  convoy.vehicle[id] = 0;
  convoy.speed[id] = 0;
  convoy.resource[id] = 0;
  convoy.loaded[id] = 0;
  convoy.stance[id] = 0;
  convoy.request[id] = 0;
  convoy.bornTick[id] = 0;
  convoy.isStale[id] = 0;
  convoy.reroutes[id] = 0;
  convoy.waitTick[id] = 0;
  convoy.waited[id] = 0;
  convoy.raidTick[id] = 0;
  convoy.raider[id] = 0;
}
