import { NEWS } from '../../components/territory.ts';
import { LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { labelOf } from '../../src/territory/control.ts';
import { FULL_MILLI } from '../../src/territory/shares.ts';
import { worthOf } from './roll-up.ts';
import { setRules } from './set-rules.ts';
import { LEVEL_SHIFT } from './territory-news.ts';

/** Gives every control point and district the owner the world file names. */
export function foundTerritories(world: World): void {
  const { controlPoint, district, districtSide, graph, influence, ledger, regionSide, rules, side } = world;
  ledger.controlPointCount[0] = graph.controlPointCount;
  ledger.regionCount[0] = graph.regionCount;
  // What an owner keeps without anybody there: with more, all land would fade in the first hours of a world.
  const ownerMilli = Math.max(rules.territory.captureMilli, rules.territory.decayHeldMilli);
  // A world saved without influence keeps the owners it had.
  const isNew = ledger.tick[0] === 0;
  for (let d = 0; d < graph.districtCount; d++) {
    if (isNew) district.owner[d] = graph.districtOwner[d];
    const owner = district.owner[d];
    side.land[owner]++;
    const held = owner === 0 ? 0 : ownerMilli;
    const points = graph.controlPointStart[d + 1] - graph.controlPointStart[d];
    if (owner !== 0) districtSide.sum[d * SIDE_COUNT + owner] = held * points;
    districtSide.share[d * SIDE_COUNT] = FULL_MILLI - held;
    if (owner !== 0) districtSide.share[d * SIDE_COUNT + owner] = held;
    district.label[d] = labelOf(districtSide.share, d * SIDE_COUNT, false, rules.territory);
    for (let point = graph.controlPointStart[d]; point < graph.controlPointStart[d + 1]; point++) {
      controlPoint.owner[point] = owner;
      controlPoint.label[point] = district.label[d];
      influence.milli[point * SIDE_COUNT] = FULL_MILLI - held;
      if (owner !== 0) influence.milli[point * SIDE_COUNT + owner] = held;
    }
    for (let faction = 0; faction < SIDE_COUNT; faction++) {
      regionSide.worth[graph.districtRegion[d] * SIDE_COUNT + faction] += worthOf(
        districtSide.share[d * SIDE_COUNT + faction],
        graph.districtValue[d],
      );
    }
  }
  for (let faction = 1; faction < SIDE_COUNT; faction++) side.supplyIsDue[faction] = 1;
}

/** Rebuilds what is derived: the list of news and what events do to regions. */
export function restoreTerritories(world: World): void {
  const { controlPoint, district, graph, territories } = world;
  territories.newsCount = 0;
  const collect = (level: number, news: Uint8Array, count: number) => {
    for (let index = 0; index < count; index++) {
      if (news[index] !== NEWS.none)
        territories.news[territories.newsCount++] = (level << LEVEL_SHIFT) | index;
    }
  };
  collect(LEVEL.controlPoint, controlPoint.news, graph.controlPointCount);
  collect(LEVEL.district, district.news, graph.districtCount);
  setRules(world, world.rules);
}
