import { describe, expect, test } from 'vitest';
import { ROUTE_STATE } from '../components/routes.ts';
import { RESOURCE_COUNT } from '../src/limits.ts';
import { DISRUPTION, NODE } from '../src/routing/route-costs.ts';
import { dispatch } from '../systems/actions/dispatch.ts';
import { disturb, findDisruption } from '../systems/actions/disruptions.ts';
import { integrityOf, moveIntegrity } from '../systems/actions/integrity.ts';
import { disturbRoads } from '../systems/disturb-roads.ts';
import { produceGoods } from '../systems/produce-goods.ts';
import { ConvoyStage, convoysOf, goodsOf, stockUp } from './support/convoy-stage.ts';

const MINUTE = 3600;
const ROW = ['A--B--C--D'];
const OWNERS = {
  owners: { 1: ['A', 'B', 'C', 'D'] },
  values: { A: 30, B: 40, C: 50, D: 100 },
  resources: { A: 'salvage', B: 'salvage', C: 'military', D: 'economic' },
} as const;

/** Lets a depot have its turns of some minutes, one after the other, and nothing else go on. */
function turns(stage: ConvoyStage, depot: number, minutes: number, first = 1): void {
  for (let minute = first; minute < first + minutes; minute++) {
    stage.world.ledger.tick[0] = minute * MINUTE + depot * 28;
    produceGoods(stage.world);
  }
}

function stageOf(changes = {}): ConvoyStage {
  const { owners, values, resources } = OWNERS;
  const mutable = { owners: { 1: [...owners[1]] }, values, resources };
  return ConvoyStage.of(ROW, mutable, changes);
}

describe('a depot', () => {
  test('makes goods of the land around that its owner holds, fractions kept, once a minute', () => {
    const stage = stageOf({ productionCenti: 250 });
    const { account, depotGoods, roads } = stage.world;
    expect([...roads.depots.district.slice(0, 2)]).toEqual([0, 3]);
    // Around the hub A: A, and of B, which lies as far from the depot C, what the map says.
    const own = roads.depots.catchment.slice(0, roads.depots.catchmentStart[1]);
    const value = [...own].reduce((sum, district) => sum + [30, 40, 0, 0][district], 0);
    turns(stage, 0, 1);
    const centi = Math.floor((value * 250) / 100);
    expect(depotGoods.stock[0]).toBe(Math.floor(centi / 100));
    expect(depotGoods.carryCenti[0]).toBe(centi % 100);
    turns(stage, 0, 9, 2);
    expect(depotGoods.stock[0]).toBe(Math.floor((10 * centi) / 100));
    expect(account.produced[1 * RESOURCE_COUNT]).toBe(depotGoods.stock[0]);
    stage.world.ledger.tick[0]++;
    produceGoods(stage.world);
    expect(account.produced[1 * RESOURCE_COUNT]).toBe(depotGoods.stock[0]);
  });

  test('makes no more than it can store, and needs no more than so much', () => {
    const stage = stageOf({ productionCenti: 10_000, stockMax: 70, needPerMinuteCenti: 30, needMax: 4 });
    const { account, depotGoods } = stage.world;
    turns(stage, 1, 10);
    const economic = 1 * RESOURCE_COUNT + 4;
    expect([depotGoods.stock[economic], account.produced[economic]]).toEqual([70, 70]);
    // 0.3 units a minute: three in ten.
    expect(depotGoods.need[economic]).toBe(3);
    turns(stage, 1, 10, 11);
    expect(depotGoods.need[economic]).toBe(4);
  });

  test('of a hub needs more', () => {
    const stage = stageOf();
    turns(stage, 0, 1);
    turns(stage, 1, 1);
    expect([stage.world.depotGoods.need[0], stage.world.depotGoods.need[RESOURCE_COUNT]]).toEqual([20, 3]);
  });

  test('that changes hands keeps its stock and begins anew to need', () => {
    const stage = stageOf({ productionCenti: 0 });
    const { depot, depotGoods, district } = stage.world;
    turns(stage, 1, 5);
    stockUp(stage.world, 1, 1, 0, 4, 60);
    expect(depotGoods.need[RESOURCE_COUNT + 4]).toBe(15);
    district.owner[3] = 2;
    turns(stage, 1, 1, 6);
    expect([
      depot.faction[1],
      depotGoods.stock[RESOURCE_COUNT + 4],
      depotGoods.need[RESOURCE_COUNT + 4],
    ]).toEqual([2, 60, 3]);
    district.owner[3] = 0;
    turns(stage, 1, 5, 7);
    expect([depot.faction[1], depotGoods.need[RESOURCE_COUNT + 4]]).toEqual([0, 0]);
  });
});

describe('a convoy sets out', () => {
  test('at the turn of its route, and then not before the next one', () => {
    const stage = stageOf({ dispatchIntervalTicks: 120 });
    const { world } = stage;
    stage.tick();
    const row = stage.route(1, 'ABCD');
    stockUp(world, 1, 0, 1, 0, 400);
    const departures: number[] = [];
    for (let i = 0; i < 500; i++) {
      const before = world.treasury.departed[1];
      stage.tick();
      if (world.treasury.departed[1] > before) departures.push(world.ledger.tick[0]);
    }
    expect(departures).toEqual([120, 240, 360, 480]);
    expect(world.route.usedTick[row]).toBe(480);
  });

  test('only as long as that is wanted which is not on its way yet', () => {
    const stage = stageOf();
    const { world } = stage;
    stage.tick();
    const row = stage.route(1, 'ABCD');
    stockUp(world, 1, 0, 1, 0, 400);
    world.depotGoods.need[RESOURCE_COUNT] = 170;
    const loads = [dispatch(world, row), dispatch(world, row), dispatch(world, row)].map((id) =>
      id === 0 ? 0 : world.convoy.cargo[id],
    );
    // What lacks after two trucks fills a technical only by half, which is enough.
    expect(loads).toEqual([80, 80, 10]);
    expect(dispatch(world, row)).toBe(0);
    expect(goodsOf(world)[0]).toEqual({ made: 400, stored: 230, carried: 170, handedOver: 0, lost: 0 });
  });

  test('not to where it is wanted less than here', () => {
    const stage = stageOf();
    const { world } = stage;
    stage.tick();
    const row = stage.route(1, 'ABCD');
    stockUp(world, 1, 0, 1, 0, 100);
    world.depotGoods.need[RESOURCE_COUNT] = 100;
    world.depotGoods.need[0] = 200;
    expect(dispatch(world, row)).toBe(0);
    world.depotGoods.need[0] = 199;
    expect(dispatch(world, row)).not.toBe(0);
  });

  test('neither beyond the number of a faction, nor on a route that is not safe, nor in a full world', () => {
    const stage = stageOf({ convoysPerFaction: 2, dispatchIntervalTicks: 1 });
    const { entities, route, treasury } = stage.world;
    stage.tick();
    const row = stage.route(1, 'ABCD');
    stockUp(stage.world, 1, 0, 1, 0, 900);
    stage.tick(5);
    expect(convoysOf(stage.world)).toHaveLength(2);
    stage.until(() => treasury.arrived[1] === 2 || treasury.departed[1] > 2);
    const { countMax } = entities;
    entities.countMax = 0;
    const stock = stage.world.depotGoods.stock[0];
    expect(dispatch(stage.world, row)).toBe(0);
    expect(stage.world.depotGoods.stock[0]).toBe(stock);
    entities.countMax = countMax;
    route.state[row] = ROUTE_STATE.degraded;
    const departed = treasury.departed[1];
    stage.tick(10);
    expect(treasury.departed[1]).toBe(departed);
  });
});

describe('disruptions', () => {
  test('are on the roads from the tick in which they begin to that in which they end', () => {
    const stage = stageOf();
    const { road } = stage.world;
    stage.tick();
    const jam = 1 << (NODE.disruptionShift + DISRUPTION.jam);
    expect(disturb(stage.world, DISRUPTION.jam, 2, 100, 0)).toBe(true);
    stage.tick();
    expect(road.state[2] & jam).toBe(jam);
    expect(disturb(stage.world, DISRUPTION.jam, 2, 50, 0)).toBe(true);
    stage.tick(98);
    expect(road.state[2] & jam).toBe(jam);
    stage.tick(2);
    expect(road.state[2] & jam).toBe(0);
  });

  test('that are to be mended last, and there are only so many', () => {
    const stage = stageOf();
    stage.tick();
    for (let i = 0; i < 256; i++) stage.world.disruption.kind[i] = 1;
    stage.world.disruption.kind[9] = 0;
    expect(disturb(stage.world, DISRUPTION.bridge, 1, 0, 3)).toBe(true);
    expect(disturb(stage.world, DISRUPTION.pirates, 1, 5, 3)).toBe(false);
    stage.tick(500);
    expect(findDisruption(stage.world, DISRUPTION.bridge, 1)).toBe(9);
  });

  test('come at borders, by their weights, as often as the rules say', () => {
    const weights = [3, 0, 0, 1, 0, 0];
    const stage = stageOf({
      disruptionIntervalTicks: 200,
      disruptionWeight: weights,
      disruptionTicks: Array(6).fill(1),
    });
    stage.tick();
    stage.capture('D', 2);
    stage.tick();
    const { disruption, ledger } = stage.world;
    const counts = new Array<number>(6).fill(0);
    const places = new Set<number>();
    for (let i = 0; i < 100_000; i++) {
      ledger.tick[0]++;
      disturbRoads(stage.world);
      for (let row = 0; row < 2; row++) {
        if (disruption.kind[row] === 0 || disruption.endTick[row] !== ledger.tick[0] + 1) continue;
        counts[disruption.kind[row] - 1]++;
        places.add(disruption.district[row]);
      }
      stage.world.roads.suspectCount = 0;
    }
    expect(counts[0] + counts[3]).toBeGreaterThan(490);
    expect(counts[0] + counts[3]).toBeLessThanOrEqual(501);
    expect(counts[0] / counts[3]).toBeGreaterThan(2);
    expect(counts[0] / counts[3]).toBeLessThan(4.5);
    expect([counts[1], counts[2], counts[4], counts[5]]).toEqual([0, 0, 0, 0]);
    expect([...places].sort()).toEqual([2, 3]);
  });
});

test('the integrity of a region moves by what its window allows, and drifts back', () => {
  const stage = stageOf({ integrityWindowMax: 3000, integrityWindowTicks: 600 });
  const { ledger } = stage.world;
  stage.tick();
  expect(integrityOf(stage.world, 0)).toBe(32_768);
  for (let i = 0; i < 5; i++) moveIntegrity(stage.world, 0, 1000);
  expect(integrityOf(stage.world, 0)).toBe(35_768);
  moveIntegrity(stage.world, 0, -1000);
  expect(integrityOf(stage.world, 0)).toBe(35_768);
  ledger.tick[0] += 600;
  const drifted = integrityOf(stage.world, 0);
  moveIntegrity(stage.world, 0, -1000);
  expect(integrityOf(stage.world, 0)).toBe(drifted - 1000);
  ledger.tick[0] += 2 * 216_000;
  expect(integrityOf(stage.world, 0)).toBe(32_768 + ((drifted - 1000 - 32_768) >> 2));
});
