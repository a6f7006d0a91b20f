import { NEWS } from '../../components/territory.ts';
import { LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';

/** An entry of the news: level << LEVEL_SHIFT | index. */
export const LEVEL_SHIFT = 28;
export const INDEX_MASK = (1 << LEVEL_SHIFT) - 1;

/** Marks that a territory is to be told of, once however often it changes until then. */

/** A control point changed; `news` is a NEWS. */
export function notePoint(world: World, point: number, news: number, cause: number, actor: number): void {
  const { controlPoint, ledger } = world;
  if (controlPoint.news[point] === NEWS.none) queue(world, LEVEL.controlPoint, point);
  controlPoint.news[point] = Math.max(controlPoint.news[point], news);
  controlPoint.changedTick[point] = ledger.tick[0];
  controlPoint.cause[point] = cause;
  controlPoint.actor[point] = actor;
}

/** A district changed. */
export function noteDistrict(
  world: World,
  district: number,
  news: number,
  cause: number,
  actor: number,
): void {
  const { ledger } = world;
  const store = world.district;
  if (store.news[district] === NEWS.none) queue(world, LEVEL.district, district);
  store.news[district] = Math.max(store.news[district], news);
  store.changedTick[district] = ledger.tick[0];
  store.cause[district] = cause;
  store.actor[district] = actor;
}

/** A region changed. Not on the list: each has a turn of its own (see tellRegions). */
export function noteRegion(world: World, region: number): void {
  const { ledger } = world;
  const store = world.region;
  store.news[region] = NEWS.influence;
  store.changedTick[region] = ledger.tick[0];
}

function queue(world: World, level: number, index: number): void {
  const { territories } = world;
  territories.news[territories.newsCount++] = (level << LEVEL_SHIFT) | index;
}
