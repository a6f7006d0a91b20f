import { CHRONICLE } from '../../components/chronicle.ts';
import { LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { strongest } from '../../src/territory/shares.ts';

/** Writes down that a territory changed hands, or is called something else. */
export function tellChange(world: World, level: number, index: number, owner: number, label: number): void {
  const { chronicle } = world;
  const store = level === LEVEL.district ? world.district : world.controlPoint;
  const now = store.owner[index];
  const cause = store.cause[index];
  const actor = store.actor[index];
  if (now !== owner) chronicle.add(CHRONICLE.owner, level, index, now, cause, actor, owner, now);
  if (store.label[index] !== label) {
    chronicle.add(CHRONICLE.label, level, index, now, cause, actor, label, store.label[index]);
  }
}

/** Writes down that a contest began or ended. */
export function tellContest(world: World, level: number, index: number, isContested: boolean): void {
  const isDistrict = level === LEVEL.district;
  const shares = isDistrict ? world.districtSide.share : world.influence.milli;
  const store = isDistrict ? world.district : world.controlPoint;
  const at = index * SIDE_COUNT;
  const first = strongest(shares, at);
  let second = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    if (side !== first && shares[at + side] > (second === 0 ? 0 : shares[at + second])) second = side;
  }
  const kind = isContested ? CHRONICLE.contested : CHRONICLE.calm;
  world.chronicle.add(kind, level, index, first, store.cause[index], store.actor[index], first, second);
}
