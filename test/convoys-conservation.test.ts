import { expect, test } from 'vitest';
import { REQUEST_KIND, REQUEST_STATE } from '../components/routes.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { escortConvoy, raidConvoy, setStance } from '../systems/actions/convoy-orders.ts';
import { spawn } from '../systems/actions/spawn.ts';
import { convoysOf, goodsOf, stockUp } from './support/convoy-stage.ts';
import { type Dice, seeded } from './support/random-life.ts';
import { WarStage } from './support/war-stage.ts';

const MAP = ['A--B--C--D', '|  |  |  |', 'E--F--G--H', '|  |  |  |', 'I--J--K--L'];
const OWNERS = {
  1: ['A', 'B', 'E', 'F'],
  2: ['D', 'C', 'G', 'H'],
  3: ['J', 'I', 'K', 'L'],
};
/** Everything happens often. */
const LIVELY = {
  routesPerFaction: 8,
  lookIntervalTicks: 120,
  idleTicks: 3000,
  productionCenti: 3000,
  stockMax: 150,
  needPerMinuteCenti: 6000,
  dispatchIntervalTicks: 60,
  convoysPerFaction: 20,
  profitMin: 0,
  // Borders are crossed, but not those of contested land.
  securityMin: 50,
  blockadeMilli: 50_000,
  ambushThousandths: 900,
  ambushDestroysPercent: 20,
  patienceTicks: 200,
  raidTicks: 30,
  raidRestTicks: 100,
  disruptionIntervalTicks: 150,
  disruptionWeight: [2, 1, 0, 1, 2, 0],
  disruptionTicks: [300, 600, 0, 300, 300, 0],
};

/** Whoever fell is back before long, and what lies about is taken or lost. */
const DEADLY = { respawnTicks: 100, rebuildTicks: 300, wreckTicks: 400, salvageTicks: 20 };

/** Every unit that was ever made is in exactly one place. */
function checkGoods(world: World): void {
  for (const { made, stored, carried, handedOver, lost } of goodsOf(world)) {
    expect(stored + carried + handedOver + lost).toBe(made);
  }
}

/** What is counted is what there is: convoys of routes and factions, users of paths, questions that are out. */
function checkCounts(world: World): void {
  const {
    convoy,
    identity,
    newsLedger,
    path,
    proposalNews,
    route,
    routeLedger,
    routeRequest,
    toldRoute,
    treasury,
  } = world;
  const ids = convoysOf(world);
  const ofSide = new Array<number>(SIDE_COUNT).fill(0);
  const ofRoute = new Array<number>(route.state.length).fill(0);
  const uses = new Array<number>(routeLedger.pathHigh[0] + 1).fill(0);
  for (const id of ids) {
    ofSide[identity.faction[id]]++;
    if (convoy.route[id] !== 0) ofRoute[convoy.route[id] - 1]++;
    if (convoy.path[id] !== 0) uses[convoy.path[id] - 1]++;
    expect(convoy.cargo[id]).toBeGreaterThan(0);
    if (convoy.request[id] !== 0) expect(routeRequest.subject[convoy.request[id] - 1]).toBe(id);
  }
  for (let row = 0; row < route.state.length; row++) {
    if (route.path[row] !== 0) uses[route.path[row] - 1]++;
    if (toldRoute.path[row] !== 0) uses[toldRoute.path[row] - 1]++;
  }
  for (let row = 0; row < newsLedger.proposals[0]; row++) {
    if (proposalNews.path[row] !== 0) uses[proposalNews.path[row] - 1]++;
  }
  expect([...treasury.convoys]).toEqual(ofSide);
  expect([...route.convoys]).toEqual(ofRoute);
  expect([...path.uses.slice(0, uses.length)]).toEqual(uses);
  for (let row = 0; row < routeRequest.state.length; row++) {
    if (routeRequest.state[row] !== REQUEST_STATE.asked || routeRequest.kind[row] !== REQUEST_KIND.convoy)
      continue;
    expect(convoy.request[routeRequest.subject[row]]).toBe(row + 1);
  }
}

/** Goods for a depot, as if a rich land had made them, and need for another. */
function supplyAtRandom(world: World, dice: Dice): void {
  const { depots } = world.roads;
  const from = dice(depots.count);
  const owner = world.district.owner[depots.district[from]];
  if (owner !== 0) stockUp(world, owner, from, dice(depots.count), dice(7), 30 + dice(60));
}

/** Fighters of any kind fall, by an enemy's hand or by nobody's. Returns how many. */
function killAtRandom(stage: WarStage, players: readonly number[], dice: Dice): number {
  const kinds = [
    ENTITY_KIND.convoy,
    ENTITY_KIND.convoy,
    ENTITY_KIND.avatar,
    ENTITY_KIND.fort,
    ENTITY_KIND.base,
  ];
  const ids = stage.ids(kinds[dice(kinds.length)]);
  if (ids.length === 0) return 0;
  const deaths = Array.from({ length: 1 + dice(3) }, () => {
    const by = dice(5) === 0 ? 0 : players[dice(players.length)];
    return [ids[dice(ids.length)], by] as const;
  });
  const losses = () => stage.world.reserve.losses.reduce((sum, count) => sum + count, 0);
  const before = losses();
  stage.kill(...deaths);
  return losses() - before;
}

/** One thing that captures, players or a full world may do at any moment. */
function disturbAtRandom(stage: WarStage, players: readonly number[], dice: Dice): void {
  const { convoy, entities, motion } = stage.world;
  const ids = convoysOf(stage.world);
  const id = ids[dice(Math.max(1, ids.length))] ?? 0;
  const player = players[dice(players.length)];
  motion.x[player] = motion.x[id];
  motion.y[player] = motion.y[id];
  const kind = dice(20);
  if (kind < 4) stage.capture(String.fromCharCode(65 + dice(12)), dice(4));
  else if (kind < 8) raidConvoy(stage.world, player, id, 0);
  else if (kind < 14) escortConvoy(stage.world, player, id, 0);
  else if (kind < 17 && ids.length > 0) setStance(stage.world, player, id, dice(3));
  else if (kind === 17) stage.isMute = !stage.isMute;
  else if (kind === 18 && ids.length > 0) convoy.isStale[id] = 1;
  else {
    // Nothing can be born for a while.
    const { countMax } = entities;
    entities.countMax = 0;
    stage.tick(20);
    entities.countMax = countMax;
  }
}

test('no unit of goods comes from nowhere or goes nowhere, whatever happens', () => {
  const stage = new WarStage(MAP, {
    ...{ owners: OWNERS, cellMeters: 600, convoys: LIVELY, combat: DEADLY, forts: true },
  });
  const { account, ledger, treasury } = stage.world;
  const dice = seeded(11);
  const players = [1, 1, 2, 2, 3, 3].map((faction) =>
    spawn(stage.world, ENTITY_KIND.avatar, faction, 1000, 1000),
  );
  const outcomes = new Set<number>();
  let deaths = 0;
  while (ledger.tick[0] < 20_000) {
    stage.tick(1 + dice(30));
    supplyAtRandom(stage.world, dice);
    disturbAtRandom(stage, players, dice);
    if (dice(3) === 0) deaths += killAtRandom(stage, players, dice);
    checkGoods(stage.world);
    if (dice(4) === 0) checkCounts(stage.world);
    for (const event of stage.events.splice(0)) outcomes.add(event);
  }
  checkCounts(stage.world);
  // It was a life in which everything happened.
  expect([...outcomes].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const sum = (column: Uint32Array) => column.reduce((total, value) => total + value, 0);
  expect(sum(treasury.departed)).toBeGreaterThan(100);
  expect(sum(treasury.arrived)).toBeGreaterThan(20);
  expect(sum(treasury.destroyed)).toBeGreaterThan(20);
  expect(sum(account.lost)).toBeGreaterThan(100);
  expect(deaths).toBeGreaterThan(300);
});
