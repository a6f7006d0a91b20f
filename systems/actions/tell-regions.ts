import { NEWS } from '../../components/territory.ts';
import type { World } from '../../components/world.ts';
import { CHANNEL } from '../../src/protocol/territory-records.ts';
import type { StrategicBlocks } from './strategic-blocks.ts';
import { INDEX_MASK } from './territory-news.ts';

/** Regions change all the time; each is told of once a second, in its slot: region modulo this. */
export const REGION_SLOTS = 20;

/**
 * Tells the channels of regions: of the region itself, if it is its turn, of its districts and events. The districts
 * are those of the sorted news from `districtsFrom` to `end`.
 */
export function tellRegions(
  world: World,
  blocks: StrategicBlocks,
  districtsFrom: number,
  end: number,
  slot: number,
): void {
  const { graph, territories } = world;
  const { chainHead, districtChain, news } = territories;
  for (let i = end - 1; i >= districtsFrom; i--) {
    const district = news[i] & INDEX_MASK;
    const region = graph.districtRegion[district];
    districtChain[district] = chainHead[region];
    chainHead[region] = district;
  }
  if (blocks.hasEvents) {
    // They may lie over any region, of which there is no other news.
    for (let region = 0; region < graph.regionCount; region++) tellRegion(world, blocks, region, slot);
    return;
  }
  for (let region = slot; region < graph.regionCount; region += REGION_SLOTS) {
    if (world.region.news[region] !== NEWS.none) tellRegion(world, blocks, region, slot);
  }
  for (let i = districtsFrom; i < end; i++) {
    const region = graph.districtRegion[news[i] & INDEX_MASK];
    if (chainHead[region] >= 0) tellRegion(world, blocks, region, slot);
  }
}

/** A block of a region's channel, of all there is. */
function tellRegion(world: World, blocks: StrategicBlocks, region: number, slot: number): void {
  const { chainHead, districtChain } = world.territories;
  const isDue = region % REGION_SLOTS === slot && world.region.news[region] !== NEWS.none;
  blocks.open(world);
  if (isDue) blocks.territory(world, CHANNEL.region, region);
  for (let district = chainHead[region]; district >= 0; district = districtChain[district]) {
    blocks.territory(world, CHANNEL.district, district);
  }
  if (blocks.hasEvents) blocks.events(world, region);
  blocks.close(world, CHANNEL.region, region);
  chainHead[region] = -1;
}

/** Tells the global channel of regions, of districts that changed hands, and of events. */
export function tellGlobal(
  world: World,
  blocks: StrategicBlocks,
  districtsFrom: number,
  end: number,
  slot: number,
): void {
  const { graph, territories } = world;
  blocks.open(world);
  for (let region = slot; region < graph.regionCount; region += REGION_SLOTS) {
    if (world.region.news[region] !== NEWS.none) blocks.territory(world, CHANNEL.region, region);
  }
  for (let i = districtsFrom; i < end; i++) {
    const district = territories.news[i] & INDEX_MASK;
    if (world.district.news[district] === NEWS.control) blocks.territory(world, CHANNEL.district, district);
  }
  if (blocks.hasEvents) blocks.events(world, -1);
  blocks.close(world, CHANNEL.global, 0);
}
