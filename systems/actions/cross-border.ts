import { CONVOY_EVENT } from '../../components/convoy-news.ts';
import type { World } from '../../components/world.ts';
import { ambushChance, ambushLoss } from '../../src/convoys/danger.ts';
import { shareOf } from '../../src/convoys/pay.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { DISRUPTION, NODE, RELATION, SECURITY_MAX } from '../../src/routing/route-costs.ts';
import { nodeOf } from './convoy-leg.ts';
import { loseConvoy } from './end-convoy.ts';
import { escortsNear } from './escorts.ts';
import { handOver, loseGoods } from './goods.ts';
import { noteConvoy } from './note-convoy.ts';
import { stepSecurity } from './route-figures.ts';

/** On the pressure map of traffic. */
const ONE_CONVOY = 256;

const BLOCKADE = 1 << (NODE.disruptionShift + DISRUPTION.blockade);
const PIRATES = 1 << (NODE.disruptionShift + DISRUPTION.pirates);

/**
 * Takes a convoy over the border that it drives to. Whoever closed the territory to it takes a toll of its cargo; and
 * where the road is not safe it may be ambushed, and lose some of it, or everything and itself.
 */
export function crossBorder(world: World, id: number): void {
  const { convoy, districtSide, identity } = world;
  const before = convoy.district[id];
  convoy.crossTick[id] = 0;
  convoy.district[id] = nodeOf(world, id, convoy.step[id] + 1);
  districtSide.traffic[convoy.district[id] * SIDE_COUNT + identity.faction[id]] += ONE_CONVOY;
  payToll(world, id);
  if (convoy.cargo[id] > 0) surviveAmbush(world, id, before);
  if (convoy.cargo[id] === 0) loseConvoy(world, id, 0);
}

function payToll(world: World, id: number): void {
  const { convoy, identity, road, roads, rules } = world;
  const state = road.state[convoy.district[id]];
  const owner = state & NODE.owner;
  const isEnemy = roads.costs.relation[identity.faction[id] * SIDE_COUNT + owner] === RELATION.enemy;
  if (!isEnemy || (state & BLOCKADE) === 0) return;
  const toll = shareOf(convoy.cargo[id], rules.convoys.tollPercent);
  if (toll === 0) return;
  handOver(world, id, owner, toll);
  noteConvoy(world, id, CONVOY_EVENT.tolled);
}

function surviveAmbush(world: World, id: number, before: number): void {
  const { convoy, ledger, road, rules } = world;
  const security = stepSecurity(world, convoy.path[id] - 1, convoy.step[id]);
  const hasPirates = ((road.state[before] | road.state[convoy.district[id]]) & PIRATES) !== 0;
  if (ambushChance(rules.convoys, security, hasPirates, 0) === 0) return;
  const chance = ambushChance(rules.convoys, security, hasPirates, escortsNear(world, id));
  const draw = randomBelow(ledger.seed[0], ledger.tick[0], id, PURPOSE.ambush, SECURITY_MAX);
  if (draw >= chance) return;
  const isTotal = draw * 100 < chance * rules.convoys.ambushDestroysPercent;
  const armor = rules.convoys.vehicleArmor[convoy.vehicle[id]];
  const loss = isTotal ? convoy.cargo[id] : ambushLoss(rules.convoys, convoy.cargo[id], armor);
  loseGoods(world, id, loss);
  noteConvoy(world, id, CONVOY_EVENT.ambushed);
}
