import { NEWS } from '../../components/territory.ts';
import type { World } from '../../components/world.ts';
import { CHANNEL } from '../../src/protocol/territory-records.ts';
import type { StrategicBlocks } from './strategic-blocks.ts';
import { INDEX_MASK } from './territory-news.ts';

/** Regions change all the time; each is told of once a second. */
export const REGION_SLOTS = 20;

/** Tells the channel of each region of the region itself, if it is its turn, and of its districts and events. */
export function tellRegions(
  world: World,
  blocks: StrategicBlocks,
  districtsFrom: number,
  regionsFrom: number,
  slot: number,
): void {
  const { graph, territories } = world;
  const { chainHead, districtChain, news } = territories;
  for (let i = regionsFrom - 1; i >= districtsFrom; i--) {
    const district = news[i] & INDEX_MASK;
    const region = graph.districtRegion[district];
    districtChain[district] = chainHead[region];
    chainHead[region] = district;
  }
  for (let region = 0; region < graph.regionCount; region++) {
    const isDue = isRegionDue(world, region, slot);
    if (!isDue && chainHead[region] < 0 && !blocks.hasEvents) continue;
    blocks.open(world);
    if (isDue) blocks.territory(world, CHANNEL.region, region);
    for (let district = chainHead[region]; district >= 0; district = districtChain[district]) {
      blocks.territory(world, CHANNEL.district, district);
    }
    blocks.events(world, region);
    blocks.close(world, CHANNEL.region, region);
    chainHead[region] = -1;
  }
}

/** Tells the global channel of regions, of districts that changed hands, and of events. */
export function tellGlobal(
  world: World,
  blocks: StrategicBlocks,
  districtsFrom: number,
  regionsFrom: number,
  count: number,
  slot: number,
): void {
  const { news } = world.territories;
  blocks.open(world);
  for (let i = regionsFrom; i < count; i++) {
    if (isRegionDue(world, news[i] & INDEX_MASK, slot))
      blocks.territory(world, CHANNEL.region, news[i] & INDEX_MASK);
  }
  for (let i = districtsFrom; i < regionsFrom; i++) {
    const district = news[i] & INDEX_MASK;
    if (world.district.news[district] === NEWS.control) blocks.territory(world, CHANNEL.district, district);
  }
  blocks.events(world, -1);
  blocks.close(world, CHANNEL.global, 0);
}

/** Whether a region has news, and it is its turn to be told of. */
export function isRegionDue(world: World, region: number, slot: number): boolean {
  return world.region.news[region] !== NEWS.none && region % REGION_SLOTS === slot;
}
