import { LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { factionOfCrowds, scaleOfCrowds } from '../../src/protocol/channel-names.ts';
import { CHANNEL, FULL_CENTI, type TerritoryRecord } from '../../src/protocol/territory-records.ts';
import { LABEL, labelOf } from '../../src/territory/control.ts';
import { FULL_MILLI, strongest } from '../../src/territory/shares.ts';

/** Territories as clients are told of them, read from the stores. */

const MILLI_PER_CENTI = FULL_MILLI / FULL_CENTI;

/** Fills `into` with the state of a territory of a level. */
export function readTerritory(world: World, level: number, index: number, into: TerritoryRecord): void {
  if (level === LEVEL.controlPoint) readPoint(world, index, into);
  else if (level === LEVEL.district) readDistrict(world, index, into);
  else readRegion(world, index, into);
}

/** Counts a block of a channel, and returns its number. */
export function nextSequence(world: World, level: number, index: number): number {
  if (level === LEVEL.controlPoint) return ++world.controlPoint.sequence[index];
  if (level === LEVEL.district) return ++world.district.sequence[index];
  if (level === LEVEL.region) return ++world.region.sequence[index];
  if (level === CHANNEL.routes) return ++world.routeSide.sequence[index];
  if (level === CHANNEL.decisions) return ++world.mind.sequence[index];
  if (level === CHANNEL.events) return ++world.aiLedger.crossSequence[0];
  if (level === CHANNEL.conflicts) return ++world.aiLedger.conflictSequence[0];
  if (level === CHANNEL.crowds) return ++world.crowdSide.sequence[crowdSideOf(world, index)];
  return ++world.ledger.strategicSequence[0];
}

/** Row of a channel of crowds. */
function crowdSideOf({ crowdGrid }: World, index: number): number {
  let place = 0;
  while (crowdGrid.scales[place].scale !== scaleOfCrowds(index)) place++;
  return place * SIDE_COUNT + factionOfCrowds(index);
}

function readPoint(world: World, point: number, into: TerritoryRecord): void {
  into.level = LEVEL.controlPoint;
  readControl(world.controlPoint, point, into);
  readShares(world.influence.milli, point * SIDE_COUNT, into);
}

function readDistrict(world: World, district: number, into: TerritoryRecord): void {
  into.level = LEVEL.district;
  readControl(world.district, district, into);
  readShares(world.districtSide.share, district * SIDE_COUNT, into);
}

const regionShares = new Int32Array(SIDE_COUNT);

/** A region belongs to whoever has most of it by strategic value, as far as anybody dominates it. */
function readRegion(world: World, region: number, into: TerritoryRecord): void {
  const { regionSide, rules } = world;
  let worth = 0;
  for (let side = 0; side < SIDE_COUNT; side++) worth += regionSide.worth[region * SIDE_COUNT + side];
  regionShares[0] = FULL_MILLI;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const own = regionSide.worth[region * SIDE_COUNT + side];
    regionShares[side] = worth === 0 ? 0 : Math.floor((own * FULL_MILLI) / worth);
    regionShares[0] -= regionShares[side];
  }
  into.level = LEVEL.region;
  into.index = region;
  into.label = labelOf(regionShares, 0, false, rules.territory);
  into.isContested = false;
  into.owner = into.label === LABEL.neutral ? 0 : strongest(regionShares, 0);
  into.challenger = 0;
  into.cause = 0;
  into.actor = 0;
  into.tick = world.region.changedTick[region];
  readShares(regionShares, 0, into);
}

type Control = World['controlPoint'] | World['district'];

function readControl(control: Control, row: number, into: TerritoryRecord): void {
  into.index = row;
  into.owner = control.owner[row];
  into.label = control.label[row];
  into.isContested = control.contestedTick[row] !== 0;
  into.challenger = control.challenger[row];
  into.cause = control.cause[row];
  into.actor = control.actor[row];
  into.tick = control.changedTick[row];
}

function readShares(shares: Int32Array, at: number, into: TerritoryRecord): void {
  into.influence[0] = FULL_CENTI;
  for (let side = 1; side < SIDE_COUNT; side++) {
    into.influence[side] = Math.floor(shares[at + side] / MILLI_PER_CENTI);
    into.influence[0] -= into.influence[side];
  }
}
