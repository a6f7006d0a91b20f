import type { World } from '../components/world.ts';
import { DEPOT_COUNT_MAX, RESOURCE_COUNT } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';

const MINUTE_TICKS = 60 * TICKS_PER_SECOND;
/** Ticks between the turns of two depots. */
const TURN_TICKS = Math.floor(MINUTE_TICKS / DEPOT_COUNT_MAX);

const value = new Uint32Array(RESOURCE_COUNT);

/** Gathers, once a minute at each depot, what the land around makes, and lets the needs of the place grow. */
export function produceGoods(world: World): void {
  const { depot, district, ledger, roads } = world;
  const { depots } = roads;
  const turn = ledger.tick[0] % MINUTE_TICKS;
  const row = Math.floor(turn / TURN_TICKS);
  if (turn % TURN_TICKS !== 0 || row >= depots.count) return;
  const owner = district.owner[depots.district[row]];
  if (depot.faction[row] !== owner) changeHands(world, row, owner);
  // Nobody gathers anything, and nobody is in need, at a depot that nobody holds.
  if (owner === 0) return;
  addUpLand(world, row, owner);
  for (let resource = 0; resource < RESOURCE_COUNT; resource++) {
    gather(world, row, owner, resource);
    grow(world, row, resource);
  }
}

/** What is in store stays there; what was wanted, others wanted. */
function changeHands(world: World, row: number, owner: number): void {
  world.depot.faction[row] = owner;
  for (let resource = 0; resource < RESOURCE_COUNT; resource++) {
    world.depotGoods.need[row * RESOURCE_COUNT + resource] = 0;
  }
}

/** Strategic value by resource of what the owner holds of the land that belongs to its depot. */
function addUpLand(world: World, row: number, owner: number): void {
  const { district, graph, roads } = world;
  const { catchment, catchmentStart } = roads.depots;
  value.fill(0);
  for (let i = catchmentStart[row]; i < catchmentStart[row + 1]; i++) {
    const place = catchment[i];
    if (district.owner[place] === owner) value[graph.districtResource[place]] += graph.districtValue[place];
  }
}

function gather(world: World, row: number, owner: number, resource: number): void {
  const { account, depotGoods, rules } = world;
  const at = row * RESOURCE_COUNT + resource;
  const made =
    Math.floor((value[resource] * rules.convoys.productionCenti) / 100) + depotGoods.carryCenti[at];
  const room = Math.max(0, rules.convoys.stockMax - depotGoods.stock[at]);
  const units = Math.min(room, Math.floor(made / 100));
  depotGoods.carryCenti[at] = made % 100;
  depotGoods.stock[at] += units;
  account.produced[owner * RESOURCE_COUNT + resource] += units;
}

function grow(world: World, row: number, resource: number): void {
  const { depotGoods, ledger, roads, rules } = world;
  const at = row * RESOURCE_COUNT + resource;
  const centi = roads.depots.isHub[row]
    ? rules.convoys.hubNeedPerMinuteCenti
    : rules.convoys.needPerMinuteCenti;
  // What all minutes up to this one come to, less those before it: fractions of a unit are not lost.
  const minute = Math.floor(ledger.tick[0] / MINUTE_TICKS);
  const units = Math.floor(((minute + 1) * centi) / 100) - Math.floor((minute * centi) / 100);
  depotGoods.need[at] = Math.min(rules.convoys.needMax, depotGoods.need[at] + units);
}
