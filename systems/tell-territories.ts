import { NEWS } from '../components/territory.ts';
import { LEVEL } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { StrategicBlocks } from './actions/strategic-blocks.ts';
import { REGION_SLOTS, tellGlobal, tellRegions } from './actions/tell-regions.ts';
import { INDEX_MASK, LEVEL_SHIFT } from './actions/territory-news.ts';
import { STRATEGIC_INTERVAL_TICKS } from './step-territories.ts';

const blocks = new StrategicBlocks();

/**
 * Tells the strategic channels what changed: a block for every channel that has something, with the next number of its
 * sequence. A channel of a control point has that; a district's the district and its points; a region's the region and
 * its districts; the global one regions and whatever changed hands.
 */
export function tellTerritories(world: World): void {
  const { ledger, territories } = world;
  const tick = ledger.tick[0];
  if (tick % STRATEGIC_INTERVAL_TICKS !== 0) return;
  const { news } = territories;
  const count = territories.newsCount;
  // By level and index: the list itself is in the order in which things happened, which a restored world cannot know.
  sortNews(news, count);
  const districtsFrom = firstOf(news, count, LEVEL.district);
  blocks.begin(world);
  tellPoints(world, districtsFrom);
  for (let i = districtsFrom; i < count; i++) tellDistrict(world, news[i] & INDEX_MASK);
  const slot = (tick / STRATEGIC_INTERVAL_TICKS) % REGION_SLOTS;
  tellRegions(world, blocks, districtsFrom, count, slot);
  tellGlobal(world, blocks, districtsFrom, count, slot);
  clearNews(world, count, slot);
}

/** More than this is a flood, and not in order any more. */
const INSERTION_MAX = 256;

/** Sorts the news. They come nearly in order, as districts have their turns: then inserting is a single pass. */
function sortNews(news: Int32Array, count: number): void {
  if (count > INSERTION_MAX) {
    news.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const entry = news[i];
    let place = i;
    for (; place > 0 && news[place - 1] > entry; place--) news[place] = news[place - 1];
    news[place] = entry;
  }
}

/** First place in the sorted news whose level is at least this. */
function firstOf(news: Int32Array, count: number, level: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (news[middle] < level << LEVEL_SHIFT) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Points go to their own channels and, all of a district together, to the district's. */
function tellPoints(world: World, end: number): void {
  const { graph, territories } = world;
  for (let i = 0; i < end; ) {
    const district = graph.controlPointDistrict[territories.news[i]];
    const first = i;
    for (; i < end && graph.controlPointDistrict[territories.news[i]] === district; i++) {
      blocks.open(world);
      blocks.territory(world, CHANNEL.controlPoint, territories.news[i]);
      blocks.close(world, CHANNEL.controlPoint, territories.news[i]);
    }
    blocks.open(world);
    if (world.district.news[district] !== NEWS.none) blocks.territory(world, CHANNEL.district, district);
    for (let p = first; p < i; p++) blocks.territory(world, CHANNEL.controlPoint, territories.news[p]);
    blocks.close(world, CHANNEL.district, district);
    blocks.markTold(district);
  }
}

/** A district none of whose points has news. */
function tellDistrict(world: World, district: number): void {
  if (blocks.wasTold(district)) return;
  blocks.open(world);
  blocks.territory(world, CHANNEL.district, district);
  blocks.close(world, CHANNEL.district, district);
}

/** Forgets what was told. */
function clearNews(world: World, count: number, slot: number): void {
  const { graph, territories } = world;
  const { news } = territories;
  for (let i = 0; i < count; i++) {
    const store = news[i] >> LEVEL_SHIFT === LEVEL.district ? world.district : world.controlPoint;
    store.news[news[i] & INDEX_MASK] = NEWS.none;
  }
  territories.newsCount = 0;
  for (let region = slot; region < graph.regionCount; region += REGION_SLOTS) {
    world.region.news[region] = NEWS.none;
  }
}
